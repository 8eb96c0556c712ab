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
/// Seals and reads page tokens: AES-256-GCM with the listing as associated data, so that a token works only for the listing for which it was
/// issued, and cannot be made up or altered. It is encrypted because keys and revision numbers count records, those that the caller may not
/// see included. Tokens never expire. All members may be called concurrently.
/// </summary>
public sealed class PageTokens
{
    /// <summary>Length of the key, in bytes.</summary>
    public const int KeyBytes = 32;

    private const byte Version = 1;
    private const int BodyBytes = sizeof(long) + sizeof(long);
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int NonceAt = 1;
    private const int BodyAt = NonceAt + NonceBytes;
    private const int TagAt = BodyAt + BodyBytes;

    // A multiple of three, so that base64 has one spelling of it: no last character with bits that decoding ignores.
    private const int TokenBytes = TagAt + TagBytes;
    private const int TokenCharacters = TokenBytes / 3 * 4;

    private readonly byte[] key;
    private readonly RandomNumberGenerator entropy;

    /// <param name="key">Secret; 32 bytes.</param>
    /// <param name="entropy">Where nonces come from. Used concurrently.</param>
    public PageTokens(byte[] key, RandomNumberGenerator entropy)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(entropy);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes);
        this.key = key;
        this.entropy = entropy;
    }

    /// <summary>A token for the next page; no two are alike.</summary>
    /// <param name="listing">Everything that must be the same on the next call: method, filter, parent, audience … in a fixed order.</param>
    /// <param name="token">Where the next page starts.</param>
    public string Issue(string listing, PageToken token)
    {
        Span<byte> body = stackalloc byte[BodyBytes];
        BinaryPrimitives.WriteInt64BigEndian(body, token.AfterKey);
        BinaryPrimitives.WriteInt64BigEndian(body[sizeof(long)..], token.Revision);

        Span<byte> bytes = stackalloc byte[TokenBytes];
        bytes[0] = Version;
        entropy.GetBytes(bytes[NonceAt..BodyAt]);
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(bytes[NonceAt..BodyAt], body, bytes[BodyAt..TagAt], bytes[TagAt..], Encoding.UTF8.GetBytes(listing));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What a token says.</summary>
    /// <param name="listing">As given to <see cref="Issue"/>.</param>
    /// <param name="text">The token, as the caller sent it.</param>
    /// <exception cref="PageTokenMismatch">The token was altered, made up, or issued for another listing or by another log.</exception>
    public PageToken Read(string listing, string text)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        // The number of bytes is asked for too: decoding skips blanks and padding.
        if (text.Length != TokenCharacters
            || Base64Url.DecodeFromChars(text, bytes, out _, out var decoded) != OperationStatus.Done
            || decoded != TokenBytes
            || bytes[0] != Version)
            throw new PageTokenMismatch();

        Span<byte> body = stackalloc byte[BodyBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(bytes[NonceAt..BodyAt], bytes[BodyAt..TagAt], bytes[TagAt..], body, Encoding.UTF8.GetBytes(listing));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new PageTokenMismatch();
        }

        return new PageToken(BinaryPrimitives.ReadInt64BigEndian(body), BinaryPrimitives.ReadInt64BigEndian(body[sizeof(long)..]));
    }
}
