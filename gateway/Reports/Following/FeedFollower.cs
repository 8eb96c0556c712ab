using Grpc.Core;
using Polly;
using Polly.Retry;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Follows the feed of one service for as long as the gateway runs: takes it up again after whatever breaks it, from the last revision
/// that came, with growing pauses while the service cannot be reached.
/// </summary>
internal sealed partial class FeedFollower(
    SuiteService service, Feeds feeds, FreshnessBoard freshness, TimeProvider time, ILogger<FeedFollower> logger)
{
    /// <summary>A feed sends something at least every 15 seconds; one that is silent for this long is dead, whatever its connection says.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    private readonly ResiliencePipeline<IAsyncEnumerator<FeedMessage>> connect = new ResiliencePipelineBuilder<IAsyncEnumerator<FeedMessage>> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<IAsyncEnumerator<FeedMessage>>
        {
            // A cancellation that comes from elsewhere than us is one more way for a connection to break.
            ShouldHandle = new PredicateBuilder<IAsyncEnumerator<FeedMessage>>()
                .Handle<RpcException>(e => e.StatusCode != StatusCode.OutOfRange)
                .Handle<OperationCanceledException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(5),
        })
        .Build();

    /// <summary>Follows from a position on and hands over what comes, until cancelled.</summary>
    /// <exception cref="HistoryChanged">The service has fewer revisions than it had.</exception>
    public async Task RunAsync(FeedPosition from, Func<FeedBatch, CancellationToken, ValueTask> take, CancellationToken cancel)
    {
        var revision = from.Revision;
        while (true)
        {
            try
            {
                revision = await FollowAsync(revision, take, cancel);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.OutOfRange)
            {
                throw new HistoryChanged(service, revision, "the service has no such revision any more");
            }
        }
    }

    // Answers the last revision that came before the feed broke.
    private async Task<long> FollowAsync(long revision, Func<FeedBatch, CancellationToken, ValueTask> take, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        try
        {
            await using var feed = await connect.ExecuteAsync(
                async _ => await OpenAsync(revision, ended.Token), cancel);
            LogFollowing(logger, service.Word(), revision);
            do
            {
                freshness.Heard(service);
                silence.CancelAfter(Silence);
                if (feed.Current.Revisions is { Count: > 0 } revisions)
                {
                    await take(new FeedBatch(service, revisions), cancel);
                    revision = revisions[^1].Info.Revision;
                }
            }
            while (await feed.MoveNextAsync());
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: not StatusCode.OutOfRange })
        {
            LogBroken(logger, service.Word(), revision, e is RpcException rpc ? rpc.StatusCode : StatusCode.DeadlineExceeded);
        }
        freshness.Lost(service);
        cancel.ThrowIfCancellationRequested();
        return revision;
    }

    // A feed answers as soon as it is open, so that a service that cannot be reached shows here, where it is tried again.
    private async Task<IAsyncEnumerator<FeedMessage>> OpenAsync(long revision, CancellationToken cancel)
    {
        var feed = feeds.Open(service, revision, cancel).GetAsyncEnumerator(cancel);
        try
        {
            if (await feed.MoveNextAsync())
                return feed;
            throw new RpcException(new Status(StatusCode.Unavailable, "The feed ended before it began."));
        }
        catch
        {
            freshness.Lost(service);
            await feed.DisposeAsync();
            throw;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Following {Service} after revision {Revision}")]
    private static partial void LogFollowing(ILogger logger, string service, long revision);

    [LoggerMessage(2, LogLevel.Warning, "The feed of {Service} broke after revision {Revision}: {Status}; taking it up again")]
    private static partial void LogBroken(ILogger logger, string service, long revision, StatusCode status);
}
