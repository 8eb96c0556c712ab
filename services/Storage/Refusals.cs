namespace Casualties.Storage;

/// <summary>A change or a read that the rules do not allow. Nothing was stored.</summary>
public abstract class Refusal(string message) : Exception(message);

/// <summary>There is no such record, or there was none at the revision asked for.</summary>
public sealed class RecordNotFound(params IReadOnlyList<string> records)
    : Refusal(records.Count == 1 ? $"There is no {records[0]}." : $"There is no {records[0]}, nor {records.Count - 1} more of the records asked for.")
{
    /// <summary>The names of the records that do not exist; at least one.</summary>
    public IReadOnlyList<string> Records { get; } = records;
}

/// <summary>The name of a new record is taken.</summary>
public sealed class RecordExists(string record) : Refusal($"{record} exists already.")
{
    /// <summary>The record's name.</summary>
    public string Record { get; } = record;
}

/// <summary>The request id was used for another request.</summary>
public sealed class RequestIdReused(Guid requestId) : Refusal($"Request id {requestId} was used for another request.")
{
    /// <summary>The request id.</summary>
    public Guid RequestId { get; } = requestId;
}

/// <summary>The request id was used, and what it answered has been expunged since. Its effect stands.</summary>
public sealed class Expunged(Guid requestId) : Refusal($"Request id {requestId} was used; what it answered was removed for safety.")
{
    /// <summary>The request id.</summary>
    public Guid RequestId { get; } = requestId;
}

/// <summary>The record changed since the caller read it.</summary>
public sealed class EtagMismatch(string record, string current) : Refusal($"{record} changed since it was read: its etag is now {current}.")
{
    /// <summary>The record's name.</summary>
    public string Record { get; } = record;

    /// <summary>Its etag now.</summary>
    public string Current { get; } = current;
}

/// <summary>The state of the record does not allow the change.</summary>
public sealed class StateForbids(string record, string state, string message) : Refusal(message)
{
    /// <summary>The record's name.</summary>
    public string Record { get; } = record;

    /// <summary>Its state, as named in the contract.</summary>
    public string State { get; } = state;
}

/// <summary>The page token is of another listing, or was altered.</summary>
public sealed class PageTokenMismatch() : Refusal("The page token does not belong to this listing. Start again without one.");

/// <summary>The filter cannot be read.</summary>
public sealed class InvalidFilter(int position, string message) : Refusal(message)
{
    /// <summary>Where, in characters from 0.</summary>
    public int Position { get; } = position;
}

/// <summary>The revision is above the newest one.</summary>
public sealed class RevisionAhead(long revision, long newest) : Refusal($"Revision {revision} is ahead of the newest one, {newest}.")
{
    /// <summary>The revision asked for.</summary>
    public long Asked { get; } = revision;

    /// <summary>The newest revision.</summary>
    public long Newest { get; } = newest;
}

/// <summary>The engine failed. A change may or may not be stored: repeat it with the same request id.</summary>
public sealed class StoreFailed(string message, Exception inner) : Exception(message, inner);

/// <summary>Another process has the store open for writing.</summary>
public sealed class StoreInUse(string path, Exception inner)
    : Exception($"{path} is open in another process; a store has one writer. Stop that process, or choose another file.", inner)
{
    /// <summary>The database file.</summary>
    public string Path { get; } = path;
}
