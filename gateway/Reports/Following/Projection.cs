using System.Threading.Channels;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Microsoft.Data.Sqlite;
using Polly;
using Polly.Retry;

namespace Casualties.Gateway.Reports;

/// <summary>Brings what the feeds say into the read model, for as long as the gateway runs.</summary>
internal sealed partial class Projection(
    ReadModel model, Feeds feeds, PublicPlaces places, TimeProvider time, ILoggerFactory loggers, ILogger<Projection> logger) : BackgroundService
{
    // Batches of at most 500 revisions that wait for the writer; a feed that is ahead waits, it does not pile up.
    private const int QueuedBatches = 8;

    // How late an incident may be told more precisely; never early.
    private static readonly TimeSpan AgeEvery = TimeSpan.FromHours(1);

    // A fault after this long is a new one, and not the one before again.
    private static readonly TimeSpan WorkedLongEnough = TimeSpan.FromMinutes(2);

    private readonly ResiliencePipeline store = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<SqliteException>(),
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(10),
            OnRetry = arguments =>
            {
                LogStoreFailed(logger, ((SqliteException)arguments.Outcome.Exception!).SqliteErrorCode);
                return ValueTask.CompletedTask;
            },
        })
        .Build();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        for (var began = time.GetTimestamp(); !stoppingToken.IsCancellationRequested; failures = time.GetElapsedTime(began) > WorkedLongEnough ? 1 : failures + 1)
        {
            try
            {
                await PauseAsync(failures, stoppingToken);
                began = time.GetTimestamp();
                await FollowAllAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (HistoryChanged e)
            {
                LogHistoryChanged(logger, e.Message);
                await store.ExecuteAsync(_ => Reset(), stoppingToken);
            }
            catch (Exception e)
            {
                // Reports stay readable as they are, and their freshness says that the services are not followed.
                LogFault(logger, e.GetType().FullName!, e.StackTrace);
                foreach (var service in SuiteServiceNames.All)
                    model.Freshness.Lost(service);
            }
        }
    }

    private ValueTask Reset()
    {
        model.Reset();
        return ValueTask.CompletedTask;
    }

    // What fails again and again is tried ever more seldom, and at least once a minute.
    private Task PauseAsync(int failures, CancellationToken cancel) =>
        failures < 2 ? Task.CompletedTask : Task.Delay(TimeSpan.FromSeconds(Math.Min(60, 1 << Math.Min(failures, 6))), time, cancel);

    private async Task FollowAllAsync(CancellationToken stopping)
    {
        var queue = Channel.CreateBounded<FeedBatch>(new BoundedChannelOptions(QueuedBatches) { SingleReader = true });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var followers = SuiteServiceNames.All.Select(service => FollowAsync(service, queue.Writer, ended.Token)).ToList();
        var projecting = ProjectAsync(queue.Reader, ended.Token);
        try
        {
            await await Task.WhenAny([.. followers, projecting]);
        }
        finally
        {
            await ended.CancelAsync();
            // The first fault is thrown above; what the others end with is that they were told to.
            await Task.WhenAll([.. followers, projecting]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task FollowAsync(SuiteService service, ChannelWriter<FeedBatch> queue, CancellationToken cancel) =>
        new FeedFollower(service, feeds, model.Freshness, time, loggers.CreateLogger<FeedFollower>())
            .RunAsync(model.Position(service), queue.WriteAsync, cancel);

    private async Task ProjectAsync(ChannelReader<FeedBatch> queue, CancellationToken cancel)
    {
        // Off the caller's thread: applying a batch is work, and the followers must not wait for it.
        await Task.Yield();
        using var hourly = new PeriodicTimer(AgeEvery, time);
        var (more, tick) = (queue.WaitToReadAsync(cancel).AsTask(), hourly.WaitForNextTickAsync(cancel).AsTask());
        // A process that was killed may have left it undone.
        Erase();
        await AgeAsync(cancel);
        while (true)
        {
            if (await Task.WhenAny(tick, more) == more)
            {
                if (!await more)
                    return;
                await ApplyAsync(queue, cancel);
                more = queue.WaitToReadAsync(cancel).AsTask();
            }
            else
            {
                await tick;
                await ChangeAsync(static model => model.SaveFilled(), cancel);
                Erase();
                await AgeAsync(cancel);
                tick = hourly.WaitForNextTickAsync(cancel).AsTask();
            }
        }
    }

    private async Task ApplyAsync(ChannelReader<FeedBatch> queue, CancellationToken cancel)
    {
        var batches = new List<FeedBatch>();
        while (batches.Count < QueuedBatches && queue.TryRead(out var batch))
            batches.Add(batch);
        await ChangeAsync(model => model.Apply(batches), cancel);
        await ChangeAsync(static model => model.SaveFilled(), cancel);
        Erase();
    }

    // Reports go on while it cannot be done; it is tried again with the next change, and when the hour is over.
    private void Erase()
    {
        try
        {
            model.Erase();
        }
        catch (SqliteException e)
        {
            LogNotErased(logger, e.SqliteErrorCode);
        }
    }

    private async Task AgeAsync(CancellationToken cancel)
    {
        var day = IndexText.Day(places.LastOldDay);
        await ChangeAsync(model => model.Age(day), cancel);
    }

    private ValueTask ChangeAsync(Action<ReadModel> change, CancellationToken cancel) => store.ExecuteAsync(
        static (what, _) =>
        {
            what.change(what.model);
            return ValueTask.CompletedTask;
        },
        (model, change),
        cancel);

    [LoggerMessage(1, LogLevel.Error, "{What} The view is made anew. Find out why: a backup was restored, or revisions were tampered with")]
    private static partial void LogHistoryChanged(ILogger logger, string what);

    [LoggerMessage(3, LogLevel.Error, "Following the services failed by a fault of ours: {Type}; trying again\n{Stack}")]
    private static partial void LogFault(ILogger logger, string type, string? stack);

    [LoggerMessage(4, LogLevel.Error, "What was expunged is still in free pages of the read model (SQLite error {Code}); trying again. Deleting the file while the gateway is stopped removes it too")]
    private static partial void LogNotErased(ILogger logger, int code);

    [LoggerMessage(2, LogLevel.Error, "The read model cannot be written (SQLite error {Code}); trying again")]
    private static partial void LogStoreFailed(ILogger logger, int code);
}
