using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>What a change came to, before it is stored.</summary>
/// <param name="Response">The response.</param>
/// <param name="Appended">The revisions to append.</param>
/// <param name="RecordedAt">Their record time, in microseconds.</param>
/// <param name="NextKey">The key of the next new record.</param>
internal readonly record struct Decision(byte[] Response, IReadOnlyList<Appended> Appended, long RecordedAt, long NextKey);

/// <summary>
/// The writing connection and what it knows of the end of the log. After any failure it is thrown away and a new one reads from the
/// database what really is there: a commit that failed may have been carried out.
/// </summary>
internal sealed class WriterSession : IDisposable
{
    private const string FindRecordSql = """
        SELECT r.id, v.number, v.payload
        FROM record r CROSS JOIN revision v ON v.number = (SELECT max(number) FROM revision WHERE record_id = r.id)
        WHERE r.name = $1
        """;

    private const string EndOfLogSql = """
        SELECT coalesce(max(number), 0),
               coalesce((SELECT recorded_at FROM revision ORDER BY number DESC LIMIT 1), 0),
               (SELECT hash FROM revision ORDER BY number DESC LIMIT 1),
               (SELECT coalesce(max(id), 0) + 1 FROM record)
        FROM revision
        """;

    private readonly SqliteConnection connection;
    private readonly RecordKinds kinds;
    private readonly TimeProvider time;
    private readonly RandomNumberGenerator entropy;

    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement findRequest;
    private readonly Statement findRecord;
    private readonly Statement insertRecord;
    private readonly Statement insertRevision;
    private readonly Statement insertRequest;
    private readonly Dictionary<RecordKind, (Statement Close, Statement Insert)> spans;

    private byte[] head;
    private long recordedAt;
    private long nextKey;

    private WriterSession(SqliteConnection connection, RecordKinds kinds, TimeProvider time, RandomNumberGenerator entropy)
    {
        this.connection = connection;
        this.kinds = kinds;
        this.time = time;
        this.entropy = entropy;

        begin = new Statement(connection, "BEGIN IMMEDIATE", 0);
        commit = new Statement(connection, "COMMIT", 0);
        findRequest = new Statement(connection, "SELECT hash, revision, response FROM request WHERE id = $1", 1);
        findRecord = new Statement(connection, FindRecordSql, 1);
        insertRecord = new Statement(connection, "INSERT INTO record (id, name) VALUES ($1, $2)", 2);
        insertRevision = new Statement(
            connection,
            """
            INSERT INTO revision (number, record_id, recorded_at, request_id, hash, payload_hash, salt, actor, reason, payload)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """,
            10);
        insertRequest = new Statement(connection, "INSERT INTO request (id, hash, revision, response) VALUES ($1, $2, $3, $4)", 4);
        spans = kinds.All.ToDictionary(
            kind => kind,
            kind => (new Statement(connection, IndexTable.CloseSql(kind), 3), new Statement(connection, IndexTable.InsertSql(kind), 3 + kind.Columns.Count)));

        using var endOfLog = connection.Command(EndOfLogSql);
        using var row = endOfLog.ExecuteReader();
        row.Read();
        Newest = row.GetInt64(0);
        recordedAt = row.GetInt64(1);
        head = row.IsDBNull(2) ? HashChain.Origin.ToArray() : row.GetFieldValue<byte[]>(2);
        nextKey = row.GetInt64(3);
    }

    /// <summary>The newest revision, those not yet committed included.</summary>
    public long Newest { get; private set; }

    public static WriterSession Open(string path, RecordKinds kinds, TimeProvider time, RandomNumberGenerator entropy)
    {
        var opened = SqliteConnections.OpenWriter(path);
        try
        {
            return new WriterSession(opened, kinds, time, entropy);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public void Begin() => begin.Execute();

    public void Commit() => commit.Execute();

    /// <summary>What became of the request when its id was first used; null if it was not.</summary>
    public ChangeOutcome? FindReplay(Change change)
    {
        using var row = findRequest.Query(change.RequestId.ToByteArray(bigEndian: true));
        if (!row.Read())
            return null;
        if (!change.RequestHash.Span.SequenceEqual(row.GetFieldValue<byte[]>(0)))
            throw new RequestIdReused(change.RequestId);
        return new ChangeOutcome(row.GetFieldValue<byte[]>(2), row.GetInt64(1), Replayed: true);
    }

    /// <summary>Lets the change decide. Stores nothing.</summary>
    public Decision Decide(Change change)
    {
        // Record times never go back, even if the clock does: "as of a time" must mean one revision.
        var now = Math.Max(recordedAt, RecordTime.ToMicroseconds(time.GetUtcNow()));
        var scope = new WriteScope(kinds, Newest, nextKey, RecordTime.FromMicroseconds(now), Find);
        try
        {
            var response = change.Decide(scope);
            return new Decision(response, scope.Appended, now, scope.NextKey);
        }
        finally
        {
            scope.Close();
        }
    }

    /// <summary>Writes the rows of a decision.</summary>
    public ChangeOutcome Store(Change change, in Decision decision)
    {
        var requestId = change.RequestId.ToByteArray(bigEndian: true);
        foreach (var appended in decision.Appended)
            Append(change, requestId, appended, decision.RecordedAt);
        nextKey = decision.NextKey;
        insertRequest.Execute(requestId, Blob(change.RequestHash), Newest, decision.Response);
        return new ChangeOutcome(decision.Response, Newest, Replayed: false);
    }

    /// <summary>Takes everything from the write-ahead log into the database file.</summary>
    public void Checkpoint()
    {
        using var checkpoint = connection.Command("PRAGMA wal_checkpoint(TRUNCATE)");
        checkpoint.ExecuteNonQuery();
    }

    public void Dispose() => connection.Dispose();

    private void Append(Change change, byte[] requestId, Appended appended, long at)
    {
        var salt = new byte[HashChain.SaltBytes];
        entropy.GetBytes(salt);
        var payload = Blob(appended.Payload);
        var payloadHash = HashChain.PayloadHash(salt, payload);
        var hash = HashChain.RevisionHash(head, appended.Number, at, appended.Record, change.Actor, change.Reason, change.RequestId, payloadHash);

        if (appended.Previous == 0)
            insertRecord.Execute(appended.Key, appended.Record);
        insertRevision.Execute(appended.Number, appended.Key, at, requestId, hash, payloadHash, salt, change.Actor, change.Reason, payload);
        StoreSpan(appended);
        (head, recordedAt, Newest) = (hash, at, appended.Number);
    }

    private void StoreSpan(Appended appended)
    {
        var (close, insert) = spans[appended.Kind];
        if (appended.Previous != 0)
            close.Execute(appended.Key, appended.Previous, appended.Number);
        insert.Execute([appended.Key, appended.Number, IndexTable.Open, .. appended.Index]);
    }

    private Recorded? Find(string record)
    {
        using var row = findRecord.Query(record);
        return row.Read() ? new Recorded(row.GetInt64(0), record, row.GetInt64(1), row.GetFieldValue<byte[]>(2)) : null;
    }

    // Copies only where the memory is a part of a larger array; whole arrays are the rule.
    private static byte[] Blob(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && array.Length == segment.Count ? array : bytes.ToArray();
}
