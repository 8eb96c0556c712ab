using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Hosting.Records;

/// <summary>What the hosting room needs to know of one type of record.</summary>
/// <param name="Kind">The collection and its filterable columns.</param>
/// <param name="Parser">Reads a record from its payload.</param>
/// <param name="Index">The values of the columns for one record, in the order of the columns; null where there is none.</param>
/// <param name="AcrossFields">Adds what is wrong with a record at a path beyond the limits of its single fields.</param>
public sealed record RecordType<T>(
    RecordKind Kind, MessageParser<T> Parser, Func<T, IReadOnlyList<string?>> Index, Action<T, string, Violations> AcrossFields)
    where T : class, IRecord, IMessage<T>
{
    /// <summary>The full name of a record with this id.</summary>
    public string NameOf(string id) => $"{Kind.Collection}/{id}";

    /// <summary>Checks what concerns several fields of a record, its single fields being checked. Throws <see cref="InvalidFields"/>.</summary>
    public void CheckAcross(T record, string path)
    {
        var violations = new Violations();
        AcrossFields(record, path, violations);
        violations.ThrowIfAny();
    }

    /// <summary>Checks everything about a record, for example after an update was merged into it. Throws <see cref="InvalidFields"/>.</summary>
    public void CheckWhole(T record, string path)
    {
        var violations = new Violations();
        FieldRules.Check(record, violations, path);
        violations.ThrowIfAny();
        CheckAcross(record, path);
    }

    /// <summary>Checks that an update says which record it means, and as of which reading. Throws <see cref="InvalidFields"/>.</summary>
    public void CheckAddress(T record, string path)
    {
        var violations = new Violations();
        if (!record.Name.StartsWith($"{Kind.Collection}/", StringComparison.Ordinal))
            violations.Add($"{path}.name", $"must be the name of a record, \"{Kind.Collection}/…\"");
        if (record.Etag.Length == 0)
            violations.Add($"{path}.etag", "is required: the etag last read of the record");
        violations.ThrowIfAny();
    }

    /// <summary>What is wrong with an entry of an import on its own; null if nothing is.</summary>
    public InvalidFields? FaultOf(IMessage entry, T? record, string path)
    {
        var violations = new Violations();
        FieldRules.Check(entry, violations);
        // As with an RPC of its own: what concerns several fields makes sense only of fields that are each as the contract says.
        if (record is not null && !violations.Any)
            AcrossFields(record, path, violations);
        return violations.Found;
    }

    internal T Parse(ReadOnlyMemory<byte> payload) => Parser.ParseFrom(payload.Span);
}

/// <summary>Records of one collection, read at one revision.</summary>
/// <param name="Records">The records.</param>
/// <param name="NextPageToken">The token of the next page; empty if this is the last one.</param>
/// <param name="Revision">The revision of the service at which they were read.</param>
public sealed record RecordPage<T>(IReadOnlyList<T> Records, string NextPageToken, long Revision);

/// <summary>Revisions of one record, oldest first.</summary>
/// <param name="Revisions">The revisions.</param>
/// <param name="NextPageToken">The token of the next page; empty if this is the last one.</param>
public sealed record RevisionPage(IReadOnlyList<Revision> Revisions, string NextPageToken);
