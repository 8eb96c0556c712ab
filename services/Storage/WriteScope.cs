namespace Casualties.Storage;

/// <summary>A revision that a change wants to append.</summary>
/// <param name="Kind">The collection.</param>
/// <param name="Key">The record's key.</param>
/// <param name="Previous">The record's revision before; 0 if this is its first.</param>
/// <param name="Number">The number of the revision.</param>
/// <param name="Record">The record's name.</param>
/// <param name="Payload">The whole record.</param>
/// <param name="Index">The column values.</param>
/// <param name="Expunge">What the revision takes out of the earlier ones of the record; null for nothing.</param>
internal sealed record Appended(
    RecordKind Kind,
    long Key,
    long Previous,
    long Number,
    string Record,
    ReadOnlyMemory<byte> Payload,
    IReadOnlyList<string?> Index,
    Expunge? Expunge);

/// <summary>What an expunge leaves.</summary>
/// <param name="Left">Of every earlier revision of the record, in their order.</param>
/// <param name="Reasons">Whether their reasons go, too.</param>
internal sealed record Expunge(IReadOnlyList<Remainder> Left, bool Reasons);

/// <summary>What an expunge leaves of a revision.</summary>
internal sealed record Remainder(long Number, ReadOnlyMemory<byte> Payload, IReadOnlyList<string?> Index);

/// <summary>What a scope asks of the store. What it gives does not hold what the scope itself has appended.</summary>
internal interface IStored
{
    /// <summary>The record as it is now; null if it does not exist.</summary>
    Recorded? Find(string record);

    /// <summary>The payloads of all revisions of a record, in their order, read one by one.</summary>
    IEnumerable<(long Number, ReadOnlyMemory<byte> Payload)> PayloadsOf(long key);

    /// <summary>Who made the revisions of a record, in the order of their first one.</summary>
    IEnumerable<string> ActorsOf(string record);
}

/// <summary>Collects in memory what one change appends, so that a change that is refused halfway leaves no trace in the store.</summary>
internal sealed class WriteScope(RecordKinds kinds, long newest, long nextKey, DateTimeOffset now, string actor, IStored stored) : IWriteScope
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
            seen[record] = found = stored.Find(record);
        return found;
    }

    public IReadOnlyList<string> ActorsOf(string record)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        var own = appended.Exists(revision => revision.Record == record);
        return [.. own ? stored.ActorsOf(record).Append(actor).Distinct(StringComparer.Ordinal) : stored.ActorsOf(record)];
    }

    public void Append(RecordKind kind, string record, ReadOnlyMemory<byte> payload, IReadOnlyList<string?> index)
    {
        kinds.Require(kind, record);
        RequireColumns(kind, index);
        Append(kind, record, payload, index, null);
    }

    public void AppendExpunging(
        RecordKind kind,
        string record,
        ReadOnlyMemory<byte> payload,
        IReadOnlyList<string?> index,
        Func<ReadOnlyMemory<byte>, (ReadOnlyMemory<byte> Payload, IReadOnlyList<string?> Index)> redact,
        bool reasons)
    {
        kinds.Require(kind, record);
        RequireColumns(kind, index);
        if (Find(record) is not { } before)
            throw new ArgumentException($"There is no {record} to expunge.", nameof(record));
        // The second one would be given what the first one has yet to remove.
        if (appended.Exists(revision => revision.Record == record && revision.Expunge is not null))
            throw new ArgumentException($"{record} is expunged in this change already.", nameof(record));

        var own = appended.Where(revision => revision.Record == record).Select(revision => (revision.Number, revision.Payload));
        var left = new List<Remainder>();
        foreach (var (number, original) in stored.PayloadsOf(before.Key).Concat(own.ToList()))
        {
            var (rest, columns) = redact(original);
            RequireColumns(kind, columns);
            left.Add(new Remainder(number, rest, columns));
        }

        Append(kind, record, payload, index, new Expunge(left, reasons));
    }

    /// <summary>Ends the scope: a change that kept it must not reach into the store later, from another thread.</summary>
    public void Close() => closed = true;

    private void Append(RecordKind kind, string record, ReadOnlyMemory<byte> payload, IReadOnlyList<string?> index, Expunge? expunge)
    {
        var before = Find(record);
        var revision = new Recorded(before?.Key ?? NextKey++, record, NextRevision, payload);
        appended.Add(new Appended(kind, revision.Key, before?.Revision ?? 0, revision.Revision, record, payload, index, expunge));
        seen[record] = revision;
    }

    private static void RequireColumns(RecordKind kind, IReadOnlyList<string?> index)
    {
        if (index.Count != kind.Columns.Count)
            throw new ArgumentException($"{kind.Collection} has {kind.Columns.Count} columns, not {index.Count}.", nameof(index));
    }
}
