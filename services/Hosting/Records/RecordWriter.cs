using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Casualties.Hosting.Records;

/// <summary>Changes the records of one collection. One request id has one effect and one response, however often it is sent.</summary>
public sealed class RecordWriter<T>(IRevisionLog log, RecordType<T> type, IdSource ids)
    where T : class, IRecord, IMessage<T>
{
    /// <summary>Carries out one request and answers what <paramref name="decide"/> gives, or what it gave when the request id was first used.</summary>
    /// <param name="request">The request: together with the request id it is what makes a call the same call.</param>
    /// <param name="requestId">The caller's request id, a UUID.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="context">The call.</param>
    /// <param name="decide">Looks at what there is, throws a <see cref="Refusal"/> or changes records, and gives the response. Runs on the writer.</param>
    public async Task<TResponse> WriteAsync<TResponse>(
        IMessage request, string requestId, string reason, ServerCallContext context, Func<RecordScope<T>, TResponse> decide)
        where TResponse : class, IMessage<TResponse>, new()
    {
        TResponse? decided = null;
        var caller = context.Caller();
        var change = new Change(IdOf(requestId, caller), HashOf(request), caller.Subject, reason, scope =>
        {
            decided = decide(new RecordScope<T>(scope, type, ids, caller));
            return decided.ToByteArray();
        });
        var outcome = await log.WriteAsync(change, context.Budget());
        if (!outcome.Replayed && decided is not null)
            return decided;
        var stored = new TResponse();
        stored.MergeFrom(outcome.Response.Span);
        return stored;
    }

    // The ids of those who see every record are known to each other anyway; to all others, what another sent must answer nothing.
    private static Guid IdOf(string requestId, Caller caller) => caller.SeesEveryRecord
        ? Guid.Parse(requestId)
        : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Subject}\n{Guid.Parse(requestId)}")).AsSpan(0, 16), bigEndian: true);

    // The name of the message tells one method from another: no two methods share a request message.
    private static byte[] HashOf(IMessage request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(request.Descriptor.FullName));
        hash.AppendData([0]);
        var size = request.CalculateSize();
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        request.WriteTo(buffer.AsSpan(0, size));
        hash.AppendData(buffer, 0, size);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetHashAndReset();
    }
}

