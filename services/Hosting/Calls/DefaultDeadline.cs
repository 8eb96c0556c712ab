using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>
/// Gives every unary call that has no deadline the default one, so that <see cref="ServerCallContext.CancellationToken"/> alone bounds it.
/// gRPC carries the deadline in a header and enforces it; for JSON, which has none, the token of the request ends with it.
/// </summary>
internal sealed class DefaultDeadline(RequestDelegate next, Limits limits, TimeProvider time)
{
    private const string TimeoutHeader = "grpc-timeout";

    private readonly string _timeout = $"{(long)limits.DefaultDeadline.TotalMilliseconds}m";

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { Method.Type: MethodType.Unary })
            return next(context);
        if (endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null)
            return BoundAsync(context);
        if (!context.Request.Headers.ContainsKey(TimeoutHeader))
            context.Request.Headers[TimeoutHeader] = _timeout;
        return next(context);
    }

    /// <summary>Whether the default deadline ended a JSON call.</summary>
    public static bool Passed(ServerCallContext context) => context.GetHttpContext().Features.Get<Timer>()?.Source.IsCancellationRequested ?? false;

    private async Task BoundAsync(HttpContext context)
    {
        using var timer = new CancellationTokenSource(limits.DefaultDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timer.Token);
        context.Features.Set(new Timer(timer));
        var aborted = context.RequestAborted;
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestAborted = aborted;
        }
    }

    private sealed record Timer(CancellationTokenSource Source);
}
