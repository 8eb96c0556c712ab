using Benchmarks.Servers;
using Casualties.Type.V1;

namespace Benchmarks.Records;

/// <summary>A store with many claims about incidents of 36 months in 34 areas; removed afterwards, unless the settings name where it is kept.</summary>
internal sealed class FilledStore : IDisposable
{
    /// <summary>The set of its records.</summary>
    public const string Set = "aggregate";

    /// <summary>How many claims there are about each incident.</summary>
    public const int ClaimsPerIncident = 10;

    private readonly StoreFolder? folder;

    private FilledStore(BenchmarkSettings settings, string name)
    {
        folder = settings.Store is null ? new StoreFolder(settings.Folder, name) : null;
        Path = folder?.Path ?? Directory.CreateDirectory(settings.Store!).FullName;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Opens it, filled.</summary>
    public static async Task<FilledStore> OpenAsync(BenchmarkSettings settings, string name, RequestIds requests, CancellationToken cancel)
    {
        var store = new FilledStore(settings, name);
        await store.FillAsync(settings.Claims, requests, cancel);
        return store;
    }

    public void Dispose() => folder?.Dispose();

    // A folder says itself that it is filled: filling may have been broken off.
    private async Task FillAsync(int claims, RequestIds requests, CancellationToken cancel)
    {
        var filled = System.IO.Path.Combine(Path, $"filled-with-{claims}-claims");
        if (File.Exists(filled))
            return;
        await using var suite = await SuiteProcesses.StartEmbeddedAsync(Path, cancel);
        using var client = new SuiteClient(suite.Address, TimeProvider.System, requests);
        var incidents = claims / ClaimsPerIncident;
        var seen = new SuiteRevisions
        {
            Sources = await client.ImportSourcesAsync(cancel),
            Incidents = await client.ImportIncidentsAsync(Enumerable.Range(0, incidents).Select(number => GeneratedRecords.PlottedIncident(Set, number)), cancel),
        };
        // Read before the next part is sent, so that none waits longer for the read model than its reader has patience.
        foreach (var part in Enumerable.Range(0, claims).Chunk(100 * SuiteClient.ChunkEntries))
        {
            seen.Counts = await client.ImportClaimsAsync(client.Encode(part.Select(number => GeneratedRecords.Claim(Set, number, ClaimsPerIncident))), cancel);
            await client.ReadReportAsync(SuiteClient.ReportName(Set, part[^1] / ClaimsPerIncident), seen, cancel);
            await Console.Error.WriteLineAsync($"filling: {part[^1] + 1} of {claims} claims readable");
        }
        await File.Create(filled).DisposeAsync();
    }
}
