using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// Carries out one expunge inside the transaction of its change. Expunges are rare, so statements are compiled for each and not kept.
/// </summary>
internal sealed class SqliteExpunge(SqliteConnection connection, RandomNumberGenerator entropy)
{
    /// <summary>Replaces content by what is left of it, and forgets what the requests that recorded it answered.</summary>
    /// <param name="tombstone">The revision that expunges; itself not yet stored.</param>
    /// <param name="requestId">The request that expunges.</param>
    /// <returns>The manifest of the revision.</returns>
    public byte[] Run(Appended tombstone, byte[] requestId)
    {
        var manifest = Rewrite(tombstone, tombstone.Expunge!);
        using var forget = connection.Command(
            "UPDATE request SET hash = NULL, response = NULL WHERE id IN (SELECT request_id FROM revision WHERE record_id = $1)", tombstone.Key);
        forget.ExecuteNonQuery();
        using var note = connection.Command("INSERT INTO erasure (request_id) VALUES ($1) ON CONFLICT DO NOTHING", requestId);
        note.ExecuteNonQuery();
        return manifest;
    }

    private byte[] Rewrite(Appended tombstone, Expunge expunge)
    {
        using var find = new Statement(connection, "SELECT reason, manifest FROM revision WHERE number = $1", 1);
        using var rewrite = new Statement(connection, "UPDATE revision SET salt = $2, reason = $3, payload = $4 WHERE number = $1", 4);
        using var respan = new Statement(connection, IndexTable.RewriteSql(tombstone.Kind), 2 + tombstone.Kind.Columns.Count);
        var manifest = new byte[expunge.Left.Count * ExpungeManifest.EntryBytes];
        var entry = manifest.AsSpan();
        foreach (var left in expunge.Left)
        {
            var (reason, ownManifest) = RestOf(find, left.Number, expunge.Reasons);
            // Drawn anew, so that what is left can be expunged once more and not be guessed back either.
            var salt = Blob.Random(entropy, HashChain.SaltBytes);
            var payload = Blob.Of(left.Payload);
            rewrite.Execute(left.Number, salt, reason, payload);
            respan.Execute([tombstone.Key, left.Number, .. left.Index]);
            ExpungeManifest.Write(entry, left.Number, HashChain.PayloadHash(salt, reason, ownManifest, payload));
            entry = entry[ExpungeManifest.EntryBytes..];
        }

        return manifest;
    }

    private static (string Reason, byte[] Manifest) RestOf(Statement find, long number, bool withoutReason)
    {
        using var row = find.Query(number);
        row.Read();
        return (withoutReason ? "" : row.GetString(0), row.IsDBNull(1) ? [] : row.GetFieldValue<byte[]>(1));
    }
}
