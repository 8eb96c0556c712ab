using Casualties.Hosting;
using Casualties.Type.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Casualties.Gateway;

/// <summary>A running gateway, together with the services that it runs itself.</summary>
public sealed class Suite : IAsyncDisposable
{
    private readonly EmbeddedServices services;
    private readonly WebApplication app;
    private readonly GrpcChannel channel;
    private readonly TokenIssuer tokens;
    private readonly TimeProvider time;

    private Suite(EmbeddedServices services, WebApplication app)
    {
        this.services = services;
        this.app = app;
        var listening = app.Services.GetRequiredService<Hosting.Listening>();
        GrpcAddress = listening.Grpc ?? listening.Https;
        HttpAddress = listening.Http ?? listening.Https;
        channel = Open(listening);
        tokens = app.Services.GetRequiredService<TokenIssuer>();
        time = app.Services.GetRequiredService<TimeProvider>();
        Invoker = As(Owner);
    }

    /// <summary>Where gRPC is served; null in a <see cref="SuiteOptions.Private"/> suite.</summary>
    public Uri? GrpcAddress { get; }

    /// <summary>Where JSON is served; null in a <see cref="SuiteOptions.Private"/> suite.</summary>
    public Uri? HttpAddress { get; }

    /// <summary>
    /// Calls the gateway, and through it the services, as whoever holds the suite's own key: with every role of people. Over TLS it needs what any
    /// caller needs: see <see cref="SuiteOptions.Private"/>.
    /// </summary>
    public CallInvoker Invoker { get; }

    /// <summary>Who holds the suite's own key can be anyone; this is who it is where nobody else is named.</summary>
    public static Caller Owner { get; } = new(
        "owner", RoleSet.Of(Role.Reader, Role.Recorder, Role.Reviewer, Role.Steward, Role.Auditor, Role.Admin), Audience.Restricted);

    /// <summary>Calls the gateway without a token.</summary>
    public CallInvoker Anonymous => channel.CreateCallInvoker();

    /// <summary>Calls the gateway as a caller; its tokens are made anew before they expire.</summary>
    public CallInvoker As(Caller caller)
    {
        var identity = TokensOf(caller);
        return Anonymous.WithToken(() => identity.Current);
    }

    /// <summary>Tokens of a caller, made anew before they expire.</summary>
    public TokenSource TokensOf(Caller caller) => new(tokens, caller, time);

    /// <summary>A token of a caller.</summary>
    public string Token(Caller caller, TimeSpan lifetime) => tokens.Issue(caller, lifetime);

    /// <summary>Starts what has no address, then the gateway; all of it answers when this completes.</summary>
    /// <exception cref="Hosting.InvalidSetting">A setting is missing or malformed.</exception>
    public static async Task<Suite> StartAsync(SuiteOptions options, CancellationToken cancel)
    {
        var settings = GatewaySettings.From(options);
        options = options with { Args = [.. options.Args, .. settings.AccessArgs(options.OwnTokensOnly)] };
        var embedded = await EmbeddedServices.StartAsync(settings.Addresses, settings.DataDirectory, options.Args, Composition(options), cancel);
        WebApplication? gateway = null;
        try
        {
            gateway = GatewayApp.Create(
                options.Private ? options with { Args = [.. options.Args, $"--Listen:Socket={embedded.SocketOf("gateway")}"] } : options, settings, embedded.Addresses);
            await gateway.StartAsync(cancel);
            return new Suite(embedded, gateway);
        }
        catch
        {
            // What has started follows feeds already.
            if (gateway is not null)
                await StopAsync(gateway);
            await embedded.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when the process is told to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancel) => app.WaitForShutdownAsync(cancel);

    /// <summary>Stops the gateway first, so that nobody is forwarded to a service that has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await StopAsync(app);
        await services.DisposeAsync();
    }

    private static GrpcChannel Open(Hosting.Listening listening)
    {
        if (listening.Socket is not { } socket)
            return GrpcChannel.ForAddress(listening.Grpc ?? listening.Https!);
        var (address, handler) = (ServiceAddress.ForSocket(socket), new SocketsHttpHandler());
        address.Apply(handler, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        return GrpcChannel.ForAddress(address.Uri, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
    }

    private static async Task StopAsync(WebApplication application)
    {
        await application.StopAsync();
        await application.DisposeAsync();
    }

    private static Action<WebApplicationBuilder> Composition(SuiteOptions options) => builder =>
    {
        if (options.Quiet)
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        options.Configure?.Invoke(builder);
    };
}
