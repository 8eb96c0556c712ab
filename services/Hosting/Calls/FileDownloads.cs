using System.Net.Mime;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace Casualties.Hosting;

/// <summary>
/// Answers streams of <see cref="IFilePart"/> over HTTP as the file that they are, where the address ends in <c>:download</c>, or as its manifest, where it ends in
/// <c>:manifest</c>. It is the same call in all else: the same rule, the same checks, the same entry in the audit log.
/// </summary>
internal sealed class FileDownloads : Interceptor
{
    private static readonly FileExtensionContentTypeProvider MediaTypes = new()
    {
        Mappings = { [".csv"] = "text/csv; charset=utf-8; header=present", [".jsonl"] = "application/x-ndjson", [".geojson"] = "application/geo+json" },
    };

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        var http = context.GetHttpContext();
        try
        {
            await continuation(request, FormOf<TResponse>(http) ?? responseStream, context);
        }
        catch when (http.Response.HasStarted && FormOf<TResponse>(http) is not null)
        {
            // An error behind half a file would be a part of it: a connection that breaks is not taken for its end.
            http.Abort();
            throw;
        }
    }

    private static IServerStreamWriter<TResponse>? FormOf<TResponse>(HttpContext http) =>
        !typeof(IFilePart).IsAssignableFrom(typeof(TResponse)) || http.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not { HttpRule.Get: { } address } ? null
        : address.EndsWith(":download", StringComparison.Ordinal) ? new Download<TResponse>(http)
        : address.EndsWith(":manifest", StringComparison.Ordinal) ? new ManifestAlone<TResponse>(http)
        : null;

    private abstract class Form<TResponse> : IServerStreamWriter<TResponse>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(TResponse message) => WriteAsync((IFilePart)message!);

        protected abstract Task WriteAsync(IFilePart part);
    }

    private sealed class Download<TResponse>(HttpContext http) : Form<TResponse>
    {
        private string _name = "";

        protected override async Task WriteAsync(IFilePart part)
        {
            if (part.FileName.Length > 0)
            {
                _name = part.FileName;
                return;
            }
            // Not before there is something to send: an error has headers of its own.
            if (!http.Response.HasStarted)
                NameIt();
            if (!part.Content.IsEmpty)
                await http.Response.Body.WriteAsync(part.Content.Memory, http.RequestAborted);
        }

        private void NameIt()
        {
            http.Response.ContentType = MediaTypes.TryGetContentType(_name, out var type) ? type : MediaTypeNames.Application.Octet;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{_name}\"";
        }
    }

    private sealed class ManifestAlone<TResponse>(HttpContext http) : Form<TResponse>
    {
        private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());

        protected override async Task WriteAsync(IFilePart part)
        {
            if (part.WholeManifest is not { } manifest)
                return;
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync(Json.Format(manifest) + "\n", http.RequestAborted);
        }
    }
}
