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
internal sealed class WriterSession : IStored, IDisposable
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
    private readonly Statement payloadsOf;
    private readonly Statement actorsOf;
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
        findRequest = new Statement(connection, "SELECT hash, revision, response, EXISTS (SELECT 1 FROM erasure WHERE request_id = $1) FROM request WHERE id = $1", 1);
        findRecord = new Statement(connection, FindRecordSql, 1);
        payloadsOf = new Statement(connection, "SELECT number, payload FROM revision WHERE record_id = $1 ORDER BY number", 1);
        actorsOf = new Statement(
            connection,
            "SELECT actor FROM revision WHERE record_id = (SELECT id FROM record WHERE name = $1) GROUP BY actor ORDER BY min(number)",
            1);
        insertRecord = new Statement(connection, "INSERT INTO record (id, name) VALUES ($1, $2)", 2);
        insertRevision = new Statement(
            connection,
            """
            INSERT INTO revision (number, record_id, recorded_at, request_id, hash, payload_hash, salt, actor, reason, manifest, payload)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """,
            11);
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

    /// <summary>Whether something committed has yet to be made unreadable in the file before the batch can be answered.</summary>
    public bool MustErase { get; private set; }

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
        MustErase |= row.GetBoolean(3);
        if (row.IsDBNull(0))
            throw new Expunged(change.RequestId);
        if (!change.RequestHash.Span.SequenceEqual(row.GetFieldValue<byte[]>(0)))
            throw new RequestIdReused(change.RequestId);
        return new ChangeOutcome(row.GetFieldValue<byte[]>(2), row.GetInt64(1), Replayed: true);
    }

    /// <summary>Lets the change decide. Stores nothing.</summary>
    public Decision Decide(Change change)
    {
        // Record times go forward even if the clock does not: whoever may not see every revision is told a time in place of a number.
        var now = Math.Max(recordedAt + 1, RecordTime.ToMicroseconds(time.GetUtcNow()));
        var scope = new WriteScope(kinds, Newest, nextKey, RecordTime.FromMicroseconds(now), change.Actor, this);
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
        insertRequest.Execute(requestId, Blob.Of(change.RequestHash), Newest, decision.Response);
        return new ChangeOutcome(decision.Response, Newest, Replayed: false);
    }

    /// <summary>Takes everything from the write-ahead log into the database file.</summary>
    public void Checkpoint()
    {
        using var checkpoint = connection.Command("PRAGMA wal_checkpoint(TRUNCATE)");
        checkpoint.ExecuteNonQuery();
    }

    /// <summary>Makes what expunges removed unreadable, those of earlier batches included. Between transactions.</summary>
    public void Erase()
    {
        SqliteErasure.Run(connection, time);
        using var done = connection.Command("DELETE FROM erasure");
        done.ExecuteNonQuery();
        MustErase = false;
    }

    /// <summary>Whether an expunge was committed and its bytes not yet made unreadable.</summary>
    public bool HasUnfinishedErasure()
    {
        using var command = connection.Command("SELECT EXISTS (SELECT 1 FROM erasure)");
        return (long)command.ExecuteScalar()! != 0;
    }

    public void Dispose() => connection.Dispose();

    public Recorded? Find(string record)
    {
        using var row = findRecord.Query(record);
        return row.Read() ? new Recorded(row.GetInt64(0), record, row.GetInt64(1), row.GetFieldValue<byte[]>(2)) : null;
    }

    public IEnumerable<(long Number, ReadOnlyMemory<byte> Payload)> PayloadsOf(long key)
    {
        using var row = payloadsOf.Query(key);
        while (row.Read())
            yield return (row.GetInt64(0), row.GetFieldValue<byte[]>(1));
    }

    public IEnumerable<string> ActorsOf(string record)
    {
        using var row = actorsOf.Query(record);
        while (row.Read())
            yield return row.GetString(0);
    }

    private void Append(Change change, byte[] requestId, Appended appended, long at)
    {
        var manifest = appended.Expunge is null ? null : new SqliteExpunge(connection, entropy).Run(appended, requestId);
        var salt = Blob.Random(entropy, HashChain.SaltBytes);
        var payload = Blob.Of(appended.Payload);
        var payloadHash = HashChain.PayloadHash(salt, change.Reason, manifest, payload);
        var hash = HashChain.RevisionHash(head, appended.Number, at, appended.Record, change.Actor, change.RequestId, payloadHash);

        if (appended.Previous == 0)
            insertRecord.Execute(appended.Key, appended.Record);
        insertRevision.Execute(appended.Number, appended.Key, at, requestId, hash, payloadHash, salt, change.Actor, change.Reason, manifest, payload);
        StoreSpan(appended);
        MustErase |= manifest is not null;
        (head, recordedAt, Newest) = (hash, at, appended.Number);
    }

    private void StoreSpan(Appended appended)
    {
        var (close, insert) = spans[appended.Kind];
        if (appended.Previous != 0)
            close.Execute(appended.Key, appended.Previous, appended.Number);
        insert.Execute([appended.Key, appended.Number, IndexTable.Open, .. appended.Index]);
    }
}
