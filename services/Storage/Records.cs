namespace Casualties.Storage;

/// <summary>A collection of records, and the columns by which it can be filtered.</summary>
/// <param name="Collection">The first part of the record names, for example <c>claims</c>; also the name of the index table, with <c>_index</c> appended.</param>
/// <param name="Columns">The filterable columns. All hold text: dates as ISO 8601, enumerations as their names in the contract.</param>
public sealed record RecordKind(string Collection, params IReadOnlyList<string> Columns);

/// <summary>A change that a caller asks for.</summary>
/// <param name="RequestId">The caller's id for this change.</param>
/// <param name="RequestHash">SHA-256 over the method and the request: what must be the same when the id is used again. 32 bytes.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="Decide">
/// Decides on the change: looks at what there is, throws a <see cref="Refusal"/> or appends revisions, and gives the response to store.
/// It runs on the writer and must neither block nor await.
/// </param>
public sealed record Change(Guid RequestId, ReadOnlyMemory<byte> RequestHash, string Actor, string Reason, Func<IWriteScope, byte[]> Decide);

/// <summary>What a change sees and does while it is decided. What it appends is stored whole, or, if it throws, not at all.</summary>
public interface IWriteScope
{
    /// <summary>The number that the next appended revision will have.</summary>
    long NextRevision { get; }

    /// <summary>The record time of this change: after that of every earlier change, so that a time names one change. Whole microseconds.</summary>
    DateTimeOffset Now { get; }

    /// <summary>The record as it is now, with what this change has appended so far; null if it does not exist.</summary>
    Recorded? Find(string record);

    /// <summary>Appends a revision of a record, new or old.</summary>
    /// <param name="kind">The collection of the record.</param>
    /// <param name="record">The record's name.</param>
    /// <param name="payload">The whole record after the change. Not changed by anyone afterwards.</param>
    /// <param name="index">The values of the kind's columns, in their order; null where there is none.</param>
    void Append(RecordKind kind, string record, ReadOnlyMemory<byte> payload, IReadOnlyList<string?> index);

    /// <summary>
    /// Appends a revision of a record that exists, the tombstone, and takes content out of every earlier revision of it: payloads and columns
    /// become what <paramref name="redact"/> leaves of them, salts are drawn anew, and stored responses of the requests that made those
    /// revisions go, see <see cref="Expunged"/>. The hashes of the revisions stay, so that the chain goes on. The change is answered only once no
    /// file of the store holds a byte of what was removed; if that fails, repeating it with the same request id finishes it.
    /// </summary>
    /// <remarks>Not removed: names of records, actors, request ids, and responses of requests that appended no revision of this record.</remarks>
    /// <param name="kind">The collection of the record.</param>
    /// <param name="record">The record's name. A change may expunge a record once.</param>
    /// <param name="payload">The whole record after the change. Not changed by anyone afterwards.</param>
    /// <param name="index">The values of the kind's columns, in their order; null where there is none.</param>
    /// <param name="redact">
    /// What may remain of a payload, and the columns that go with it. Runs before this method returns, once for each earlier revision, oldest first;
    /// given what an earlier expunge left, it must not fail either.
    /// </param>
    /// <param name="reasons">Whether the reasons of the earlier revisions are removed too.</param>
    void AppendExpunging(
        RecordKind kind,
        string record,
        ReadOnlyMemory<byte> payload,
        IReadOnlyList<string?> index,
        Func<ReadOnlyMemory<byte>, (ReadOnlyMemory<byte> Payload, IReadOnlyList<string?> Index)> redact,
        bool reasons);

    /// <summary>
    /// Who made the revisions of a record, in the order of their first one, each once; what this change appended counts as its own actor's. Empty
    /// if there is no such record.
    /// </summary>
    IReadOnlyList<string> ActorsOf(string record);
}

/// <summary>What came of a change.</summary>
/// <param name="Response">The response, as decided now or as stored when the request id was first used.</param>
/// <param name="Revision">The newest revision after the change was first carried out.</param>
/// <param name="Replayed">Whether the request id was seen before.</param>
public sealed record ChangeOutcome(ReadOnlyMemory<byte> Response, long Revision, bool Replayed);

/// <summary>A record as of some revision.</summary>
/// <param name="Key">Its place in the order in which records were first recorded; the key of page tokens.</param>
/// <param name="Name">Its name.</param>
/// <param name="Revision">The revision that made it what it is.</param>
/// <param name="Payload">The whole record.</param>
public sealed record Recorded(long Key, string Name, long Revision, ReadOnlyMemory<byte> Payload);

/// <summary>One entry of the log.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Record">The record's name.</param>
/// <param name="RecordedAt">When it was recorded; whole microseconds. The same for all revisions of a change, and later than those of every earlier change.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Reason">Why; may be empty, also because it was expunged.</param>
/// <param name="RequestId">The request id.</param>
/// <param name="Payload">The whole record after the change, or what an expunge left of it.</param>
/// <param name="PreviousHash">The hash of the revision before; 32 zero bytes for the first.</param>
/// <param name="Hash">See <see cref="HashChain"/>; 32 bytes.</param>
public sealed record Revision(
    long Number,
    string Record,
    DateTimeOffset RecordedAt,
    string Actor,
    string Reason,
    Guid RequestId,
    ReadOnlyMemory<byte> Payload,
    ReadOnlyMemory<byte> PreviousHash,
    ReadOnlyMemory<byte> Hash);

/// <summary>A page of a collection.</summary>
/// <param name="Kind">The collection.</param>
/// <param name="Filter">Which records; null for all.</param>
/// <param name="AsOf">At which revision.</param>
/// <param name="AfterKey">Only records beyond the one with this <see cref="Recorded.Key"/>; 0 for the first page.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="NewestFirst">Whether to begin with the record that was recorded last, and not with the first.</param>
/// <param name="StillFilter">What a record must pass as it is now, besides passing <paramref name="Filter"/> as it was then; null for nothing. What is hidden today is so as of last year, too.</param>
public sealed record Listing(
    RecordKind Kind, Filter? Filter, long AsOf, long AfterKey, int Limit, bool NewestFirst = false, Filter? StillFilter = null);

/// <summary>The result of walking a log.</summary>
/// <param name="Revisions">How many revisions were found in order.</param>
/// <param name="Head">The hash of the last of them; empty for an empty log.</param>
/// <param name="Fault">What is wrong, naming the revision; null if nothing is.</param>
public sealed record Verification(long Revisions, ReadOnlyMemory<byte> Head, string? Fault);
