using Microsoft.Data.Sqlite;
using Polly;
using Polly.Retry;
using SQLitePCL;

namespace Casualties.Storage.Sqlite;

/// <summary>Waiting for whoever holds a lock of the database.</summary>
internal static class BusyRetry
{
    /// <summary>Repeats what fails because someone else holds a lock, with delays that double.</summary>
    public static ResiliencePipeline Create(TimeProvider time, int retries, TimeSpan firstDelay) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<SqliteException>(e => e.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED),
            BackoffType = DelayBackoffType.Exponential,
            Delay = firstDelay,
            MaxRetryAttempts = retries,
        })
        .Build();
}
