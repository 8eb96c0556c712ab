using System.Diagnostics;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Counts.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Benchmarks.Measurements;

/// <summary>GetIncidentReport at a fixed rate while the counts service is killed and started again, against the same without.</summary>
internal static class RestartBenchmark
{
    public const string Name = "restart";

    private const int Incidents = 100;
    private const int ClaimsPerIncident = 9;
    private const string Set = "restart";

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        using var folder = new StoreFolder(settings.Folder, Name);
        await using var suite = await SplitSuite.StartAsync(folder.Path, cancel);
        using var client = new SuiteClient(suite.Gateway, TimeProvider.System);
        await FillAsync(client, cancel);
        var reader = new FixedRateReader(client.Reports, [.. Enumerable.Range(0, Incidents).Select(i => SuiteClient.ReportName(Set, i))]);
        await reader.RunAsync(Task.Delay(settings.WarmUp, cancel));

        var (quiet, disturbed, restarts) = (new List<ReadLog>(), new List<ReadLog>(), new List<Restart>());
        await settings.RoundsAsync(Name, async round =>
        {
            quiet.Add(await reader.RunAsync(Task.Delay(settings.Duration, cancel)));
            var restart = RestartAsync(suite, client, round, settings.Duration, cancel);
            disturbed.Add(await reader.RunAsync(restart));
            restarts.Add(await restart);
        });
        return new Measurement(
            Name, "undisturbed", $"{FixedRateReader.PerSecond} reads a second, four processes; the service is killed (kill -9) and started at once",
            Compare(quiet, disturbed, restarts), FaultOf([.. quiet, .. disturbed]));
    }

    private static IReadOnlyList<Comparison> Compare(List<ReadLog> quiet, List<ReadLog> disturbed, List<Restart> restarts) =>
    [
        new("reads", "", [.. disturbed.Select(log => (double)log.Reads)], []),
        new("reads that failed", "", [.. disturbed.Select(log => (double)log.Failed)], []),
        new("reads that said that counts was not followed", "", [.. disturbed.Select(log => (double)log.NotFollowed)], []),
        new("p99", "ms", [.. disturbed.Select(log => log.Latency.Percentile(0.99).TotalMilliseconds)], [.. quiet.Select(log => log.Latency.Percentile(0.99).TotalMilliseconds)]),
        new("longest read", "ms", [.. disturbed.Select(log => log.Latency.Longest.TotalMilliseconds)], [.. quiet.Select(log => log.Latency.Longest.TotalMilliseconds)]),
        new("from the kill until the service listens", "s", [.. restarts.Select(restart => restart.Listening.TotalSeconds)], []),
        new("from the kill until a claim is acknowledged", "s", [.. restarts.Select(restart => restart.Acknowledged.TotalSeconds)], []),
        new("from its acknowledgement until its report shows it", "s", [.. restarts.Select(restart => restart.Shown.TotalSeconds)], []),
    ];

    private static string? FaultOf(IEnumerable<ReadLog> logs)
    {
        var failed = logs.Where(log => log.Failed > 0).ToList();
        return failed.Count == 0 ? null : $"{failed.Sum(log => log.Failed)} reads failed, the first with {failed[0].FirstFailure}";
    }

    private static async Task FillAsync(SuiteClient client, CancellationToken cancel)
    {
        var claims = Enumerable.Range(0, Incidents * ClaimsPerIncident).Select(i => GeneratedRecords.Claim(Set, i, ClaimsPerIncident));
        var seen = new SuiteRevisions
        {
            Sources = await client.ImportSourcesAsync(cancel),
            Incidents = await client.ImportIncidentsAsync(Set, Incidents, Audience.Public, cancel),
            Counts = await client.ImportClaimsAsync(client.Encode(claims), cancel),
        };
        await client.ReadReportAsync(SuiteClient.ReportName(Set, 0), seen, cancel);
    }

    // The reads before the kill and after the recovery take half of the duration each.
    private static async Task<Restart> RestartAsync(SplitSuite suite, SuiteClient client, int round, TimeSpan duration, CancellationToken cancel)
    {
        await Task.Delay(duration / 2, cancel);
        var killed = Stopwatch.GetTimestamp();
        await suite.RestartCountsAsync(cancel);
        var listening = Stopwatch.GetElapsedTime(killed);
        var claim = await RecordAsync(client, round, cancel);
        var acknowledged = Stopwatch.GetElapsedTime(killed);
        var report = await client.ReadReportAsync($"{claim.Incident}/report", new SuiteRevisions { Counts = claim.Revision }, cancel);
        var shown = Stopwatch.GetElapsedTime(killed);
        if (!report.Claims.Any(part => part.Claim == claim.Name))
            throw new InvalidOperationException($"{report.Name} lacks {claim.Name}, though it was read at its revision.");
        await Task.Delay(duration / 2, cancel);
        return new Restart(listening, acknowledged, shown - acknowledged);
    }

    // As any caller would: again under the same request id as long as the service cannot be reached.
    private static async Task<Claim> RecordAsync(SuiteClient client, int round, CancellationToken cancel)
    {
        var entry = GeneratedRecords.Claim(Set, round % Incidents, perIncident: 1);
        var request = new RecordClaimRequest { Claim = entry.Claim, RequestId = RequestIds.Of(int.MaxValue + (long)round) };
        while (true)
        {
            try
            {
                return await client.Claims.RecordClaimAsync(request, cancellationToken: cancel);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), cancel);
            }
        }
    }

    /// <summary>How long a restart took to be over, in the eyes of those who wait for it.</summary>
    private sealed record Restart(TimeSpan Listening, TimeSpan Acknowledged, TimeSpan Shown);
}
