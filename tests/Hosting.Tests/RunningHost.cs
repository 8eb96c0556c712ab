using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests;

/// <summary>A host with real Kestrel on free ports, or on a socket, around handlers that a test scripts.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private static readonly string Keys = Directory.CreateTempSubdirectory("casualties-key-").FullName;

    private readonly string _folder;
    private readonly ConcurrentDictionary<Caller, TokenSource> _tokens = new();

    private RunningHost(WebApplication app, CapturedLogs logs, string folder)
    {
        App = app;
        _folder = folder;
        Logs = logs;
        var listening = app.Services.GetRequiredService<Listening>();
        Channel = GrpcChannel.ForAddress(
            listening.Grpc ?? new Uri("http://localhost"),
            new GrpcChannelOptions { HttpHandler = HandlerFor(listening), DisposeHttpClient = true, MaxSendMessageSize = null });
        Incidents = new IncidentService.IncidentServiceClient(As(Everyone));
        Http = new HttpClient(HandlerFor(listening)) { BaseAddress = listening.Http ?? new Uri("http://localhost") };
        Http.DefaultRequestHeaders.Add("Authorization", Tokens.Header);
        if (listening.Socket is not null)
        {
            Http.DefaultRequestVersion = HttpVersion.Version20;
            Http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
    }

    /// <summary>A caller who may do everything that people may.</summary>
    public static Caller Everyone { get; } = new("tester", RoleSet.Of(Enum.GetValues<Role>().Where(role => role != Role.Service)), Audience.Restricted);

    /// <summary>The tokens with which <see cref="Incidents"/> and <see cref="Http"/> call.</summary>
    public TokenSource Tokens => TokensOf(Everyone);

    public WebApplication App { get; }

    public CapturedLogs Logs { get; }

    public GrpcChannel Channel { get; }

    public IncidentService.IncidentServiceClient Incidents { get; }

    public HttpClient Http { get; }

    public static Task<RunningHost> StartAsync(ScriptedIncidents handlers, params string[] settings) => StartAsync(handlers, _ => { }, settings);

    public static async Task<RunningHost> StartAsync(ScriptedIncidents handlers, Action<WebApplicationBuilder> configure, params string[] settings)
    {
        var logs = new CapturedLogs();
        string[] listen = Array.Exists(settings, setting => setting.StartsWith("--Listen:", StringComparison.Ordinal))
            ? [] : ["--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0"];
        var folder = Directory.CreateTempSubdirectory("casualties-test-").FullName;
        string[] stores = [$"--Access:KeyFile={Path.Combine(Keys, AccessSettings.DefaultKeyFile)}", $"--Audit:Path={Path.Combine(folder, "audit.db")}"];
        var builder = ServiceHost.CreateBuilder("incidents", [.. listen, .. settings, .. stores], new ListenDefaults(0, 0));
        builder.Services.AddSingleton(handlers);
        builder.Logging.AddProvider(logs);
        configure(builder);
        var app = builder.Build();
        app.UseHosting();
        app.MapRpc<ScriptedIncidents>();
        await app.StartAsync();
        return new RunningHost(app, logs, folder);
    }

    /// <summary>The tokens of a caller.</summary>
    public TokenSource TokensOf(Caller caller) =>
        _tokens.GetOrAdd(caller, caller => new TokenSource(App.Services.GetRequiredService<TokenIssuer>(), caller, TimeProvider.System));

    /// <summary>Calls over gRPC as a caller.</summary>
    public CallInvoker As(Caller caller) => As(Channel, caller);

    /// <summary>Calls over a channel of the test's own as a caller.</summary>
    public CallInvoker As(ChannelBase channel, Caller caller) => channel.CreateCallInvoker().WithToken(() => TokensOf(caller).Current);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Channel.Dispose();
        await App.DisposeAsync();
        Logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static SocketsHttpHandler HandlerFor(Listening listening)
    {
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        if (listening.Socket is { } path)
            handler.ConnectCallback = (_, cancel) => ConnectAsync(path, cancel);
        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
