namespace Benchmarks.Servers;

/// <summary>Starts the executables of the suite as users do, each on ports of its own.</summary>
internal static class SuiteProcesses
{
    // One caller here stands for many, whom the suite would tell apart.
    private static readonly string[] Unlimited = ["--Limits:CallsPerSecond=0", "--Limits:StreamsPerCaller=0"];
    private static readonly string[] AnyPort = ["--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0", .. Unlimited];

    /// <summary>Starts the gateway with all services inside, as <c>serve</c> does by default.</summary>
    public static Task<ServerProcess> StartEmbeddedAsync(string folder, CancellationToken cancel) =>
        ServerProcess.StartAsync("casualties", ["serve", "--data", folder, .. AnyPort], cancel);

    /// <summary>Starts the gateway in front of services that run elsewhere.</summary>
    public static Task<ServerProcess> StartGatewayAsync(string folder, Uri incidents, Uri counts, Uri sources, CancellationToken cancel) =>
        ServerProcess.StartAsync(
            "casualties",
            [
                "serve", "--data", folder, .. AnyPort,
                $"--Services:Incidents:Address={incidents}", $"--Services:Counts:Address={counts}", $"--Services:Sources:Address={sources}",
            ],
            cancel);

    /// <summary>Starts one service.</summary>
    /// <param name="service">"Incidents", "Counts" or "Sources".</param>
    /// <param name="folder">Where its store is.</param>
    /// <param name="address">Where it serves gRPC; null: on any free port.</param>
    /// <param name="cancel">Gives up.</param>
    public static Task<ServerProcess> StartServiceAsync(string service, string folder, Uri? address, CancellationToken cancel) =>
        ServerProcess.StartAsync(
            $"Casualties.{service}",
            [
                $"--Storage:Path={Path.Combine(folder, $"{service}.db")}",
                $"--Listen:Grpc={address?.ToString() ?? "http://127.0.0.1:0"}",
                "--Listen:Http=http://127.0.0.1:0",
                .. Unlimited,
            ],
            cancel);
}
