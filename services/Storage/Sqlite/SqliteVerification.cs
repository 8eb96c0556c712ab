using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// Walks a log up to the revision that was the newest when the walk began. It goes in steps, each a short read of its own, so that a
/// walk over a large log neither holds up checkpoints nor sees what is written meanwhile.
/// </summary>
internal sealed class SqliteVerification(ReaderPool<ReaderSession> readers, long newest, IProgress<long>? progress)
{
    private const int RevisionsPerStep = 1_000;

    private const string ChainSql = """
        SELECT v.number, r.name, v.recorded_at, v.actor, v.reason, v.request_id, v.payload, v.salt, v.payload_hash, v.hash
        FROM revision v LEFT JOIN record r ON r.id = v.record_id
        WHERE v.number > $1 AND v.number <= $2 ORDER BY v.number LIMIT $3
        """;

    private long number;
    private byte[] head = [];
    private long recordedAt = long.MinValue;

    public async Task<Verification> RunAsync(CancellationToken cancel)
    {
        string? fault = null;
        while (fault is null && number < newest)
        {
            fault = await readers.ReadAsync(static (reader, walk) => walk.CheckChain(reader), this, cancel);
            progress?.Report(number);
        }

        var spans = new SpanVerification(newest);
        while (fault is null && !spans.Done)
            fault = await readers.ReadAsync(static (reader, spans) => spans.Check(reader), spans, cancel);
        return new Verification(number, head, fault);
    }

    private string? CheckChain(ReaderSession reader)
    {
        using var command = reader.Connection.Command(ChainSql, number, newest, RevisionsPerStep);
        using var row = command.ExecuteReader();
        var before = number;
        while (row.Read())
        {
            if (CheckRevision(row) is { } fault)
                return fault;
        }

        return number == before ? $"Revision {number + 1} is missing." : null;
    }

    private string? CheckRevision(SqliteDataReader row)
    {
        var found = row.GetInt64(0);
        if (found != number + 1)
            return $"Revision {number + 1} is missing.";
        if (row.IsDBNull(1))
            return $"Revision {found} belongs to no record.";
        var at = row.GetInt64(2);
        if (at < recordedAt)
            return $"Revision {found} was recorded before revision {number}.";
        var (requestId, salt, payloadHash) = (row.GetFieldValue<byte[]>(5), row.GetFieldValue<byte[]>(7), row.GetFieldValue<byte[]>(8));
        if (requestId.Length != HashChain.RequestIdBytes || salt.Length != HashChain.SaltBytes || payloadHash.Length != HashChain.HashBytes)
            return $"Revision {found} has fields of a wrong length.";
        if (!payloadHash.AsSpan().SequenceEqual(HashChain.PayloadHash(salt, row.GetFieldValue<byte[]>(6))))
            return $"The payload of revision {found} was changed.";
        var hash = HashChain.RevisionHash(
            number == 0 ? HashChain.Origin.Span : head,
            found,
            at,
            row.GetString(1),
            row.GetString(3),
            row.GetString(4),
            new Guid(requestId, bigEndian: true),
            payloadHash);
        if (!hash.AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(9)))
            return $"The hash of revision {found} does not follow from its content and the revision before.";
        (number, head, recordedAt) = (found, hash, at);
        return null;
    }
}
