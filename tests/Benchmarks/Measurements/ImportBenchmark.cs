using System.Diagnostics;
using Benchmarks.Limits;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Counts.V1;
using Casualties.Type.V1;

namespace Benchmarks.Measurements;

/// <summary>ImportClaims through the gateway against prepared inserts of the bare rows.</summary>
internal static class ImportBenchmark
{
    public const string Name = "import";

    private const int ClaimsPerIncident = 10;

    // The suite has many paths to compile before it is as fast as it will be.
    private const int WarmUpClaims = 50_000;

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        using var folder = new StoreFolder(settings.Folder, Name);
        await using var suite = await SuiteProcesses.StartEmbeddedAsync(folder.In("suite"), cancel);
        using var client = new SuiteClient(suite.Address, TimeProvider.System);
        using var table = new BareTable(folder.In("bare.db"));

        var imports = new Imports(suite, client, table, await client.ImportSourcesAsync(cancel));
        await imports.RoundAsync(Claims("warm", Math.Min(WarmUpClaims, settings.Claims), settings.Scattered), cancel);
        imports.Forget();
        await settings.RoundsAsync(Name, round => imports.RoundAsync(Claims($"r{round}", settings.Claims, settings.Scattered), cancel));
        return new Measurement(
            Name,
            "bare rows",
            $"{settings.Claims} claims about {IncidentsOf(settings.Claims)} incidents by {GeneratedRecords.Sources} sources a round, "
            + $"{(settings.Scattered ? "scattered" : "incident by incident")}, chunks of {SuiteClient.ChunkEntries}; bare rows in batches of {BareTable.RowsPerBatch}",
            imports.Comparisons());
    }

    private static int IncidentsOf(int claims) => (claims + ClaimsPerIncident - 1) / ClaimsPerIncident;

    private static (string Set, ClaimEntry[] Claims) Claims(string set, int count, bool scattered)
    {
        var numbers = Enumerable.Range(0, count);
        // Claim 0 of each incident first, then claim 1 of each, as if every incident went on for years.
        if (scattered)
            numbers = numbers.OrderBy(number => number % ClaimsPerIncident);
        return (set, [.. numbers.Select(number => GeneratedRecords.Claim(set, number, ClaimsPerIncident))]);
    }

    private sealed class Imports(ServerProcess suite, SuiteClient client, BareTable table, long sources)
    {
        private readonly List<double> acknowledged = [];
        private readonly List<double> readable = [];
        private readonly List<double> behind = [];
        private readonly List<double> bare = [];
        private readonly List<double> suiteProcessor = [];
        private readonly List<double> bareProcessor = [];

        public async Task RoundAsync((string Set, ClaimEntry[] Claims) import, CancellationToken cancel)
        {
            await SuiteAsync(import.Set, import.Claims, cancel);
            Bare([.. import.Claims.Select(BareRow.Of)]);
        }

        public void Forget()
        {
            foreach (var values in (List<double>[])[acknowledged, readable, behind, bare, suiteProcessor, bareProcessor])
                values.Clear();
        }

        public IReadOnlyList<Comparison> Comparisons() =>
        [
            new("claims acknowledged", "/s", acknowledged, bare, new Goal(0.35)),
            new("claims readable in reports", "/s", readable, bare),
            new("from the last acknowledgement to readable", "s", behind, []),
            new("processor", "us/claim", suiteProcessor, bareProcessor),
            new("peak memory of the suite", "MB", [suite.PeakMemoryBytes / 1e6], []),
        ];

        private async Task SuiteAsync(string set, ClaimEntry[] claims, CancellationToken cancel)
        {
            var chunks = client.Encode(claims);
            var seen = new SuiteRevisions { Sources = sources, Incidents = await client.ImportIncidentsAsync(set, IncidentsOf(claims.Length), Audience.Public, cancel) };
            var last = claims[^1].Claim.Incident;
            await client.ReadReportAsync($"{last}/report", seen, cancel);

            var processor = suite.ProcessorTime;
            var began = Stopwatch.GetTimestamp();
            seen.Counts = await client.ImportClaimsAsync(chunks, cancel);
            var toAcknowledged = Stopwatch.GetElapsedTime(began);
            var report = await client.ReadReportAsync($"{last}/report", seen, cancel);
            var toReadable = Stopwatch.GetElapsedTime(began);
            if (!report.Claims.Any(part => part.Claim == $"claims/{claims[^1].ClaimId}"))
                throw new InvalidOperationException($"{report.Name} lacks the claim that was imported last.");

            acknowledged.Add(claims.Length / toAcknowledged.TotalSeconds);
            readable.Add(claims.Length / toReadable.TotalSeconds);
            behind.Add((toReadable - toAcknowledged).TotalSeconds);
            suiteProcessor.Add((suite.ProcessorTime - processor).TotalMicroseconds / claims.Length);
        }

        private void Bare(BareRow[] rows)
        {
            using var self = Process.GetCurrentProcess();
            var processor = self.TotalProcessorTime;
            var began = Stopwatch.GetTimestamp();
            table.InsertAll(rows);
            bare.Add(rows.Length / Stopwatch.GetElapsedTime(began).TotalSeconds);
            self.Refresh();
            bareProcessor.Add((self.TotalProcessorTime - processor).TotalMicroseconds / rows.Length);
        }
    }
}
