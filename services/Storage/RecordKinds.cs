using System.Text.RegularExpressions;

namespace Casualties.Storage;

/// <summary>The collections of one log. Their names become names of tables and columns, so only plain identifiers pass.</summary>
internal sealed partial class RecordKinds
{
    private readonly Dictionary<string, RecordKind> byCollection = [];

    public RecordKinds(IReadOnlyList<RecordKind> kinds)
    {
        foreach (var kind in kinds)
        {
            foreach (var name in kind.Columns.Prepend(kind.Collection))
            {
                if (!Identifier().IsMatch(name))
                    throw new ArgumentException($"'{name}' cannot name a table or column.", nameof(kinds));
            }

            if (!byCollection.TryAdd(kind.Collection, kind))
                throw new ArgumentException($"The collection {kind.Collection} is declared twice.", nameof(kinds));
        }
    }

    public IReadOnlyCollection<RecordKind> All => byCollection.Values;

    /// <summary>The kind of a record, by the first part of its name; null if it belongs to no declared collection.</summary>
    public RecordKind? Of(string record)
    {
        var slash = record.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? null : byCollection.GetValueOrDefault(record[..slash]);
    }

    /// <summary>Throws unless the kind was declared.</summary>
    public void Require(RecordKind kind)
    {
        if (!ReferenceEquals(byCollection.GetValueOrDefault(kind.Collection), kind))
            throw new ArgumentException($"{kind.Collection} is not a collection of this log.", nameof(kind));
    }

    /// <summary>Throws unless the kind was declared and the record's name belongs to it.</summary>
    public void Require(RecordKind kind, string record)
    {
        Require(kind);
        if (!ReferenceEquals(Of(record), kind))
            throw new ArgumentException($"{record} does not belong to {kind.Collection}.", nameof(record));
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
