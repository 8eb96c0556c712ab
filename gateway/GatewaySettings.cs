using Casualties.Hosting;

namespace Casualties.Gateway;

/// <summary>The gateway's own settings; those of every process are in <see cref="ServiceHost"/>.</summary>
/// <param name="Addresses">The services that run elsewhere, from <c>Services:Incidents:Address</c>, <c>Services:Counts:Address</c>, <c>Services:Sources:Address</c>.</param>
/// <param name="DataDirectory">Where the stores are: <c>Data</c>.</param>
/// <param name="CacheBytes">How many bytes of ready reports are kept in memory at most: <c>Reports:CacheMegabytes</c>, 256 by default.</param>
/// <param name="CalibrationHour">
/// The hour of the day, UTC, 0 to 23, at which it is learned anew how sources err: <c>Calibration:HourUtc</c>, 3 by default. Null: never, because
/// <c>Calibration:Enabled</c> is false.
/// </param>
/// <param name="KeyFile">The key of the suite: <c>Access:KeyFile</c>. Null: it is kept with the stores.</param>
internal sealed record GatewaySettings(
    IReadOnlyDictionary<SuiteService, ServiceAddress> Addresses, string DataDirectory, long CacheBytes, int? CalibrationHour, string? KeyFile)
{
    private const int DefaultCacheMegabytes = 256;
    private const int MaxCacheMegabytes = 1_000_000;
    private const int DefaultCalibrationHour = 3;
    private const int LastHour = 23;

    /// <summary>Reads the settings. Throws <see cref="InvalidSetting"/>.</summary>
    public static GatewaySettings From(SuiteOptions options)
    {
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables(ServiceHost.EnvironmentPrefix)
            .AddCommandLine(options.Args)
            .Build();
        var embedded = Flag(configuration, "Embedded:Enabled");
        var tls = ServiceTls.From(configuration);
        var addresses = new Dictionary<SuiteService, ServiceAddress>();
        foreach (var service in SuiteServiceNames.All)
        {
            var setting = $"Services:{service}:Address";
            if (configuration[setting] is { } text)
                addresses.Add(service, Encrypted(configuration, setting, ServiceAddress.Parse(setting, text)) with { Tls = tls });
            else if (!embedded)
                throw new InvalidSetting(setting, "is required where Embedded:Enabled is false: the gateway then runs no service itself");
        }
        return new GatewaySettings(addresses, configuration["Data"] ?? options.DataDirectory, Megabytes(configuration) * 1024L * 1024, CalibrationHourOf(configuration), configuration["Access:KeyFile"]);
    }

    /// <summary>What all processes of the suite must agree on, in the form of a command line.</summary>
    /// <param name="ownTokensOnly">Whether no authority is believed.</param>
    internal IEnumerable<string> AccessArgs(bool ownTokensOnly)
    {
        if (KeyFile is null)
            yield return $"--Access:KeyFile={Path.Combine(DataDirectory, AccessSettings.DefaultKeyFile)}";
        if (ownTokensOnly)
            yield return "--Access:Authority=";
    }

    // Callers' tokens go to the services, and the gateway's own, which opens everything.
    private static ServiceAddress Encrypted(IConfiguration configuration, string setting, ServiceAddress address) =>
        address.Uri.Scheme == Uri.UriSchemeHttps || address.Uri.IsLoopback || configuration["Services:AllowCleartextBeyondLoopback"] is "true" or "True"
            ? address
            : throw new InvalidSetting(setting, "must be an https address beyond this machine, unless Services:AllowCleartextBeyondLoopback is true: tokens go there");

    private static int Megabytes(IConfiguration configuration) => Number(configuration, "Reports:CacheMegabytes", DefaultCacheMegabytes, 1, MaxCacheMegabytes);

    private static int? CalibrationHourOf(IConfiguration configuration)
    {
        // Looked at also where it is not used: what is malformed must not wait until it is.
        var hour = Number(configuration, "Calibration:HourUtc", DefaultCalibrationHour, 0, LastHour);
        return Flag(configuration, "Calibration:Enabled") ? hour : null;
    }

    private static bool Flag(IConfiguration configuration, string setting) => configuration[setting] switch
    {
        null => true,
        var text => bool.TryParse(text, out var value) ? value : throw new InvalidSetting(setting, "must be true or false"),
    };

    private static int Number(IConfiguration configuration, string setting, int byDefault, int min, int max) => configuration[setting] switch
    {
        null => byDefault,
        var text => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw new InvalidSetting(setting, $"must be a number from {min} to {max}"),
    };
}
