using Benchmarks.Load;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Tests.Shared;
using Casualties.Type.V1;

namespace Benchmarks.Measurements;

/// <summary>Reads of reports beside callers who want to stop them: many connections half open, then messages far above the limit.</summary>
internal static class FloodBenchmark
{
    public const string Name = "flood";

    private const int HalfOpen = 10_000;
    private const int FloodConnections = 8;
    private const int FloodMessageBytes = 100 * 1024 * 1024;
    private const int Callers = 64;
    private const double Megabyte = 1024 * 1024;

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        using var folder = new StoreFolder(settings.Folder, Name);
        await using var suite = await SuiteProcesses.StartEmbeddedAsync(folder.Path, cancel);
        await ReportBenchmark.FillAsync(suite.Address, [Audience.Public], cancel);
        var reports = ReportBenchmark.TargetAt(suite.Address, Audience.Public);

        var (quiet, halfOpen, flooded) = (new LoadRounds(suite, reports), new LoadRounds(suite, reports), new LoadRounds(suite, reports));
        var flood = new MessageFlood(suite.Address, suite.HttpAddress, FloodMessageBytes, TestKey.Owner);
        var (peaks, closed) = (new Peaks(), new List<double>());
        await quiet.WarmUpAsync(Callers, settings.WarmUp);
        // Apart from each other: the peak of a process only rises, and each part is compared with what came before it.
        await settings.RoundsAsync($"{Name}, quiet", _ => quiet.RoundAsync(Callers, settings.Duration));
        peaks.Quiet = suite.PeakMemoryBytes / Megabyte;
        await settings.RoundsAsync($"{Name}, {HalfOpen} half-open", async _ =>
        {
            await using var connections = await HalfOpenConnections.OpenAsync(suite.Address, suite.HttpAddress, HalfOpen, cancel);
            await halfOpen.RoundAsync(Callers, settings.Duration);
            closed.Add(connections.Closed);
        });
        peaks.HalfOpen = suite.PeakMemoryBytes / Megabyte;
        await settings.RoundsAsync($"{Name}, messages", async _ =>
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var flooding = flood.RunAsync(FloodConnections, stop.Token);
            await flooded.RoundAsync(Callers, settings.Duration);
            await stop.CancelAsync();
            await flooding;
        });
        peaks.Flooded = suite.PeakMemoryBytes / Megabyte;
        return new Measurement(
            Name, "quiet",
            $"{Callers} reads in flight; {HalfOpen} connections, half silent, half with a part of a request; {FloodConnections} connections with messages of {FloodMessageBytes} bytes",
            [
                .. Compare($"{HalfOpen} half-open", halfOpen, quiet),
                new Comparison($"{HalfOpen} half-open: peak memory", "MB", [peaks.HalfOpen], [peaks.Quiet]),
                new Comparison($"{HalfOpen} half-open: closed by the server", "", closed, []),
                .. Compare("messages", flooded, quiet),
                new Comparison("messages: peak memory", "MB", [peaks.Flooded], [peaks.HalfOpen]),
                .. flood.Outcomes.OrderBy(outcome => outcome.Key, StringComparer.Ordinal).Select(outcome => new Comparison($"messages: {outcome.Key}", "", [outcome.Value], [])),
            ],
            FaultOf(flood));
    }

    private static IEnumerable<Comparison> Compare(string what, LoadRounds disturbed, LoadRounds quiet) =>
    [
        new($"{what}: reads", "/s", disturbed.PerSecond, quiet.PerSecond),
        new($"{what}: p99", "ms", disturbed.P99Milliseconds, quiet.P99Milliseconds),
        new($"{what}: server processor", "us/call", disturbed.ProcessorMicroseconds, quiet.ProcessorMicroseconds),
    ];

    // A read that fails ends the measurement by itself.
    private static string? FaultOf(MessageFlood flood) =>
        flood.Outcomes.Keys.FirstOrDefault(outcome => outcome.EndsWith(MessageFlood.Taken, StringComparison.Ordinal)) is { } taken
            ? $"a message of {FloodMessageBytes} bytes was taken ({taken})"
            : null;

    private sealed record Peaks
    {
        public double Quiet { get; set; }

        public double HalfOpen { get; set; }

        public double Flooded { get; set; }
    }
}
