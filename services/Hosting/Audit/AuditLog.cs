using System.Globalization;
using System.Security.Cryptography;
using Casualties.Audit.V1;
using Casualties.Hosting.Records;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Hosting;

namespace Casualties.Hosting;

/// <summary>
/// The audit log of a process: a revision log in a file of its own, so that reading moves neither the revisions of records nor their feeds. Each event is
/// a record with one revision.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    // Ids of events come from nowhere else: whoever embeds a service may say how its records are named.
    private readonly IdSource _ids;
    private readonly SqliteRevisionLog _log;

    /// <summary>Opens the log, making it if there is none.</summary>
    public AuditLog(AuditSettings settings, TimeProvider time, RandomNumberGenerator entropy, IHostApplicationLifetime lifetime)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Service = settings.Service;
        _ids = new IdSource(time);
        // Opened once, before the process answers anyone: there is nothing else that this could hold up.
        _log = SqliteRevisionLog.OpenAsync(OptionsOf(settings.Path, time, entropy), CancellationToken.None).GetAwaiter().GetResult();
        Reader = new RecordReader<AuditEvent>(_log, Events, time, lifetime);
        Watch = new RecordWatch(_log, time);
    }

    /// <summary>The process whose log it is.</summary>
    public string Service { get; }

    internal RecordReader<AuditEvent> Reader { get; }

    internal RecordWatch Watch { get; }

    private static RecordType<AuditEvent> Events { get; } = new(
        new RecordKind("events", "caller", "kind", "method", "outcome", "create_time"), AuditEvent.Parser, IndexOf, NewestFirst: true);

    /// <summary>How the log in a file is opened.</summary>
    public static SqliteLogOptions OptionsOf(string path, TimeProvider time, RandomNumberGenerator entropy) => new()
    {
        Path = path,
        Kinds = [Events.Kind],
        Migrations = [typeof(AuditLog).Assembly],
        TimeProvider = time,
        Entropy = entropy,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    /// <summary>The id of a new write.</summary>
    internal Guid NewId() => Guid.Parse(_ids.Next());

    /// <summary>Records an event; it is durable when this completes.</summary>
    internal Task AppendAsync(AuditEvent one, CancellationToken cancel) => AppendAsync([one], NewId(), one.Caller, cancel);

    /// <summary>Records events, once under an id that stands for them and for nothing else.</summary>
    internal Task AppendAsync(IReadOnlyList<AuditEvent> events, Guid id, string actor, CancellationToken cancel) =>
        AppendAsync(events, id, SHA256.HashData(id.ToByteArray()), actor, cancel);

    /// <summary>Records events under the id of a request, and answers whether that id was used for the same before; then nothing is recorded. Throws <see cref="RequestIdReused"/>.</summary>
    internal async Task<bool> AppendAsync(IReadOnlyList<AuditEvent> events, Guid requestId, byte[] requestHash, string actor, CancellationToken cancel)
    {
        var change = new Change(requestId, requestHash, actor, "", scope =>
        {
            foreach (var one in events)
                Append(scope, one);
            return [];
        });
        return (await _log.WriteAsync(change, cancel)).Replayed;
    }

    private void Append(IWriteScope scope, AuditEvent one)
    {
        one.Name = Events.NameOf(_ids.Next());
        one.Revision = scope.NextRevision;
        one.Etag = Sight.EtagOf(scope.NextRevision);
        one.CreateTime = one.UpdateTime = Timestamp.FromDateTimeOffset(scope.Now);
        scope.Append(Events.Kind, one.Name, one.ToByteArray(), IndexOf(one));
    }

    private static IReadOnlyList<string?> IndexOf(AuditEvent one) =>
    [
        IndexText.Of(one.Caller),
        IndexText.Of(one.Kind),
        IndexText.Of(one.Method),
        OutcomeOf(one.Outcome),
        one.CreateTime.ToDateTimeOffset().ToString(TimeFormat, CultureInfo.InvariantCulture),
    ];

    // OK is a value like any other here, though it is the zero of its enumeration.
    private static string OutcomeOf(Google.Rpc.Code code) => code == Google.Rpc.Code.Ok ? "OK" : IndexText.Of(code)!;
}
