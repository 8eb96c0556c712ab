using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Casualties.Storage;

/// <summary>Where the next page of a listing starts.</summary>
/// <param name="AfterKey">The <see cref="Recorded.Key"/> (or revision number) of the last item of the page before.</param>
/// <param name="Revision">The revision at which all pages of the listing are read.</param>
public readonly record struct PageToken(long AfterKey, long Revision);

/// <summary>
/// Signs and reads page tokens. The signature also covers the listing, which is not itself in the token: a token works only for the
/// listing for which it was issued, and cannot be made up or altered. Tokens say nothing about records and never expire.
/// </summary>
public sealed class PageTokens
{
    /// <summary>Length of the signing key, in bytes.</summary>
    public const int KeyBytes = 32;

    private const byte Version = 1;
    private const int BodyBytes = 1 + sizeof(long) + sizeof(long);
    private const int TokenBytes = BodyBytes + HMACSHA256.HashSizeInBytes;
    private const int TokenCharacters = ((TokenBytes * 4) + 2) / 3;

    private readonly byte[] key;

    /// <param name="key">Secret; 32 bytes.</param>
    public PageTokens(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        this.key = key;
    }

    /// <summary>A token for the next page.</summary>
    /// <param name="listing">Everything that must be the same on the next call: method, filter, parent, audience … in a fixed order.</param>
    /// <param name="token">Where the next page starts.</param>
    public string Issue(string listing, PageToken token)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], token.AfterKey);
        BinaryPrimitives.WriteInt64BigEndian(bytes[(1 + sizeof(long))..], token.Revision);

        Span<byte> signed = stackalloc byte[BodyBytes + SHA256.HashSizeInBytes];
        bytes[..BodyBytes].CopyTo(signed);
        SHA256.HashData(Encoding.UTF8.GetBytes(listing), signed[BodyBytes..]);
        HMACSHA256.HashData(key, signed, bytes[BodyBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What a token says.</summary>
    /// <param name="listing">As given to <see cref="Issue"/>.</param>
    /// <param name="text">The token, as the caller sent it.</param>
    /// <exception cref="PageTokenMismatch">The token was altered, made up, or issued for another listing or by another log.</exception>
    public PageToken Read(string listing, string text)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        if (text.Length != TokenCharacters || Base64Url.DecodeFromChars(text, bytes, out _, out _) != OperationStatus.Done)
            throw new PageTokenMismatch();

        var token = new PageToken(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), BinaryPrimitives.ReadInt64BigEndian(bytes[(1 + sizeof(long))..]));
        // Issuing it again checks version, signature and spelling (base64 has several spellings of the same bytes) in one go.
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(Issue(listing, token))))
            throw new PageTokenMismatch();
        return token;
    }
}
