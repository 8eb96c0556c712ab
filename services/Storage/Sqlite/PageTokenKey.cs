using System.Security.Cryptography;

namespace Casualties.Storage.Sqlite;

/// <summary>The key that seals page tokens: made at the first start, kept in the database so that tokens outlive a restart.</summary>
internal static class PageTokenKey
{
    public static byte[] Load(string path, RandomNumberGenerator entropy)
    {
        using var connection = SqliteConnections.OpenWriter(path);
        var fresh = Blob.Random(entropy, PageTokens.KeyBytes);
        using var insert = connection.Command("INSERT INTO setting (name, value) VALUES ('page_token_key', $1) ON CONFLICT DO NOTHING", fresh);
        insert.ExecuteNonQuery();
        using var select = connection.Command("SELECT value FROM setting WHERE name = 'page_token_key'");
        return (byte[])select.ExecuteScalar()!;
    }
}
