using Casualties.Hosting;

namespace Casualties.Gateway;

/// <summary>The gateway's own settings; those of every process are in <see cref="ServiceHost"/>.</summary>
/// <param name="Addresses">The services that run elsewhere, from <c>Services:Incidents:Address</c>, <c>Services:Counts:Address</c>, <c>Services:Sources:Address</c>.</param>
/// <param name="DataDirectory">Where the stores are: <c>Data</c>.</param>
/// <param name="CacheBytes">How many bytes of ready reports are kept in memory at most: <c>Reports:CacheMegabytes</c>, 256 by default.</param>
internal sealed record GatewaySettings(IReadOnlyDictionary<SuiteService, ServiceAddress> Addresses, string DataDirectory, long CacheBytes)
{
    private const int DefaultCacheMegabytes = 256;
    private const int MaxCacheMegabytes = 1_000_000;

    /// <summary>Reads the settings. Throws <see cref="InvalidSetting"/>.</summary>
    public static GatewaySettings From(SuiteOptions options)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables(ServiceHost.EnvironmentPrefix)
            .AddCommandLine(options.Args)
            .Build();
        var embedded = configuration["Embedded:Enabled"] switch
        {
            null => true,
            var text => bool.TryParse(text, out var value) ? value : throw new InvalidSetting("Embedded:Enabled", "must be true or false"),
        };
        var addresses = new Dictionary<SuiteService, ServiceAddress>();
        foreach (var service in SuiteServiceNames.All)
        {
            var setting = $"Services:{service}:Address";
            if (configuration[setting] is { } text)
                addresses.Add(service, ServiceAddress.Parse(setting, text));
            else if (!embedded)
                throw new InvalidSetting(setting, "is required where Embedded:Enabled is false: the gateway then runs no service itself");
        }
        return new GatewaySettings(addresses, configuration["Data"] ?? options.DataDirectory, Megabytes(configuration) * 1024L * 1024);
    }

    private static int Megabytes(IConfiguration configuration) => configuration["Reports:CacheMegabytes"] switch
    {
        null => DefaultCacheMegabytes,
        var text => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value is > 0 and <= MaxCacheMegabytes
            ? value
            : throw new InvalidSetting("Reports:CacheMegabytes", $"must be a number from 1 to {MaxCacheMegabytes}"),
    };
}