/// <summary>
/// The records of one collection, as a change sees and changes them. Who may not see every record meets only those that are wholly their own: nothing that
/// they try tells of another, or of what another made of theirs.
/// </summary>
public sealed class RecordScope<T>(IWriteScope scope, RecordType<T> type, IdSource ids, Caller caller)
    where T : class, IRecord, IMessage<T>
{
    private bool _told;

    /// <summary>Who asks for the change.</summary>
    public Caller Caller => caller;

    /// <summary>The number of the newest revision, with what this change has appended so far.</summary>
    public long Revision => scope.NextRevision - 1;

    /// <summary>
    /// The same as the caller is told it: the number, or the time of this change. 0 where the caller sees nothing of what it appended, and so has nothing to
    /// wait for.
    /// </summary>
    public long ToldRevision => caller.SeesEveryRecord ? Revision : _told ? Sight.Microseconds(Now) : 0;

    /// <summary>When the change is recorded: the update time of what it appends.</summary>
    public Timestamp Now => Timestamp.FromDateTimeOffset(scope.Now);

    /// <summary>The record, or null if for this caller it does not exist.</summary>
    public T? Find(string name) =>
        scope.Find(name) is { } found && (caller.SeesEveryRecord || scope.ActorsOf(name) is [var only] && only == caller.Subject) ? type.Parse(found.Payload) : null;

    /// <summary>The record, or <see cref="RecordNotFound"/>.</summary>
    public T Get(string name) => Find(name) ?? throw new RecordNotFound(name);

    /// <summary>Who recorded the record first.</summary>
    public string RecorderOf(string name) => scope.ActorsOf(name)[0];

    /// <summary>The record, if its etag is the one that the caller read; <see cref="RecordNotFound"/> or <see cref="EtagMismatch"/> otherwise.</summary>
    public T GetUnchanged(string name, string etag)
    {
        var record = Get(name);
        var current = caller.EtagOf(record);
        return current == etag ? record : throw new EtagMismatch(name, current);
    }

    /// <summary>The name of a new record under an id of the caller's, or a new one if it is empty. Throws <see cref="RecordExists"/>.</summary>
    /// <param name="id">The id.</param>
    /// <param name="path">The path of the id in the request.</param>
    public string NewName(string id, string path)
    {
        // That an id is taken would tell that there is such a record.
        if (id.Length > 0 && !caller.SeesEveryRecord)
        {
            var violations = new Violations();
            violations.Add(path, "must be empty: only who may see every record chooses ids");
            violations.ThrowIfAny();
        }
        var name = type.NameOf(id.Length > 0 ? id : ids.Next());
        return scope.Find(name) is null ? name : throw new RecordExists(name);
    }

    /// <summary>A new id, for a part of a record that others refer to.</summary>
    public string NewId() => ids.Next();

    /// <summary>Appends the first revision of a record, under the name that it was given.</summary>
    public T Add(T record)
    {
        record.CreateTime = Now;
        if (record is IDisclosedRecord disclosed)
            CheckVisibility(disclosed);
        return Append(record);
    }

    // What the public is shown is decided by people who see all of it.
    private void CheckVisibility(IDisclosedRecord record)
    {
        if (record.Visibility == Audience.Unspecified)
            record.Visibility = Audience.Restricted;
        if (caller.SeesEveryRecord || record.Visibility >= caller.Audience)
            return;
        var violations = new Violations();
        violations.Add($"{record.Descriptor.Name.ToLowerInvariant()}.visibility", "must not be wider than your own audience");
        violations.ThrowIfAny();
    }

    /// <summary>Appends a revision of a record that exists. What was proposed before is dropped: it was about the record as it was.</summary>
    public T Append(T record)
    {
        if (record is IDisclosedRecord disclosed)
            disclosed.Proposal = null;
        return AppendAsIs(record, Now);
    }

    /// <summary>Appends a revision that says what people think of the record. What it says itself is as it was, and what was proposed of it stays proposed.</summary>
    /// <param name="record">The record.</param>
    /// <param name="shows">Whether those who are told times may see that something was changed.</param>
    public T AppendJudged(T record, bool shows = true) => AppendAsIs(record, shows ? Now : record.UpdateTime);

    /// <summary>
    /// Appends a revision that says what is proposed. Nothing has changed by it yet, and the update time stays: to those who are told times, it does not show.
    /// </summary>
    public T Propose(T record, Proposal proposal)
    {
        ((IDisclosedRecord)record).Proposal = proposal;
        return AppendAsIs(record, record.UpdateTime);
    }

    /// <summary>Appends a revision from which content was removed, and removes it from all earlier ones, for good.</summary>
    /// <param name="record">The record without the content.</param>
    /// <param name="redact">Removes the content from a record.</param>
    /// <param name="reasons">Whether the reasons of earlier revisions go as well.</param>
    public T Expunge(T record, Action<T> redact, bool reasons)
    {
        Stamp(record, Now);
        scope.AppendExpunging(type.Kind, record.Name, record.ToByteArray(), type.Index(record), Redact, reasons);
        return record;

        (ReadOnlyMemory<byte> Payload, IReadOnlyList<string?> Index) Redact(ReadOnlyMemory<byte> payload)
        {
            var earlier = type.Parse(payload);
            redact(earlier);
            return (earlier.ToByteArray(), type.Index(earlier));
        }
    }

    private T AppendAsIs(T record, Timestamp updateTime)
    {
        Stamp(record, updateTime);
        scope.Append(type.Kind, record.Name, record.ToByteArray(), type.Index(record));
        _told |= caller.Knows(record);
        return record;
    }

    private void Stamp(T record, Timestamp updateTime)
    {
        record.Revision = scope.NextRevision;
        record.Etag = Sight.EtagOf(scope.NextRevision);
        record.UpdateTime = updateTime;
    }
}
