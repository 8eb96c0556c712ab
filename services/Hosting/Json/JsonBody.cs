using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>The body of a JSON request, read whole before anything else looks at it: each is one message with a limit.</summary>
public static class JsonBody
{
    /// <summary>Reads the body and puts what was read in its place. Answers null, with the rest unread, if it is longer than the limit.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The longest body, in bytes.</param>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
            return null;
        var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            foreach (var part in read.Buffer)
                body.Write(part.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (body.Length > maxBytes)
                return null;
            if (read.IsCompleted)
                break;
        }
        body.Position = 0;
        request.Body = body;
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
