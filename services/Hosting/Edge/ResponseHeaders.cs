using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>
/// What browsers are told of every response over HTTP, errors included: it is data, not a page, and nobody else's to embed, cache or guess about.
/// Responses of gRPC, which no browser reads by itself, do without.
/// </summary>
internal sealed class ResponseHeaders(RequestDelegate next)
{
    private const string OneYear = "max-age=31536000";

    public Task InvokeAsync(HttpContext context)
    {
        // Last of all, so that neither a response that is begun anew loses them, nor one that is forwarded has them twice.
        if (!CallErrors.IsGrpc(context.Request.ContentType))
            context.Response.OnStarting(Write, context);
        return next(context);
    }

    private static Task Write(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps)
            headers.StrictTransportSecurity = OneYear;
        return Task.CompletedTask;
    }
}
