using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// Walks a log up to the revision that was the newest when the walk began. It goes in steps, each a short read of its own, so that a
/// walk over a large log neither holds up checkpoints nor sees what is written meanwhile.
/// </summary>
internal sealed class SqliteVerification(ReaderPool<ReaderSession> readers, long upTo, IProgress<long>? progress)
{
    private const int RevisionsPerStep = 1_000;

    private const string ChainSql = """
        SELECT v.number, r.name, v.recorded_at, v.actor, v.reason, v.request_id, v.payload, v.salt, v.payload_hash, v.hash, v.manifest,
               (SELECT max(number) FROM revision WHERE record_id = v.record_id AND manifest IS NOT NULL AND number > v.number)
        FROM revision v LEFT JOIN record r ON r.id = v.record_id
        WHERE v.number > $1 AND v.number <= $2 ORDER BY v.number LIMIT $3
        """;

    private readonly Dictionary<long, byte[]> manifests = [];
    private long newest = upTo;
    private long number;
    private byte[] head = [];
    private long recordedAt = long.MinValue;
    private Guid requestId;

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
            if (CheckRevision(reader, row) is { } fault)
                return fault;
        }

        return number == before ? $"Revision {number + 1} is missing." : null;
    }

    private string? CheckRevision(ReaderSession reader, SqliteDataReader row)
    {
        var found = row.GetInt64(0);
        if (found != number + 1)
            return $"Revision {number + 1} is missing.";
        if (row.IsDBNull(1))
            return $"Revision {found} belongs to no record.";
        var (request, salt, payloadHash) = (row.GetFieldValue<byte[]>(5), row.GetFieldValue<byte[]>(7), row.GetFieldValue<byte[]>(8));
        if (request.Length != HashChain.RequestIdBytes || salt.Length != HashChain.SaltBytes || payloadHash.Length != HashChain.HashBytes)
            return $"Revision {found} has fields of a wrong length.";
        var (at, by) = (row.GetInt64(2), new Guid(request, bigEndian: true));
        if (by == requestId && number > 0 ? at != recordedAt : at <= recordedAt)
            return $"Revision {found} has a record time that does not follow that of revision {number}.";
        if (CheckContent(reader, row, salt, payloadHash) is { } fault)
            return fault;
        var hash = HashChain.RevisionHash(
            number == 0 ? HashChain.Origin.Span : head, found, at, row.GetString(1), row.GetString(3), by, payloadHash);
        if (!hash.AsSpan().SequenceEqual(row.GetFieldValue<byte[]>(9)))
            return $"The hash of revision {found} does not follow from its content and the revision before.";
        (number, head, recordedAt, requestId) = (found, hash, at, by);
        manifests.Remove(found);
        return null;
    }

    private string? CheckContent(ReaderSession reader, SqliteDataReader row, byte[] salt, byte[] payloadHash)
    {
        var found = row.GetInt64(0);
        var content = HashChain.PayloadHash(salt, row.GetString(4), row.IsDBNull(10) ? [] : row.GetFieldValue<byte[]>(10), row.GetFieldValue<byte[]>(6));
        if (row.IsDBNull(11))
            return content.AsSpan().SequenceEqual(payloadHash) ? null : $"The content of revision {found} was changed.";

        // Every expunge lists all earlier revisions of its record, so the newest one decides.
        var expunge = row.GetInt64(11);
        return content.AsSpan().SequenceEqual(ExpungeManifest.Find(ManifestOf(reader, expunge), found))
            ? null
            : $"The content of revision {found} is not what the expunge in revision {expunge} left of it.";
    }

    // Believed for now: the walk comes to the revision that holds it. It goes further for one that was written since it began.
    private byte[] ManifestOf(ReaderSession reader, long expunge)
    {
        newest = Math.Max(newest, expunge);
        if (manifests.TryGetValue(expunge, out var manifest))
            return manifest;
        using var command = reader.Connection.Command("SELECT manifest FROM revision WHERE number = $1", expunge);
        using var row = command.ExecuteReader();
        row.Read();
        return manifests[expunge] = row.GetFieldValue<byte[]>(0);
    }
}
