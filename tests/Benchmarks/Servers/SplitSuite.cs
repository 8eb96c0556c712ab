namespace Benchmarks.Servers;

/// <summary>The suite as four processes: the gateway and the three services.</summary>
internal sealed class SplitSuite : IAsyncDisposable
{
    private readonly string folder;
    private readonly Stack<ServerProcess> others = new();
    private ServerProcess? counts;
    private ServerProcess? gateway;

    private SplitSuite(string folder) => this.folder = folder;

    public Uri Gateway => gateway!.Address;

    public static async Task<SplitSuite> StartAsync(string folder, CancellationToken cancel)
    {
        var suite = new SplitSuite(folder);
        try
        {
            var incidents = await suite.StartOtherAsync("Incidents", cancel);
            var sources = await suite.StartOtherAsync("Sources", cancel);
            suite.counts = await SuiteProcesses.StartServiceAsync("Counts", folder, address: null, cancel);
            suite.gateway = await SuiteProcesses.StartGatewayAsync(folder, incidents.Address, suite.counts.Address, sources.Address, cancel);
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills the counts service as kill -9 does, and starts it again where it was.</summary>
    public async Task RestartCountsAsync(CancellationToken cancel)
    {
        var killed = counts!;
        await killed.KillAsync();
        counts = await SuiteProcesses.StartServiceAsync("Counts", folder, killed.Address, cancel);
        await killed.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in (ServerProcess?[])[gateway, counts, .. others])
        {
            if (process is not null)
                await process.DisposeAsync();
        }
    }

    private async Task<ServerProcess> StartOtherAsync(string service, CancellationToken cancel)
    {
        var process = await SuiteProcesses.StartServiceAsync(service, folder, address: null, cancel);
        others.Push(process);
        return process;
    }
}
