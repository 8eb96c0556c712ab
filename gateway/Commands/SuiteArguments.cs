using System.CommandLine;

namespace Casualties.Gateway.Commands;

/// <summary>The options by which commands say how a suite is to run.</summary>
internal sealed class SuiteArguments
{
    /// <summary>Where the stores are.</summary>
    public Option<string?> Data { get; } = new("--data")
    {
        Description = "The folder of the embedded stores. Without it the setting Data decides, and without that it is ./data.",
        HelpName = "DIR",
    };

    /// <summary>Where gRPC is served.</summary>
    public Option<int?> GrpcPort { get; } = Port("--grpc-port", $"The port for gRPC (HTTP/2 without TLS), {SuiteOptions.DefaultGrpcPort} if none is given; 0 for any free one.");

    /// <summary>Where pages and JSON are served.</summary>
    public Option<int?> HttpPort { get; } = Port("--http-port", $"The port for JSON over HTTP/1.1, {SuiteOptions.DefaultHttpPort} if none is given; 0 for any free one.");

    /// <summary>The options of a suite, as given. What a command line says goes before settings of the environment.</summary>
    public SuiteOptions Read(ParseResult parsed, string[] settings)
    {
        var options = new SuiteOptions { Args = parsed.GetValue(Data) is { } folder ? [.. settings, $"--Data={folder}"] : settings };
        if (parsed.GetValue(GrpcPort) is { } grpcPort)
            options = options with { GrpcPort = grpcPort };
        if (parsed.GetValue(HttpPort) is { } httpPort)
            options = options with { HttpPort = httpPort };
        return options;
    }

    private static Option<int?> Port(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "PORT" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0 or > 65535)
                result.AddError($"{name} must be between 0 and 65535.");
        });
        return option;
    }
}
