using System.Diagnostics;
using Benchmarks.Load;
using Benchmarks.Servers;

namespace Benchmarks.Measurements;

/// <summary>Rounds of the same load, and what they cost the process that bears it.</summary>
internal sealed class LoadRounds
{
    private readonly Func<int, TimeSpan, Task<LoadResult>> run;
    private readonly Func<TimeSpan> processorTime;
    private readonly List<LoadResult> results = [];
    private readonly List<double> processorMicroseconds = [];

    /// <summary>Calls a method of a server in a process of its own.</summary>
    public LoadRounds(ServerProcess server, GrpcTarget target)
    {
        run = (callers, duration) => LoadDriver.CallAsync(target, callers, duration);
        processorTime = () => server.ProcessorTime;
    }

    /// <summary>Calls something in this process.</summary>
    public LoadRounds(Func<Task> call)
    {
        run = (callers, duration) => LoadDriver.CallAsync(call, callers, duration);
        processorTime = () =>
        {
            using var self = Process.GetCurrentProcess();
            return self.TotalProcessorTime;
        };
    }

    /// <summary>Calls in a second, round by round.</summary>
    public IReadOnlyList<double> PerSecond => [.. results.Select(result => result.PerSecond)];

    public IReadOnlyList<double> P50Milliseconds => [.. results.Select(result => result.Latency.Percentile(0.50).TotalMilliseconds)];

    public IReadOnlyList<double> P99Milliseconds => [.. results.Select(result => result.Latency.Percentile(0.99).TotalMilliseconds)];

    /// <summary>Processor time for a call, in microseconds. It survives noise that rates do not.</summary>
    public IReadOnlyList<double> ProcessorMicroseconds => [.. processorMicroseconds];

    /// <summary>Forgets all rounds, and runs one that does not count.</summary>
    public async Task WarmUpAsync(int callers, TimeSpan duration)
    {
        results.Clear();
        processorMicroseconds.Clear();
        await run(callers, duration);
    }

    public async Task RoundAsync(int callers, TimeSpan duration)
    {
        var before = processorTime();
        var result = await run(callers, duration);
        results.Add(result);
        processorMicroseconds.Add((processorTime() - before).TotalMicroseconds / result.Latency.Count);
    }
}
