using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// Checks that the index rows are exactly the spans that the revisions imply: one from each revision of a record to its next one. Goes by
/// ranges of records. What was written after the newest revision of the walk is left aside, the ends that it gave to spans included.
/// </summary>
internal sealed class SpanVerification(long newest)
{
    private const int RecordsPerStep = 1_000;

    private const string ExpectedSql = """
        SELECT r.id, r.name, v.number, lead(v.number, 1, $4) OVER (PARTITION BY r.id ORDER BY v.number)
        FROM record r LEFT JOIN revision v ON v.record_id = r.id AND v.number <= $3
        WHERE r.id > $1 AND r.id <= $2 ORDER BY r.id, v.number
        """;

    private long after = long.MinValue;
    private long lastKey;
    private long lastFirst;

    /// <summary>Whether every record was checked.</summary>
    public bool Done => after == long.MaxValue;

    /// <summary>Checks the next range of records; null if all is well there.</summary>
    public string? Check(ReaderSession reader)
    {
        var lastRecord = LastRecord(reader);
        var upTo = Math.Max(after, 0) + RecordsPerStep;
        if (upTo >= lastRecord)
            upTo = long.MaxValue;

        var commands = reader.Kinds.All.ToDictionary(kind => kind, kind => RowsOf(reader, kind, upTo));
        var indexes = commands.ToDictionary(command => command.Key, command => command.Value.ExecuteReader());
        try
        {
            return CheckExpected(reader, indexes, lastRecord, upTo);
        }
        finally
        {
            foreach (var rows in indexes.Values)
                rows.Dispose();
            foreach (var command in commands.Values)
                command.Dispose();
            after = upTo;
        }
    }

    private string? CheckExpected(ReaderSession reader, Dictionary<RecordKind, SqliteDataReader> indexes, long lastRecord, long upTo)
    {
        using var command = reader.Connection.Command(ExpectedSql, after, upTo, newest, IndexTable.Open);
        using var expected = command.ExecuteReader();
        while (expected.Read())
        {
            var (key, record) = (expected.GetInt64(0), expected.GetString(1));
            if (expected.IsDBNull(2))
            {
                if (key <= lastRecord)
                    return $"{record} has no revision.";
                continue;
            }

            if (reader.Kinds.Of(record) is not { } kind)
                return $"{record} belongs to no collection.";
            var (from, to) = (expected.GetInt64(2), expected.GetInt64(3));
            if (!InOrder(key, from))
                return $"{record} is not in the order in which records were first recorded.";
            var index = indexes[kind];
            if (!index.Read() || index.GetInt64(0) != key || index.GetInt64(1) != from || End(index) != to)
                return $"The index row of {record} from revision {from} is missing or has the wrong span.";
        }

        foreach (var (kind, index) in indexes)
        {
            if (index.Read())
                return $"{IndexTable.Name(kind)} has a row that no revision explains, from revision {index.GetInt64(1)}.";
        }

        return null;
    }

    private bool InOrder(long key, long from)
    {
        if (key == lastKey)
            return true;
        var inOrder = from > lastFirst;
        (lastKey, lastFirst) = (key, from);
        return inOrder;
    }

    private long End(SqliteDataReader index)
    {
        var to = index.GetInt64(2);
        return to > newest ? IndexTable.Open : to;
    }

    private SqliteCommand RowsOf(ReaderSession reader, RecordKind kind, long upTo)
    {
        var sql = $"""
            SELECT record_id, valid_from, valid_to FROM {IndexTable.Name(kind)}
            WHERE record_id > $1 AND record_id <= $2 AND valid_from <= $3 ORDER BY record_id, valid_from
            """;
        return reader.Connection.Command(sql, after, upTo, newest);
    }

    private long LastRecord(ReaderSession reader)
    {
        using var command = reader.Connection.Command("SELECT coalesce(max(record_id), 0) FROM revision WHERE number <= $1", newest);
        return (long)command.ExecuteScalar()!;
    }
}
