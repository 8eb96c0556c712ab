using Microsoft.AspNetCore.Http;
using RpcStatus = Google.Rpc.Status;

namespace Casualties.Hosting;

/// <summary>Answers a call with an error outside an RPC, in the form that the caller reads.</summary>
public static class CallErrors
{
    /// <summary>Answers with a status: gRPC to callers of gRPC, JSON to all others. The response must not have started.</summary>
    public static Task AnswerAsync(HttpContext context, RpcStatus status)
    {
        if (!IsGrpc(context.Request.ContentType))
            return JsonErrors.WriteAsync(context.Response, status);
        context.Response.StatusCode = StatusCodes.Status200OK;
        FrameworkErrors.Answer(context.Response, status);
        return Task.CompletedTask;
    }

    /// <summary>The trailers by which gRPC says that a call ended with a status.</summary>
    public static IEnumerable<(string Name, string Value)> TrailersOf(RpcStatus status) => FrameworkErrors.TrailersOf(status);

    /// <summary>Whether a content type is that of gRPC.</summary>
    public static bool IsGrpc(string? contentType) => contentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) ?? false;
}
