using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Casualties.Tests.Shared;

/// <summary>
/// The whole suite in this process: the gateway and the services that it runs itself, on free ports, over the real wire, with its stores
/// in a folder of its own. Disposing of it stops it, deletes the folder, and throws if an error was logged that nobody expected.
/// </summary>
public sealed class RunningSuite : IAsyncDisposable
{
    private readonly SuiteOptions options;
    private Suite? suite;
    private HttpClient? http;

    private RunningSuite(TimeProvider? time, IdSource? ids, string[] args)
    {
        DataDirectory = Directory.CreateTempSubdirectory("casualties-test-").FullName;
        options = new SuiteOptions
        {
            DataDirectory = DataDirectory,
            GrpcPort = 0,
            HttpPort = 0,
            Args = args,
            Configure = builder => Compose(builder, time, ids),
        };
    }

    /// <summary>Where the stores are.</summary>
    public string DataDirectory { get; }

    /// <summary>What the gateway and the services logged.</summary>
    public LogCapture Logs { get; } = new();

    /// <summary>Where gRPC is served; another one after a restart.</summary>
    public Uri GrpcAddress => Running.GrpcAddress!;

    /// <summary>Where JSON is served; another one after a restart.</summary>
    public Uri HttpAddress => Running.HttpAddress!;

    /// <summary>Calls the gateway over gRPC, as someone who may do everything.</summary>
    public CallInvoker Invoker => Running.Invoker.Intercept(new HangGuard());

    /// <summary>Calls the gateway over gRPC without a token.</summary>
    public CallInvoker Anonymous => Running.Anonymous.Intercept(new HangGuard());

    /// <summary>Calls the gateway over gRPC as a caller.</summary>
    public CallInvoker As(Caller caller) => Running.As(caller).Intercept(new HangGuard());

    /// <summary>Tokens of a caller.</summary>
    public TokenSource Tokens(Caller caller) => Running.TokensOf(caller);

    /// <summary>Calls the gateway over HTTP with JSON as a caller; to be disposed of.</summary>
    public HttpClient HttpAs(Caller caller) => TestKey.Http(Running.HttpAddress!, Running.TokensOf(caller));

    /// <summary>The incidents service, through the gateway.</summary>
    public IncidentService.IncidentServiceClient Incidents => new(Invoker);

    /// <summary>The counts service, through the gateway.</summary>
    public ClaimService.ClaimServiceClient Claims => new(Invoker);

    /// <summary>The sources service, through the gateway.</summary>
    public SourceService.SourceServiceClient Sources => new(Invoker);

    /// <summary>The gateway's reports.</summary>
    public ReportService.ReportServiceClient Reports => new(Invoker);

    /// <summary>The gateway's aggregates.</summary>
    public AggregateService.AggregateServiceClient Aggregates => new(Invoker);

    /// <summary>Calls the gateway over HTTP with JSON, as someone who may do everything; its base address is the gateway's.</summary>
    public HttpClient Http => http ?? throw NotRunning();

    private Suite Running => suite ?? throw NotRunning();

    /// <summary>Starts a suite on empty stores.</summary>
    /// <param name="time">The clock of all processes, for example a FakeTimeProvider. Null: the system's.</param>
    /// <param name="ids">Makes the ids of records whose callers give none. Null: as in production.</param>
    /// <param name="args">Settings of the gateway, in the form of a command line.</param>
    public static async Task<RunningSuite> StartAsync(TimeProvider? time = null, IdSource? ids = null, params string[] args)
    {
        var running = new RunningSuite(time, ids, args);
        try
        {
            await running.ResumeAsync();
            return running;
        }
        catch
        {
            Directory.Delete(running.DataDirectory, recursive: true);
            throw;
        }
    }

    /// <summary>The path of a store, for example <see cref="StoreFiles.ReadModel"/>.</summary>
    public string PathOf(string file) => Path.Combine(DataDirectory, file);

    /// <summary>Deletes the gateway's read model, while the suite is stopped: it is then made again from the services.</summary>
    public void DeleteReadModel()
    {
        foreach (var file in Directory.EnumerateFiles(DataDirectory, StoreFiles.ReadModel + "*"))
            File.Delete(file);
    }

    /// <summary>Stops everything and starts it again on the same stores, on other ports.</summary>
    /// <param name="whileStopped">What happens in between, for example to the stores.</param>
    public async Task RestartAsync(Action? whileStopped = null)
    {
        await StopAsync();
        whileStopped?.Invoke();
        await ResumeAsync();
    }

    /// <summary>Stops everything; the stores stay.</summary>
    public async Task StopAsync()
    {
        http?.Dispose();
        http = null;
        if (suite is not null)
            await suite.DisposeAsync();
        suite = null;
    }

    /// <summary>Starts a suite that was stopped.</summary>
    public async Task ResumeAsync()
    {
        suite = await Suite.StartAsync(options, CancellationToken.None);
        http = HttpAs(Suite.Owner);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(DataDirectory, recursive: true);
        if (Logs.UnexpectedErrors is { Count: > 0 } errors)
            throw new InvalidOperationException($"The suite logged errors that the test does not expect:\n{string.Join('\n', errors)}");
    }

    private static InvalidOperationException NotRunning() => new("The suite was stopped.");

    private void Compose(WebApplicationBuilder builder, TimeProvider? time, IdSource? ids)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(Logs);
        if (time is not null)
            builder.Services.AddSingleton(time);
        if (ids is not null)
            builder.Services.AddSingleton(ids);
    }
}
