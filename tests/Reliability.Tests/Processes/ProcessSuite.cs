using Casualties.Gateway;

namespace Reliability.Tests;

/// <summary>The suite as processes: the gateway, and the services that run apart from it. The others run inside the gateway.</summary>
internal sealed class ProcessSuite : IAsyncDisposable
{
    private readonly Dictionary<SuiteService, ServerProcess> services = [];
    private readonly List<ServerProcess> started = [];
    private readonly string folder;
    private readonly string[] settings;
    private ServerProcess? gateway;
    private SuiteClient? client;

    private ProcessSuite(string folder, string[] settings)
    {
        this.folder = folder;
        this.settings = settings;
        Directory.CreateDirectory(Data);
    }

    /// <summary>Where the stores are.</summary>
    public string Data => Path.Combine(folder, "data");

    /// <summary>The gateway.</summary>
    public ServerProcess Gateway => gateway!;

    /// <summary>Calls the gateway; another one once it was started again.</summary>
    public SuiteClient Client => Volatile.Read(ref client)!;

    /// <summary>What any of the processes called an error.</summary>
    public IReadOnlyList<string> Errors => [.. started.SelectMany(process => process.Errors)];

    /// <summary>Starts a suite on the stores in a folder.</summary>
    /// <param name="folder">A folder for stores and temporary files.</param>
    /// <param name="apart">The services that run in processes of their own; if all do, the gateway is told to run none itself.</param>
    /// <param name="settings">Further settings of all processes.</param>
    public static async Task<ProcessSuite> StartAsync(string folder, IReadOnlyCollection<SuiteService> apart, params string[] settings)
    {
        var suite = new ProcessSuite(folder, settings);
        try
        {
            await Task.WhenAll(apart.Select(service => suite.StartAsync(service, "http://127.0.0.1:0", "http://127.0.0.1:0")));
            await suite.StartGatewayAsync();
            return suite;
        }
        catch
        {
            await suite.DisposeAsync();
            throw;
        }
    }

    /// <summary>A service that runs apart.</summary>
    public ServerProcess Service(SuiteService service) => services[service];

    /// <summary>Starts the gateway, or starts it again after its end; on other ports then.</summary>
    public async Task StartGatewayAsync()
    {
        var addresses = services.Select(entry => $"--Services:{entry.Key}:Address={entry.Value.Grpc}");
        var embedded = services.Count == SuiteServiceNames.All.Count ? new[] { "--Embedded:Enabled=false" } : [];
        gateway = Start("gateway", [Executable.Gateway, "serve", "--data", Data, "--grpc-port", "0", "--http-port", "0", .. embedded, .. addresses, .. settings]);
        await gateway.ListeningAsync();
        Interlocked.Exchange(ref client, new SuiteClient(gateway))?.Dispose();
    }

    /// <summary>Starts a service again after its end, where it was before.</summary>
    public Task RestartAsync(SuiteService service) =>
        StartAsync(service, services[service].Grpc.OriginalString, services[service].Http.OriginalString);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        foreach (var process in started)
            await process.DisposeAsync();
    }

    private async Task StartAsync(SuiteService service, string grpc, string http)
    {
        var path = Path.Combine(Data, StoreFiles.Of(service));
        var process = Start(service.Word(), [Executable.Of(service), $"--Storage:Path={path}", $"--Listen:Grpc={grpc}", $"--Listen:Http={http}", .. settings]);
        await process.ListeningAsync();
        lock (services)
            services[service] = process;
    }

    private ServerProcess Start(string name, IReadOnlyList<string> command)
    {
        var process = ServerProcess.Start(name, folder, command);
        lock (started)
            started.Add(process);
        return process;
    }
}
