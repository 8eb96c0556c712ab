using System.Globalization;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace Casualties.Hosting;

/// <summary>Says of a call that this process only forwards whether it goes on until one side ends it.</summary>
public delegate bool IsForwardedStream(HttpContext call);

/// <summary>
/// Refuses the calls of callers who ask too much, before anything is read of them. It stands where callers come in, behind authentication: the services
/// of the suite, which call for others, are not limited, and health is only in its streams.
/// </summary>
internal sealed class CallerLimits(RequestDelegate next, CallerBudgets budgets, IEnumerable<IsForwardedStream> forwarded)
{
    private static readonly RoleSet Services = RoleSet.Of(Type.V1.Role.Service);

    private readonly IsForwardedStream? _forwarded = forwarded.SingleOrDefault();

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<Caller>()?.Roles.HasAny(Services) ?? false)
            return next(context);
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null && budgets.TakeCall(context) is { } excess)
            return RefuseAsync(context, excess);
        return IsStream(context, endpoint) ? StreamAsync(context) : next(context);
    }

    private bool IsStream(HttpContext context, Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } rpc ? rpc.Method.Type != MethodType.Unary : _forwarded?.Invoke(context) ?? false;

    private async Task StreamAsync(HttpContext context)
    {
        var excess = budgets.TakeStream(context, out var stream);
        using (stream)
            await (excess is { } refused ? RefuseAsync(context, refused) : next(context));
    }

    /// <summary>Answers a caller who asks too much.</summary>
    public static Task RefuseAsync(HttpContext context, Excess excess)
    {
        if (!CallErrors.IsGrpc(context.Request.ContentType))
            context.Response.Headers.RetryAfter = Math.Ceiling(excess.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return CallErrors.AnswerAsync(context, StatusErrors.RateLimited(excess.Limit, excess.RetryAfter));
    }
}
