using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Casualties.Storage.Sqlite;

/// <summary>A reading connection and its prepared statements. CROSS JOIN fixes the order in which SQLite visits the tables.</summary>
internal sealed class ReaderSession(SqliteConnection connection, RecordKinds kinds) : IReaderSession
{
    private const string RevisionSql = """
        SELECT v.number, r.name, v.recorded_at, v.actor, v.reason, v.request_id, v.payload,
               (SELECT hash FROM revision WHERE number = v.number - 1), v.hash
        FROM revision v CROSS JOIN record r ON r.id = v.record_id
        """;

    // One statement for now and for then: "now" is merely the newest revision.
    private readonly Statement find = new(
        connection,
        """
        SELECT r.id, r.name, v.number, v.payload
        FROM record r CROSS JOIN revision v ON v.number = (SELECT max(number) FROM revision WHERE record_id = r.id AND number <= $2)
        WHERE r.name = $1
        """,
        2);

    private readonly Statement findMany = new(
        connection,
        """
        SELECT r.id, r.name, v.number, v.payload, asked.key
        FROM json_each($1) asked
        CROSS JOIN record r ON r.name = asked.value
        CROSS JOIN revision v ON v.number = (SELECT max(number) FROM revision WHERE record_id = r.id AND number <= $2)
        """,
        2);

    private readonly Statement revisionsOf = new(
        connection,
        $"{RevisionSql} WHERE v.record_id = (SELECT id FROM record WHERE name = $1) AND v.number > $2 AND v.number <= $3 ORDER BY v.number LIMIT $4",
        4);

    private readonly Statement revisionsAfter = new(
        connection,
        $"{RevisionSql} WHERE v.number > $1 AND v.number <= $2 ORDER BY v.number LIMIT $3",
        3);

    private readonly Statement recordedAt = new(connection, "SELECT recorded_at FROM revision WHERE number = $1", 1);

    public SqliteConnection Connection => connection;

    public RecordKinds Kinds => kinds;

    public Recorded? Find(string record, long asOf)
    {
        using var row = find.Query(record, asOf);
        return row.Read() ? ReadRecorded(row) : null;
    }

    public IReadOnlyList<Recorded?> FindMany(IReadOnlyList<string> records, long asOf)
    {
        var found = new Recorded?[records.Count];
        using var row = findMany.Query(JsonSerializer.Serialize(records), asOf);
        while (row.Read())
            found[row.GetInt32(4)] = ReadRecorded(row);
        return found;
    }

    public IReadOnlyList<Recorded> List(Listing listing)
    {
        // Filters make many texts, so this statement is not kept.
        var (beyond, order, first) = listing.NewestFirst ? ("<", "DESC", long.MaxValue) : (">", "ASC", 0);
        using var command = connection.Command("", listing.AsOf, listing.AfterKey == 0 ? first : listing.AfterKey, listing.Limit);
        command.CommandText = $"""
            SELECT r.id, r.name, v.number, v.payload
            FROM {IndexTable.Name(listing.Kind)} i
            CROSS JOIN revision v ON v.number = i.valid_from
            CROSS JOIN record r ON r.id = i.record_id
            WHERE i.valid_from <= $1 AND i.valid_to > $1 AND i.record_id {beyond} $2{FilterSql.Where(listing, command.Parameters)}
            ORDER BY i.record_id {order} LIMIT $3
            """;
        using var row = command.ExecuteReader();
        return ReadAll(row, ReadRecorded, static record => record.Payload.Length);
    }

    public IReadOnlyList<Revision> RevisionsOf(string record, long after, long upTo, int limit)
    {
        using var row = revisionsOf.Query(record, after, upTo, limit);
        return ReadAll(row, ReadRevision, static revision => revision.Payload.Length);
    }

    public IReadOnlyList<Revision> RevisionsAfter(long after, long upTo, int limit)
    {
        using var row = revisionsAfter.Query(after, upTo, limit);
        return ReadAll(row, ReadRevision, static revision => revision.Payload.Length);
    }

    /// <summary>The newest revision, up to one, that was recorded at or before a time. Record times never decrease, so halving finds it without an index.</summary>
    public long RevisionAt(long microseconds, long upTo)
    {
        var (low, high) = (0L, upTo);
        while (low < high)
        {
            var middle = high - ((high - low) / 2);
            using var row = recordedAt.Query(middle);
            if (row.Read() && row.GetInt64(0) <= microseconds)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>Ends the statement that is running, from another thread.</summary>
    public void Interrupt() => raw.sqlite3_interrupt(connection.Handle);

    public void Dispose() => connection.Dispose();

    private static Recorded ReadRecorded(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3));

    private static Revision ReadRevision(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        RecordTime.FromMicroseconds(row.GetInt64(2)),
        row.GetString(3),
        row.GetString(4),
        new Guid(row.GetFieldValue<byte[]>(5), bigEndian: true),
        row.GetFieldValue<byte[]>(6),
        row.IsDBNull(7) ? HashChain.Origin : row.GetFieldValue<byte[]>(7),
        row.GetFieldValue<byte[]>(8));

    // A list of one says nothing of whether there are more, so that a large record does not end it alone.
    private static List<T> ReadAll<T>(SqliteDataReader row, Func<SqliteDataReader, T> read, Func<T, int> payloadBytes)
    {
        var all = new List<T>();
        for (var bytes = 0L; (bytes <= IRevisionLog.MaxReadBytes || all.Count < 2) && row.Read(); bytes += payloadBytes(all[^1]))
            all.Add(read(row));
        return all;
    }
}
