using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Hosting.Records;

/// <summary>What the hosting room needs to know of one type of record.</summary>
/// <param name="Kind">The collection and its filterable columns.</param>
/// <param name="Parser">Reads a record from its payload.</param>
/// <param name="Index">The values of the columns for one record, in the order of the columns; null where there is none.</param>
/// <param name="NewestFirst">Whether listings begin with the record that was recorded last, and not with the first.</param>
public sealed record RecordType<T>(RecordKind Kind, MessageParser<T> Parser, Func<T, IReadOnlyList<string?>> Index, bool NewestFirst = false)
    where T : class, IRecord, IMessage<T>
{
    /// <summary>The full name of a record with this id.</summary>
    public string NameOf(string id) => $"{Kind.Collection}/{id}";

    internal T Parse(ReadOnlyMemory<byte> payload) => Parser.ParseFrom(payload.Span);
}

/// <summary>What all types of records have in common.</summary>
public static class RecordType
{
    /// <summary>The column that says who may know of a record: the name of an Audience.</summary>
    public const string VisibilityColumn = "visibility";
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
