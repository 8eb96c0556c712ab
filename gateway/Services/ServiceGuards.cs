using Casualties.Hosting;
using Grpc.Core;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;

namespace Casualties.Gateway;

/// <summary>
/// Guards the calls that the gateway itself makes of the services: no more at once than a service should bear, and none for a moment
/// while it fails. Retrying is not done here, but by the channel.
/// </summary>
public sealed class ServiceGuards(TimeProvider time)
{
    /// <summary>How many calls of the gateway run on one service at once; as many again may wait.</summary>
    public const int CallsAtOnce = 64;

    private readonly Dictionary<SuiteService, ResiliencePipeline> pipelines = SuiteServiceNames.All.ToDictionary(
        service => service,
        _ => new ResiliencePipelineBuilder { TimeProvider = time }
            .AddConcurrencyLimiter(CallsAtOnce, queueLimit: CallsAtOnce)
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(IsUnreachable),
                FailureRatio = 0.5,
                MinimumThroughput = 8,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(2),
            })
            .Build());

    /// <summary>Makes a call. Errors of the service come through as they are.</summary>
    /// <exception cref="ServiceUnreachable">The service does not answer, or is given a pause.</exception>
    public async Task<T> CallAsync<T>(SuiteService service, Func<CancellationToken, Task<T>> call, CancellationToken cancel)
    {
        try
        {
            return await pipelines[service].ExecuteAsync(static async (call, token) => await call(token), call, cancel);
        }
        catch (Exception e) when (e is BrokenCircuitException or RateLimiterRejectedException || e is RpcException failed && IsUnreachable(failed))
        {
            throw new ServiceUnreachable(service.Word(), e);
        }
    }

    // The client calls a TLS handshake that failed internal, as if the service had answered so.
    private static bool IsUnreachable(RpcException e) =>
        e.StatusCode == StatusCode.Unavailable || e is { StatusCode: StatusCode.Internal, Status.DebugException: HttpRequestException };
}
