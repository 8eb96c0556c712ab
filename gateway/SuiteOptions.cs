namespace Casualties.Gateway;

/// <summary>How a gateway is started, with the services that it runs itself.</summary>
public sealed record SuiteOptions
{
    /// <summary>The port of gRPC if nothing else is configured.</summary>
    public const int DefaultGrpcPort = 5100;

    /// <summary>The port of JSON and pages if nothing else is configured.</summary>
    public const int DefaultHttpPort = 5110;

    /// <summary>Where the stores are; made if missing.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Settings in the form of a command line: see docs/operations.md.</summary>
    public string[] Args { get; init; } = [];

    /// <summary>The loopback port of gRPC if no other is configured; 0: any free one.</summary>
    public int GrpcPort { get; init; } = DefaultGrpcPort;

    /// <summary>The loopback port of JSON if no other is configured; 0: any free one.</summary>
    public int HttpPort { get; init; } = DefaultHttpPort;

    /// <summary>Whether only this process calls the gateway: it then listens on a Unix socket that no one else can open, and on no port, whatever is configured.</summary>
    public bool Private { get; init; }

    /// <summary>Whether only warnings and errors are logged.</summary>
    public bool Quiet { get; init; }

    /// <summary>
    /// Whether only tokens of the suite's own key are believed, whatever authority is configured: for a suite that one command runs for itself, on stores
    /// that it could write to anyway.
    /// </summary>
    public bool OwnTokensOnly { get; init; }

    /// <summary>Changes to the composition of the gateway and of each service that it runs, for example another clock.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }
}
