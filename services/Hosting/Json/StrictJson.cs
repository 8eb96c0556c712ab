using System.Collections.Concurrent;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using RpcStatus = Google.Rpc.Status;

namespace Casualties.Hosting;

/// <summary>
/// Refuses JSON requests with anything that the transcoding would silently drop: unknown or doubled fields and query keys, or a body where
/// none is read. In a record of the dead, a misspelt field that vanishes is a fault of data.
/// </summary>
internal sealed class StrictJson(RequestDelegate next, Limits limits)
{
    private readonly ConcurrentDictionary<GrpcJsonTranscodingMetadata, JsonBinding> _bindings = new();

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not { } metadata)
        {
            await next(context);
            return;
        }
        var binding = _bindings.GetOrAdd(metadata, static one => new JsonBinding(one.MethodDescriptor, one.HttpRule));
        if (await RefusalOfAsync(context.Request, binding) is { } status)
        {
            await JsonErrors.WriteAsync(context.Response, status);
            return;
        }
        binding.NormaliseMasks(context.Request);
        await next(context);
    }

    private async Task<RpcStatus?> RefusalOfAsync(HttpRequest request, JsonBinding binding)
    {
        if (await JsonBody.ReadAsync(request, limits.MaxRequestBytes) is not { } body)
            return StatusErrors.MessageTooLarge(limits.MaxRequestBytes);
        var violations = new Violations();
        binding.CheckQuery(request.Query, violations);
        if (!binding.ReadsBody)
        {
            if (body.Length > 0)
                violations.Add("", "this method takes no body");
        }
        else if (!IsJson(request))
        {
            violations.Add("", "the body must be application/json in UTF-8");
        }
        else
        {
            binding.CheckBody(body.Span, limits.MaxJsonDepth, violations);
        }
        return violations.Found is { } invalid ? StatusErrors.ToStatus(invalid) : null;
    }

    private static bool IsJson(HttpRequest request)
    {
        var type = request.GetTypedHeaders().ContentType;
        return type is not null
            && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
