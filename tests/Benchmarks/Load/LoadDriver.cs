using System.Diagnostics;

namespace Benchmarks.Load;

/// <summary>Closed loops: each of a number of callers sends its next call when its last one was answered.</summary>
internal static class LoadDriver
{
    // Callers that share a connection have their frames handled together, which is cheaper than callers who know nothing of each other are.
    private const int CallersPerConnection = 8;

    /// <summary>Calls a gRPC method.</summary>
    public static async Task<LoadResult> CallAsync(GrpcTarget target, int callers, TimeSpan duration)
    {
        var connections = (callers + CallersPerConnection - 1) / CallersPerConnection;
        var runs = Enumerable.Range(0, connections).Select(i => OnThread(() =>
        {
            using var connection = new CallerConnection(target);
            return connection.Run((callers / connections) + (i < callers % connections ? 1 : 0), duration);
        }));
        return Sum(await Task.WhenAll(runs), duration);
    }

    /// <summary>Calls something in this process.</summary>
    /// <param name="call">One call.</param>
    /// <param name="callers">How many calls are in flight.</param>
    /// <param name="duration">For how long.</param>
    public static async Task<LoadResult> CallAsync(Func<Task> call, int callers, TimeSpan duration)
    {
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        return Sum(await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => LoopAsync(call, end)))), duration);
    }

    private static async Task<LatencyHistogram> LoopAsync(Func<Task> call, long end)
    {
        var latency = new LatencyHistogram();
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            await call();
            var now = Stopwatch.GetTimestamp();
            if (now > end)
                return latency;
            latency.Record(Stopwatch.GetElapsedTime(began, now));
            began = now;
        }
    }

    private static Task<LatencyHistogram> OnThread(Func<LatencyHistogram> run) =>
        Task.Factory.StartNew(run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static LoadResult Sum(IEnumerable<LatencyHistogram> latencies, TimeSpan duration)
    {
        var sum = new LatencyHistogram();
        foreach (var latency in latencies)
            sum.Add(latency);
        return new LoadResult(sum, duration);
    }
}
