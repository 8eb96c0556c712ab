using Casualties.Hosting;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Casualties.Gateway.Proxy;

/// <summary>
/// Stands around every call that is forwarded: gives it the default deadline if it has none, so that no caller waits for ever for a service
/// that stands still, and answers what the service cannot answer.
/// </summary>
internal sealed partial class ForwardedCall(
    RequestDelegate next, CallDeadline deadline, Limits limits, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ForwardedCall> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Kept streaming, a body that the service refuses before its end would break the caller's connection instead of answering.
        if (!CallErrors.IsGrpc(context.Request.ContentType) && await JsonBody.ReadAsync(context.Request, limits.MaxRequestBytes) is null)
        {
            await CallErrors.AnswerAsync(context, StatusErrors.MessageTooLarge(limits.MaxRequestBytes));
            return;
        }
        var caller = context.RequestAborted;
        using var budget = new CancellationTokenSource(BudgetOf(context.Request), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(caller, budget.Token);
        context.RequestAborted = either.Token;
        try
        {
            await next(context);
        }
        finally
        {
            context.RequestAborted = caller;
        }
        if (context.GetForwarderErrorFeature() is not { } failed || context.Response.HasStarted || caller.IsCancellationRequested)
            return;
        context.Response.Clear();
        await CallErrors.AnswerAsync(context, ErrorOf(context.GetReverseProxyFeature(), failed.Error, budget.IsCancellationRequested));
    }

    // A deadline of the caller's is kept by the service, and by the caller, who then breaks the call off.
    private TimeSpan BudgetOf(HttpRequest request)
    {
        if (ForwardedMethods.IsStream(request.Path))
            return Timeout.InfiniteTimeSpan;
        var set = CallDeadline.IsSet(request.Headers);
        if (CallErrors.IsGrpc(request.ContentType))
            deadline.Bound(request.Headers, longRunning: false);
        return set ? Timeout.InfiniteTimeSpan : limits.DefaultDeadline;
    }

    private Google.Rpc.Status ErrorOf(IReverseProxyFeature proxy, ForwarderError error, bool late)
    {
        if (late)
            return StatusErrors.DeadlineExceeded();
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return StatusErrors.ShuttingDown();
        var service = proxy.Cluster.Config.ClusterId;
        LogUnreachable(logger, service, error);
        return StatusErrors.ToStatus(new ServiceUnreachable(service));
    }

    [LoggerMessage(1, LogLevel.Warning, "The {Service} service could not be reached: {Error}")]
    private static partial void LogUnreachable(ILogger logger, string service, ForwarderError error);
}
