namespace Casualties.Storage;

/// <summary>A revision that a change wants to append.</summary>
/// <param name="Kind">The collection.</param>
/// <param name="Key">The record's key.</param>
/// <param name="Previous">The record's revision before; 0 if this is its first.</param>
/// <param name="Number">The number of the revision.</param>
/// <param name="Record">The record's name.</param>
/// <param name="Payload">The whole record.</param>
/// <param name="Index">The column values.</param>
internal sealed record Appended(
    RecordKind Kind,
    long Key,
    long Previous,
    long Number,
    string Record,
    ReadOnlyMemory<byte> Payload,
    IReadOnlyList<string?> Index);

/// <summary>Collects in memory what one change appends, so that a change that is refused halfway leaves no trace in the store.</summary>
internal sealed class WriteScope(RecordKinds kinds, long newest, long nextKey, DateTimeOffset now, Func<string, Recorded?> findStored) : IWriteScope
{
    private readonly Dictionary<string, Recorded?> seen = [];
    private readonly List<Appended> appended = [];
    private bool closed;

    public long NextRevision => newest + appended.Count + 1;

    public DateTimeOffset Now => now;

    /// <summary>The key that the next new record will have.</summary>
    public long NextKey { get; private set; } = nextKey;

    /// <summary>What the change appended, in order.</summary>
    public IReadOnlyList<Appended> Appended => appended;

    public Recorded? Find(string record)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (!seen.TryGetValue(record, out var found))
            seen[record] = found = findStored(record);
        return found;
    }

    public void Append(RecordKind kind, string record, ReadOnlyMemory<byte> payload, IReadOnlyList<string?> index)
    {
        kinds.Require(kind, record);
        if (index.Count != kind.Columns.Count)
            throw new ArgumentException($"{kind.Collection} has {kind.Columns.Count} columns, not {index.Count}.", nameof(index));

        var before = Find(record);
        var revision = new Recorded(before?.Key ?? NextKey++, record, NextRevision, payload);
        appended.Add(new Appended(kind, revision.Key, before?.Revision ?? 0, revision.Revision, record, payload, index));
        seen[record] = revision;
    }

    /// <summary>Ends the scope: a change that kept it must not reach into the store later, from another thread.</summary>
    public void Close() => closed = true;
}
