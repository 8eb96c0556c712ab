using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>
/// Gives every unary call a deadline, so that <see cref="ServerCallContext.CancellationToken"/> alone bounds it.
/// gRPC carries the deadline in a header and enforces it; for JSON, which has none, the token of the request ends with it.
/// </summary>
internal sealed class DefaultDeadline(RequestDelegate next, CallDeadline deadline, Limits limits, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is not { Method.Type: MethodType.Unary })
            return next(context);
        if (endpoint.Metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is not null)
            return BoundAsync(context);
        deadline.Bound(context.Request.Headers, endpoint.Metadata.GetMetadata<LongRunningCallAttribute>() is not null);
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
