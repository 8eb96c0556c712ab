using System.Diagnostics;
using Benchmarks.Limits;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Counts.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Comparison = Benchmarks.Results.Comparison;

namespace Benchmarks.Measurements;

/// <summary>Aggregates with ranges against databases that group bare claims and add them up.</summary>
internal static class AggregateBenchmark
{
    public const string Name = "aggregate";

    private const string Set = FilledStore.Set;
    private const int ClaimsPerIncident = FilledStore.ClaimsPerIncident;

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        // Above those of all earlier runs that changed the same store.
        var requests = new RequestIds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        using var store = await FilledStore.OpenAsync(settings, Name, requests, cancel);

        using var duck = GroupedRows.InDuckDb(Rows(settings.Claims));
        using var sqlite = GroupedRows.InSqlite(Rows(settings.Claims));
        var rounds = new Rounds(store.Path, settings.Claims, requests, duck, sqlite);
        await settings.RoundsAsync(Name, _ => rounds.RoundAsync(cancel));
        return new Measurement(
            Name,
            "DuckDB, GROUP BY of bare claims",
            $"{settings.Claims} claims about {settings.Claims / ClaimsPerIncident} incidents of 36 months in 34 areas; killed, injured and missing; started anew each round",
            rounds.Comparisons(),
            rounds.Fault);
    }

    private static IEnumerable<BareClaim> Rows(int claims) => Enumerable.Range(0, claims).Select(number => BareClaim.Of(Set, number, ClaimsPerIncident));

    private sealed class Rounds(string store, int claims, RequestIds requests, GroupedRows duck, GroupedRows sqlite)
    {
        // The first few are still being compiled, on both sides of the call.
        private const int WarmUps = 40;
        private const int Repeats = 20;
        private const int Changes = 5;

        private static readonly Dimension[] MonthByArea = [Dimension.Month, Dimension.Admin1];
        private static readonly Dimension[] YearByCause = [Dimension.Year, Dimension.Cause];

        private static readonly HarmType[] Harms = [HarmType.Killed, HarmType.Injured, HarmType.Missing];
        // Of which the records say nothing: what is left is to read and to group them.
        private static readonly HarmType[] NoSums = [HarmType.Detained];

        private readonly Series read = new();
        private readonly Series first = new();
        private readonly Series other = new();
        private readonly Series repeated = new();
        private readonly Series changed = new();
        private readonly List<double> inSqlite = [];
        private readonly List<double> memoryBefore = [];
        private readonly List<double> memoryAfter = [];

        /// <summary>What the suite got wrong; null: nothing.</summary>
        public string? Fault { get; private set; }

        public async Task RoundAsync(CancellationToken cancel)
        {
            await using var suite = await SuiteProcesses.StartEmbeddedAsync(store, cancel);
            using var client = new SuiteClient(suite.Address, TimeProvider.System, requests);
            await client.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = SuiteClient.ReportName(Set, 0) }, cancellationToken: cancel);
            memoryBefore.Add(suite.PeakMemoryBytes / 1e6);
            await TakeAsync(read, 1, client, MonthByArea, cancel, harms: NoSums);
            await TakeAsync(first, 1, client, MonthByArea, cancel);
            await TakeAsync(other, 1, client, YearByCause, cancel);
            for (var i = 0; i < WarmUps; i++)
                await TimeAsync(client, MonthByArea, Harms, cancel);
            await TakeAsync(repeated, Repeats, client, MonthByArea, cancel);
            await TakeAsync(changed, Changes, client, MonthByArea, cancel, ChangeAsync);
            memoryAfter.Add(suite.PeakMemoryBytes / 1e6);
            inSqlite.Add(sqlite.Time());
        }

        public IReadOnlyList<Comparison> Comparisons() =>
        [
            new("month by area without figures, first since the start: incidents read", "ms", read.Suite, read.Limit),
            new("month by area, first: all sums made", "ms", first.Suite, first.Limit),
            new("year by cause, then: all sums made but that of all", "ms", other.Suite, other.Limit),
            new("month by area again: sums remembered", "ms", repeated.Suite, repeated.Limit, new Goal(3, AtMost: true)),
            new("month by area after a claim about one incident", "ms", changed.Suite, changed.Limit, new Goal(3, AtMost: true)),
            new("for comparison: GROUP BY of bare claims in SQLite", "ms", inSqlite, repeated.Limit),
            new("peak memory of the suite, before the first aggregate", "MB", memoryBefore, []),
            new("peak memory of the suite, after all", "MB", memoryAfter, []),
        ];

        // The medians of pairs that take turns.
        private async Task TakeAsync(
            Series into, int pairs, SuiteClient client, Dimension[] by, CancellationToken cancel, Func<SuiteClient, CancellationToken, Task>? before = null, HarmType[]? harms = null)
        {
            var (suite, limit) = (new List<double>(), new List<double>());
            for (var i = 0; i < pairs; i++)
            {
                if (before is not null)
                    await before(client, cancel);
                suite.Add(await TimeAsync(client, by, harms ?? Harms, cancel));
                limit.Add(duck.Time());
            }
            into.Suite.Add(Spread.Of(suite).Median);
            into.Limit.Add(Spread.Of(limit).Median);
        }

        private async Task<double> TimeAsync(SuiteClient client, Dimension[] by, HarmType[] harms, CancellationToken cancel)
        {
            var began = Stopwatch.GetTimestamp();
            var aggregate = await client.AggregateAsync(by, harms, cancel);
            var took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (aggregate.Total.IncidentCount != claims / ClaimsPerIncident || aggregate.Rows.Sum(row => row.IncidentCount) != aggregate.Total.IncidentCount)
                Fault = $"an aggregate is of {aggregate.Total.IncidentCount} incidents, and its rows of {aggregate.Rows.Sum(row => row.IncidentCount)}";
            return took;
        }

        // A claim more about one incident, and the report that shows it.
        private async Task ChangeAsync(SuiteClient client, CancellationToken cancel)
        {
            var id = client.NextRequestId();
            var incident = (int)(Convert.ToInt64(id[^RequestIds.NumberChars..], 16) % (claims / ClaimsPerIncident));
            var entry = GeneratedRecords.Claim(Set, incident * ClaimsPerIncident, ClaimsPerIncident);
            entry.Claim.Counts.RemoveAt(1);
            var claim = await client.Claims.RecordClaimAsync(new RecordClaimRequest { Claim = entry.Claim, RequestId = id }, cancellationToken: cancel);
            await client.ReadReportAsync(SuiteClient.ReportName(Set, incident), new SuiteRevisions { Counts = claim.Revision }, cancel);
        }

        private sealed class Series
        {
            public List<double> Suite { get; } = [];

            public List<double> Limit { get; } = [];
        }
    }
}
