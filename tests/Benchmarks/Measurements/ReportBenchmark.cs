using Benchmarks.Load;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Tests.Shared;
using Casualties.Type.V1;
using Google.Protobuf;
using Comparison = Benchmarks.Results.Comparison;

namespace Benchmarks.Measurements;

/// <summary>GetIncidentReport against an echo of the same number of bytes.</summary>
internal static class ReportBenchmark
{
    public const string Name = "report";

    private const int Incidents = 1000;
    private const int ClaimsPerIncident = 9;

    // Readers of an audience, each of reports that nobody below it may see. What the public reads is not recorded; reads of all else are audited first.
    private static readonly Dictionary<Audience, TokenSource> Readers = new()
    {
        [Audience.Public] = ReaderOf(Audience.Public),
        [Audience.Restricted] = ReaderOf(Audience.Restricted),
    };

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        using var folder = new StoreFolder(settings.Folder, Name);
        await using var suite = await SuiteProcesses.StartEmbeddedAsync(folder.Path, cancel);
        var bytes = await FillAsync(suite.Address, [Audience.Public, Audience.Restricted], cancel);
        await using var echo = await EchoServer.StartAsync(bytes, cancel);

        var echoes = new GrpcTarget(echo.Address, EchoServer.MethodName, InTurn(Requests(Audience.Public)));

        var (read, echoed) = (new LoadRounds(suite, TargetAt(suite.Address, Audience.Public)), new LoadRounds(echo, echoes));
        var audited = new LoadRounds(suite, TargetAt(suite.Address, Audience.Restricted));
        var comparisons = new List<Comparison>();
        foreach (var callers in settings.Callers)
        {
            await read.WarmUpAsync(callers, settings.WarmUp);
            await audited.WarmUpAsync(callers, settings.WarmUp);
            await echoed.WarmUpAsync(callers, settings.WarmUp);
            await settings.RoundsAsync($"{Name}, {callers} in flight", async _ =>
            {
                await read.RoundAsync(callers, settings.Duration);
                await audited.RoundAsync(callers, settings.Duration);
                await echoed.RoundAsync(callers, settings.Duration);
            });
            comparisons.AddRange(Compare(callers, read, echoed));
            comparisons.Add(new Comparison($"{callers} in flight: restricted reports, audited", "/s", audited.PerSecond, echoed.PerSecond));
            comparisons.Add(new Comparison($"{callers} in flight: the same, server processor", "us/call", audited.ProcessorMicroseconds, echoed.ProcessorMicroseconds));
        }
        return new Measurement(
            Name, "echo", $"reports of {bytes} bytes: {ClaimsPerIncident} claims by {ClaimsPerIncident} sources, {Incidents} incidents in turn", comparisons);
    }

    private static IEnumerable<Comparison> Compare(int callers, LoadRounds read, LoadRounds echoed)
    {
        // With one caller the rate is a latency: what the sockets and the scheduler do weighs more than what the server does.
        var loaded = callers > 1;
        yield return new Comparison($"{callers} in flight: reports", "/s", read.PerSecond, echoed.PerSecond, loaded ? new Goal(0.90) : null);
        yield return new Comparison($"{callers} in flight: p50", "ms", read.P50Milliseconds, echoed.P50Milliseconds);
        yield return new Comparison($"{callers} in flight: p99", "ms", read.P99Milliseconds, echoed.P99Milliseconds, loaded ? new Goal(1.5, AtMost: true) : null);
        yield return new Comparison($"{callers} in flight: server processor", "us/call", read.ProcessorMicroseconds, echoed.ProcessorMicroseconds);
    }

    /// <summary>Reads the reports of what <see cref="FillAsync"/> recorded, in turn.</summary>
    public static GrpcTarget TargetAt(Uri gateway, Audience audience) =>
        new(gateway, $"{ReportService.Descriptor.FullName}/{nameof(ReportService.ReportServiceClient.GetIncidentReport)}", InTurn(Requests(audience)), Readers[audience]);

    /// <summary>Records incidents for each of some audiences, with claims, and answers how many bytes a report has; all have about as many.</summary>
    public static async Task<int> FillAsync(Uri gateway, IReadOnlyList<Audience> audiences, CancellationToken cancel)
    {
        using var client = new SuiteClient(gateway, TimeProvider.System);
        var seen = new SuiteRevisions { Sources = await client.ImportSourcesAsync(cancel) };
        long bytes = 0;
        foreach (var audience in audiences)
            bytes += await FillAsync(client, seen, audience, cancel);
        return (int)(bytes / (audiences.Count * Incidents));
    }

    private static async Task<long> FillAsync(SuiteClient client, SuiteRevisions seen, Audience audience, CancellationToken cancel)
    {
        var set = SetOf(audience);
        var claims = Enumerable.Range(0, Incidents * ClaimsPerIncident).Select(i => GeneratedRecords.Claim(set, i, ClaimsPerIncident));
        seen.Incidents = await client.ImportIncidentsAsync(set, Incidents, audience, cancel);
        seen.Counts = await client.ImportClaimsAsync(client.Encode(claims), cancel);
        long bytes = 0;
        for (var i = 0; i < Incidents; i++)
        {
            var report = await client.ReadReportAsync(SuiteClient.ReportName(set, i), seen, cancel);
            if (report.Claims.Count != ClaimsPerIncident)
                throw new InvalidOperationException($"{report.Name} has {report.Claims.Count} claims, not {ClaimsPerIncident}.");
            bytes += report.CalculateSize();
        }
        return bytes;
    }

    private static string SetOf(Audience audience) => $"read-{(int)audience}";

    private static TokenSource ReaderOf(Audience audience) => TestKey.For(new Caller("reader", RoleSet.Of(Role.Reader), audience));

    private static byte[][] Requests(Audience audience) =>
        [.. Enumerable.Range(0, Incidents).Select(i => new GetIncidentReportRequest { Name = SuiteClient.ReportName(SetOf(audience), i) }.ToByteArray())];

    private static WriteBody InTurn(byte[][] requests) => (number, target) =>
    {
        var request = requests[number % requests.Length];
        request.CopyTo(target);
        return request.Length;
    };
}
