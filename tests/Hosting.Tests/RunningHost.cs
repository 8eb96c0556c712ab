using System.Net;
using System.Net.Sockets;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests;

/// <summary>A host with real Kestrel on free ports, or on a socket, around handlers that a test scripts.</summary>
internal sealed class RunningHost : IAsyncDisposable
{
    private readonly string _folder;

    private RunningHost(WebApplication app, CapturedLogs logs, string folder)
    {
        App = app;
        _folder = folder;
        Logs = logs;
        var listening = app.Services.GetRequiredService<Listening>();
        Channel = GrpcChannel.ForAddress(
            listening.Grpc ?? new Uri("http://localhost"),
            new GrpcChannelOptions { HttpHandler = HandlerFor(listening), DisposeHttpClient = true, MaxSendMessageSize = null });
        Incidents = new IncidentService.IncidentServiceClient(Channel);
        Http = new HttpClient(HandlerFor(listening)) { BaseAddress = listening.Http ?? new Uri("http://localhost") };
        if (listening.Socket is not null)
        {
            Http.DefaultRequestVersion = HttpVersion.Version20;
            Http.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }
    }

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
        var builder = ServiceHost.CreateBuilder("incidents", [.. listen, $"--Audit:Path={Path.Combine(folder, "audit.db")}", .. settings], new ListenDefaults(0, 0));
        builder.Services.AddSingleton(handlers);
        builder.Logging.AddProvider(logs);
        configure(builder);
        var app = builder.Build();
        app.UseHosting();
        app.MapRpc<ScriptedIncidents>();
        await app.StartAsync();
        return new RunningHost(app, logs, folder);
    }

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
