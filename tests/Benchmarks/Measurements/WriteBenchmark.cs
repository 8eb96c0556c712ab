using System.Globalization;
using Benchmarks.Limits;
using Benchmarks.Load;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Counts.V1;
using Casualties.Tests.Shared;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Benchmarks.Measurements;

/// <summary>RecordClaim, one claim a call, against group commit of the bare row.</summary>
internal static class WriteBenchmark
{
    public const string Name = "write";

    // So many that claims of all rounds do not pile up on a few incidents, whose reports would grow and grow.
    private const int Incidents = 50_000;
    private const string Set = "write";

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        ClaimEntry[] claims = [.. Enumerable.Range(0, Incidents).Select(i => GeneratedRecords.Claim(Set, i, perIncident: 1))];
        BareRow[] rows = [.. claims.Select(BareRow.Of)];
        var requests = RecordClaims(claims);
        const string Method = nameof(ClaimService.ClaimServiceClient.RecordClaim);

        using var folder = new StoreFolder(settings.Folder, Name);
        await using var suite = await SuiteProcesses.StartEmbeddedAsync(folder.In("suite"), cancel);
        await FillAsync(suite.Address, cancel);
        await using var service = await SuiteProcesses.StartServiceAsync("Counts", folder.In("service"), address: null, cancel);
        await using var log = await LogAlone.OpenAsync(folder.In("log.db"), claims, cancel);
        await using var limit = new GroupCommit(folder.In("bare.db"));

        long row = 0;
        var ways = new Ways(
            new LoadRounds(suite, new GrpcTarget(suite.Address, $"{ClaimService.Descriptor.FullName}/{Method}", requests, TestKey.Owner)),
            new LoadRounds(service, new GrpcTarget(service.Address, $"{ClaimService.Descriptor.FullName}/{Method}", requests, TestKey.Owner)),
            new LoadRounds(log.AppendAsync),
            new LoadRounds(() => limit.InsertAsync(rows[Interlocked.Increment(ref row) % rows.Length])));
        var comparisons = new List<Comparison>();
        foreach (var callers in settings.Callers)
        {
            foreach (var way in ways.All)
                await way.WarmUpAsync(callers, settings.WarmUp);
            await settings.RoundsAsync($"{Name}, {callers} in flight", async _ =>
            {
                foreach (var way in ways.All)
                    await way.RoundAsync(callers, settings.Duration);
            });
            comparisons.AddRange(ways.Compare(callers));
        }
        return new Measurement(Name, "group commit", $"claims about {Incidents} incidents in turn; group commit and log in the benchmark's own process", comparisons);
    }

    private static async Task FillAsync(Uri gateway, CancellationToken cancel)
    {
        using var client = new SuiteClient(gateway, TimeProvider.System);
        await client.ImportSourcesAsync(cancel);
        await client.ImportIncidentsAsync(Set, Incidents, Audience.Public, cancel);
    }

    // Encoded once; from call to call only the request id changes.
    private static WriteBody RecordClaims(IEnumerable<ClaimEntry> claims)
    {
        byte[][] bodies = [.. claims.Select(entry => new RecordClaimRequest { Claim = entry.Claim, RequestId = RequestIds.Of(0) }.ToByteArray())];
        return (number, target) =>
        {
            var body = bodies[number % bodies.Length];
            body.CopyTo(target);
            // The id is the last field of the request, and its changing part the end of the id.
            number.TryFormat(target[(body.Length - RequestIds.NumberChars)..], out _, RequestIds.NumberFormat, CultureInfo.InvariantCulture);
            return body.Length;
        };
    }

    /// <summary>The ways in which a claim is made durable, from the whole suite down to the bare row.</summary>
    private sealed record Ways(LoadRounds Gateway, LoadRounds Service, LoadRounds Log, LoadRounds Bare)
    {
        public IReadOnlyList<LoadRounds> All => [Gateway, Service, Log, Bare];

        public IEnumerable<Comparison> Compare(int callers)
        {
            // One caller waits for the disk: there is nothing to commit together.
            var goal = callers > 1 ? new Goal(0.40) : null;
            yield return new($"{callers} in flight: claims through the gateway", "/s", Gateway.PerSecond, Bare.PerSecond, goal);
            yield return new($"{callers} in flight: claims at the service", "/s", Service.PerSecond, Bare.PerSecond);
            yield return new($"{callers} in flight: claims in the revision log", "/s", Log.PerSecond, Bare.PerSecond);
            yield return new($"{callers} in flight: p50 through the gateway", "ms", Gateway.P50Milliseconds, Bare.P50Milliseconds);
            yield return new($"{callers} in flight: p99 through the gateway", "ms", Gateway.P99Milliseconds, Bare.P99Milliseconds);
            yield return new($"{callers} in flight: processor of the suite", "us/claim", Gateway.ProcessorMicroseconds, Bare.ProcessorMicroseconds);
            yield return new($"{callers} in flight: processor of the service", "us/claim", Service.ProcessorMicroseconds, Bare.ProcessorMicroseconds);
            yield return new($"{callers} in flight: processor of the log", "us/claim", Log.ProcessorMicroseconds, Bare.ProcessorMicroseconds);
        }
    }
}
