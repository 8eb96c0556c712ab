using Casualties.Counts;
using Casualties.Hosting;
using Casualties.Incidents;
using Casualties.Sources;

namespace Casualties.Gateway;

/// <summary>
/// Runs in this process whichever services have no address: each as an application of its own, behind a Unix socket that only this user
/// can reach. The wire is the same as between machines.
/// </summary>
internal sealed class EmbeddedServices : IAsyncDisposable
{
    private readonly List<WebApplication> apps = [];
    private readonly string folder = Directory.CreateTempSubdirectory("casualties-").FullName;

    private EmbeddedServices()
    {
    }

    /// <summary>Where each service answers, those with an address included.</summary>
    public Dictionary<SuiteService, ServiceAddress> Addresses { get; } = [];

    /// <summary>Starts what has no address.</summary>
    /// <param name="configured">The addresses that are configured.</param>
    /// <param name="dataDirectory">Where the services keep their stores.</param>
    /// <param name="settings">The settings of the suite.</param>
    /// <param name="configure">Changes to the composition of each service.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<EmbeddedServices> StartAsync(
        IReadOnlyDictionary<SuiteService, ServiceAddress> configured,
        string dataDirectory,
        string[] settings,
        Action<WebApplicationBuilder>? configure,
        CancellationToken cancel)
    {
        var embedded = new EmbeddedServices();
        try
        {
            foreach (var service in SuiteServiceNames.All)
                embedded.Addresses[service] = configured.TryGetValue(service, out var address) ? address : await embedded.StartAsync(service, dataDirectory, settings, configure, cancel);
            return embedded;
        }
        catch
        {
            await embedded.DisposeAsync();
            throw;
        }
    }

    /// <summary>The path of a socket that only this user can reach.</summary>
    /// <param name="name">Who listens on it.</param>
    public string SocketOf(string name) => Path.Combine(folder, $"{name}.sock");

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        Directory.Delete(folder, recursive: true);
    }

    private async Task<ServiceAddress> StartAsync(
        SuiteService service, string dataDirectory, string[] settings, Action<WebApplicationBuilder>? configure, CancellationToken cancel)
    {
        var socket = SocketOf(service.Word());
        // Limits, logging and the like are the suite's; where to listen and what to store are the gateway's to say.
        string[] args =
        [
            .. settings.Where(setting => !setting.StartsWith("--Listen:", StringComparison.OrdinalIgnoreCase)),
            "--Embedded=true",
            $"--Listen:Socket={socket}",
            $"--Storage:Path={Path.Combine(dataDirectory, StoreFiles.Of(service))}",
            $"--{AuditSettings.PathSetting}={Path.Combine(dataDirectory, StoreFiles.AuditOf(service))}",
        ];
        var app = service switch
        {
            SuiteService.Incidents => IncidentsApp.Create(args, configure),
            SuiteService.Counts => CountsApp.Create(args, configure),
            SuiteService.Sources => SourcesApp.Create(args, configure),
            _ => throw new ArgumentOutOfRangeException(nameof(service)),
        };
        apps.Add(app);
        await app.StartAsync(cancel);
        return ServiceAddress.ForSocket(socket);
    }
}
