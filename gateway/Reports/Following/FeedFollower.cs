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
            // The first time at once: what fails by a token that ran out on its way succeeds with the next.
            DelayGenerator = static arguments => new ValueTask<TimeSpan?>(arguments.AttemptNumber == 0 ? TimeSpan.Zero : null),
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
    /// <exception cref="HistoryChanged">The service has fewer revisions than it had, or others.</exception>
    public async Task RunAsync(FeedPosition from, Func<FeedBatch, CancellationToken, ValueTask> take, CancellationToken cancel)
    {
        var position = from;
        while (true)
        {
            try
            {
                position = await FollowAsync(position, take, cancel);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.OutOfRange)
            {
                throw NoSuchRevision(position);
            }
        }
    }

    // Answers the last revision that came before the feed broke.
    private async Task<FeedPosition> FollowAsync(FeedPosition position, Func<FeedBatch, CancellationToken, ValueTask> take, CancellationToken cancel)
    {
        try
        {
            await using var feed = await connect.ExecuteAsync(
                // The last revision that is known is asked for once more: by its hash the service shows that it still has the same history,
                // also where nothing is new.
                async _ => await OpenFeed.OpenAsync(feeds, service, Math.Max(0, position.Revision - 1), time, cancel), cancel);
            LogFollowing(logger, service.Word(), position.Revision);
            var revisions = NewOf(feed.Current.Revisions, position);
            while (true)
            {
                freshness.Heard(service, feed.Current.Newest);
                if (revisions.Count > 0)
                {
                    await take(new FeedBatch(service, revisions), cancel);
                    position = new FeedPosition(revisions[^1].Info.Revision, revisions[^1].Info.Hash.Memory);
                }
                if (!await feed.MoveNextAsync())
                    break;
                revisions = feed.Current.Revisions;
            }
        }
        catch (Exception e) when (!cancel.IsCancellationRequested && e is OperationCanceledException or RpcException { StatusCode: not StatusCode.OutOfRange })
        {
            LogBroken(logger, service.Word(), position.Revision, StatusOf(e));
        }
        freshness.Lost(service);
        cancel.ThrowIfCancellationRequested();
        return position;
    }

    private static StatusCode StatusOf(Exception? exception) => exception is RpcException rpc ? rpc.StatusCode : StatusCode.DeadlineExceeded;

    private IReadOnlyList<FeedRevision> NewOf(IReadOnlyList<FeedRevision> first, FeedPosition known)
    {
        if (known.Revision == 0)
            return first;
        if (first.Count == 0)
            throw NoSuchRevision(known);
        return first[0].Info.Hash.Span.SequenceEqual(known.Hash.Span)
            ? [.. first.Skip(1)]
            : throw new HistoryChanged(service, known.Revision, "its hash is another than before");
    }

    private HistoryChanged NoSuchRevision(FeedPosition known) => new(service, known.Revision, "the service has no such revision any more");

    [LoggerMessage(1, LogLevel.Information, "Following {Service} after revision {Revision}")]
    private static partial void LogFollowing(ILogger logger, string service, long revision);

    [LoggerMessage(3, LogLevel.Warning, "The feed of {Service} cannot be opened: {Status}; trying on")]
    private static partial void LogUnreachable(ILogger logger, string service, StatusCode status);

    [LoggerMessage(2, LogLevel.Warning, "The feed of {Service} broke after revision {Revision}: {Status}; taking it up again")]
    private static partial void LogBroken(ILogger logger, string service, long revision, StatusCode status);
}
