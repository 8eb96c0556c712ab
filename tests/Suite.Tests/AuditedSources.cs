using System.Security.Cryptography;
using Casualties.Audit.V1;
using Casualties.Hosting;
using Casualties.Sources;
using Casualties.Sources.V1;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Suite.Tests;

/// <summary>The sources service on free ports, with its stores in a folder of its own, and callers with real tokens.</summary>
internal sealed class AuditedSources : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;
    private readonly TimeProvider _time;
    private bool _stopped;

    private AuditedSources(WebApplication app, string folder, TimeProvider time)
    {
        (_app, Folder, _time) = (app, folder, time);
        var listening = app.Services.GetRequiredService<Listening>();
        _channel = GrpcChannel.ForAddress(listening.Grpc!);
        Sources = new SourceService.SourceServiceClient(_channel);
        Audit = new AuditService.AuditServiceClient(_channel);
        Http = new HttpClient { BaseAddress = listening.Http! };
    }

    public string Folder { get; }

    public SourceService.SourceServiceClient Sources { get; }

    public AuditService.AuditServiceClient Audit { get; }

    public HttpClient Http { get; }

    public string AuditFile => Path.Combine(Folder, "sources-audit.db");

    public static async Task<AuditedSources> StartAsync(TimeProvider? time = null, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("casualties-test-").FullName;
        string[] args =
        [
            "--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0", $"--Storage:Path={Path.Combine(folder, "sources.db")}",
            $"--Access:KeyFile={Path.Combine(folder, "key.pem")}", .. settings,
        ];
        var app = SourcesApp.Create(args, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            if (time is not null)
                builder.Services.AddSingleton(time);
        });
        await app.StartAsync();
        return new AuditedSources(app, folder, time ?? TimeProvider.System);
    }

    /// <summary>The credentials of a caller.</summary>
    public Metadata As(string subject, Audience audience, params Role[] roles) => new() { { "authorization", $"Bearer {TokenOf(subject, audience, roles)}" } };

    public string TokenOf(string subject, Audience audience, params Role[] roles) => _app.Services.GetRequiredService<TokenIssuer>()
        .Issue(new Caller(subject, RoleSet.Of([Role.Reader, .. roles]), audience, "Relief"), TimeSpan.FromDays(1));

    public async Task<Source> CreateAsync(Audience visibility = Audience.Public, Confidentiality confidentiality = Confidentiality.Open, string name = "A newspaper") =>
        await Sources.CreateSourceAsync(
            new CreateSourceRequest
            {
                Source = new Source { DisplayName = name, Type = SourceType.NationalMedia, Visibility = visibility, Confidentiality = confidentiality },
                RequestId = Some.NewRequestId(),
            },
            As("steward", Audience.Restricted, Role.Steward));

    /// <summary>Stops the service and reads its audit log from the file, oldest event first.</summary>
    public async Task<IReadOnlyList<AuditEvent>> StopAndReadAsync()
    {
        await StopAsync();
        using var entropy = RandomNumberGenerator.Create();
        await using var log = await SqliteRevisionLog.OpenAsync(AuditLog.OptionsOf(AuditFile, _time, entropy), CancellationToken.None);
        Assert.Null((await log.VerifyAsync(null, CancellationToken.None)).Fault);
        var events = new List<AuditEvent>();
        while (await log.RevisionsAfterAsync(events.Count, 1_000, CancellationToken.None) is { Count: > 0 } revisions)
            events.AddRange(revisions.Select(revision => AuditEvent.Parser.ParseFrom(revision.Payload.Span)));
        return events;
    }

    /// <summary>Every byte of the audit log's files, as they are on the disk now.</summary>
    public IEnumerable<byte[]> AuditBytes() => Directory.EnumerateFiles(Folder, "sources-audit.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).Select(ReadAll);

    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        Http.Dispose();
        _channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static byte[] ReadAll(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
