using System.Diagnostics;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Counts.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Comparison = Benchmarks.Results.Comparison;

namespace Benchmarks.Measurements;

/// <summary>What a reviewer waits for: the preview of a flag on a busy source against reports that are computed when they are asked for, and reports after the source was rated anew.</summary>
internal static class ReviewBenchmark
{
    public const string Name = "review";

    private const string Set = "review";
    private const int ClaimsPerIncident = 10;
    private const int SingleReports = 10;
    private const int ReportsABatch = 100;

    // It speaks in every second incident: of a million claims it makes fifty thousand.
    private const int BusyEvery = 2;
    private const string Busy = "sources/source-0";

    // No report of this policy stands ready.
    private const string ComputedPolicy = "graded-only";

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        using var folder = new StoreFolder(settings.Folder, Name);
        await using var suite = await SuiteProcesses.StartEmbeddedAsync(folder.Path, cancel);
        using var client = new SuiteClient(suite.Address, TimeProvider.System);
        var incidents = settings.Claims / ClaimsPerIncident;
        await FillAsync(client, settings.Claims, incidents, cancel);

        var run = new Rounds(client, incidents);
        await run.RoundAsync(cancel);
        run.Forget();
        await settings.RoundsAsync(Name, _ => run.RoundAsync(cancel));
        return new Measurement(
            Name,
            "reports computed when asked for, one call after another",
            $"{settings.Claims} claims about {incidents} incidents; the source makes {incidents / BusyEvery} of them",
            [.. run.Comparisons(), new("peak memory of the suite", "MB", [suite.PeakMemoryBytes / 1e6], [])],
            run.Fault);
    }

    private static async Task FillAsync(SuiteClient client, int claims, int incidents, CancellationToken cancel)
    {
        var seen = new SuiteRevisions
        {
            Sources = await client.ImportSourcesAsync(cancel),
            Incidents = await client.ImportIncidentsAsync(Set, incidents, Audience.Public, cancel),
        };
        // Encoded as they go: a million of them would not fit.
        foreach (var part in Enumerable.Range(0, claims).Chunk(100 * SuiteClient.ChunkEntries))
        {
            seen.Counts = await client.ImportClaimsAsync(client.Encode(part.Select(Claim)), cancel);
            await Console.Error.WriteLineAsync($"{Name}: {part[^1] + 1} of {claims} claims recorded");
        }
        await client.ReadReportAsync(SuiteClient.ReportName(Set, incidents - 1), seen, cancel);
    }

    // Nobody else is as busy: a source that makes one claim of every second incident, and no other.
    private static ClaimEntry Claim(int number)
    {
        var entry = GeneratedRecords.Claim(Set, number, ClaimsPerIncident);
        var (incident, place) = (number / ClaimsPerIncident, number % ClaimsPerIncident);
        foreach (var (name, set) in new (string, Action<string>)[] { (entry.Claim.Publisher, value => entry.Claim.Publisher = value), (entry.Claim.Originator, value => entry.Claim.Originator = value) })
        {
            if (name == Busy)
                set("sources/source-1");
        }
        if (place == 0 && incident % BusyEvery == 0)
            (entry.Claim.Publisher, entry.Claim.Originator) = (Busy, Busy);
        return entry;
    }

    private sealed class Rounds(SuiteClient client, int incidents)
    {
        private readonly List<double> tenReports = [];
        private readonly List<double> firstResult = [];
        private readonly List<double> computed = [];
        private readonly List<double> previewed = [];
        private readonly List<double> lag = [];
        private readonly List<double> broughtUp = [];
        private int rounds;

        /// <summary>What the suite got wrong; null: nothing.</summary>
        public string? Fault { get; private set; }

        public async Task RoundAsync(CancellationToken cancel)
        {
            tenReports.Add((await TimeAsync(SingleReports, SingleAsync, cancel)).TotalMilliseconds);
            computed.Add(ReportsABatch / (await TimeAsync(1, BatchAsync, cancel)).TotalSeconds);
            await PreviewAsync(cancel);
            await RegradeAsync(cancel);
        }

        public void Forget()
        {
            foreach (var values in (List<double>[])[tenReports, firstResult, computed, previewed, lag, broughtUp])
                values.Clear();
        }

        public IReadOnlyList<Comparison> Comparisons() =>
        [
            new("first result of a preview, against ten single reports", "ms", firstResult, tenReports, new Goal(1, AtMost: true)),
            new("incidents previewed, against reports computed", "/s", previewed, computed),
            new("from a new grade to the last report that shows it", "s", lag, []),
            new("reports brought up to date after a new grade", "/s", broughtUp, []),
        ];

        private static async Task<TimeSpan> TimeAsync(int times, Func<int, CancellationToken, Task> call, CancellationToken cancel)
        {
            var began = Stopwatch.GetTimestamp();
            for (var i = 0; i < times; i++)
                await call(i, cancel);
            return Stopwatch.GetElapsedTime(began);
        }

        private async Task SingleAsync(int i, CancellationToken cancel) =>
            await client.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = NameOf(i), Policy = ComputedPolicy }, cancellationToken: cancel);

        private async Task BatchAsync(int _, CancellationToken cancel) => await client.Reports.BatchGetIncidentReportsAsync(
            new BatchGetIncidentReportsRequest { Names = { Enumerable.Range(0, ReportsABatch).Select(NameOf) }, Policy = ComputedPolicy }, cancellationToken: cancel);

        // Others in every round: what was just computed must not be at hand.
        private string NameOf(int i) => SuiteClient.ReportName(Set, ((rounds * 997) + (i * 7)) % incidents);

        private async Task PreviewAsync(CancellationToken cancel)
        {
            var began = Stopwatch.GetTimestamp();
            TimeSpan? first = null;
            PreviewSummary? summary = null;
            using var call = client.Reviews.PreviewFlag(new PreviewFlagRequest { Name = Busy, Effect = FlagEffect.ExcludeFromCount }, cancellationToken: cancel);
            await foreach (var part in call.ResponseStream.ReadAllAsync(cancel))
            {
                if (part.PartCase == Preview.PartOneofCase.Incident)
                    first ??= Stopwatch.GetElapsedTime(began);
                summary = part.Summary ?? summary;
            }
            firstResult.Add(first?.TotalMilliseconds ?? double.NaN);
            previewed.Add((summary?.IncidentCount ?? 0) / Stopwatch.GetElapsedTime(began).TotalSeconds);
            if (summary?.IncidentCount != incidents / BusyEvery || summary.ChangedCount == 0)
                Fault = $"the preview ended with {summary?.IncidentCount} incidents, {summary?.ChangedCount} of them changed";
        }

        private async Task RegradeAsync(CancellationToken cancel)
        {
            var source = await client.Sources.GetSourceAsync(new GetSourceRequest { Name = Busy }, cancellationToken: cancel);
            var grade = (ReliabilityGrade)(1 + (rounds++ % 5));
            var began = Stopwatch.GetTimestamp();
            var rated = await client.Sources.RateSourceAsync(
                new RateSourceRequest { Name = Busy, Etag = source.Etag, Grade = grade, Rationale = "A round of a benchmark.", RequestId = client.NextRequestId() }, cancellationToken: cancel);
            var report = await client.ReadReportAsync(SuiteClient.ReportName(Set, 0), new SuiteRevisions { Sources = rated.Revision }, cancel);
            var took = Stopwatch.GetElapsedTime(began);
            lag.Add(took.TotalSeconds);
            broughtUp.Add(incidents / BusyEvery / took.TotalSeconds);
            if (report.Provenance.Revisions.Sources != rated.Revision)
                Fault = $"{report.Name} was read at revision {rated.Revision} of the sources, and does not show it";
        }
    }
}
