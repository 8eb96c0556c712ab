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
    private const int LogEveryAttempts = 12;

    private readonly ResiliencePipeline<OpenFeed> connect = new ResiliencePipelineBuilder<OpenFeed> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<OpenFeed>
        {
            // A cancellation that comes from elsewhere than us is one more way for a connection to break.
            ShouldHandle = new PredicateBuilder<OpenFeed>()
                .Handle<RpcException>(e => e.StatusCode != StatusCode.OutOfRange)
                .Handle<OperationCanceledException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(5),
            OnRetry = arguments =>
            {
                // The first time, then about once a minute: a service that is away for a night shall not fill the log.
                if (arguments.AttemptNumber % LogEveryAttempts == 0)
                    LogUnreachable(logger, service.Word(), StatusOf(arguments.Outcome.Exception));
                return ValueTask.CompletedTask;
            },
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
        try
        {
            await using var feed = await connect.ExecuteAsync(async _ => await OpenFeed.OpenAsync(feeds, service, revision, time, cancel), cancel);
            LogFollowing(logger, service.Word(), revision);
            do
            {
                freshness.Heard(service, feed.Current.Newest);
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
            LogBroken(logger, service.Word(), revision, StatusOf(e));
        }
        freshness.Lost(service);
        cancel.ThrowIfCancellationRequested();
        return revision;
    }

    private static StatusCode StatusOf(Exception? exception) => exception is RpcException rpc ? rpc.StatusCode : StatusCode.DeadlineExceeded;

    [LoggerMessage(1, LogLevel.Information, "Following {Service} after revision {Revision}")]
    private static partial void LogFollowing(ILogger logger, string service, long revision);

    [LoggerMessage(3, LogLevel.Warning, "The feed of {Service} cannot be opened: {Status}; trying on")]
    private static partial void LogUnreachable(ILogger logger, string service, StatusCode status);

    [LoggerMessage(2, LogLevel.Warning, "The feed of {Service} broke after revision {Revision}: {Status}; taking it up again")]
    private static partial void LogBroken(ILogger logger, string service, long revision, StatusCode status);
}
