using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace Casualties.Gateway.Import;

/// <summary>
/// Ids that follow from content alone, so that importing the same sheet again meets the same records and adds nothing.
/// </summary>
public static class ResourceIds
{
    private const int MaxLength = 80;

    /// <summary>The key itself where it is a legal id (1 to 80 of a-z, 0-9 and hyphen, a letter or digit at both ends); else its slug and hash.</summary>
    public static string OfKey(string key) => IsLegal(key) ? key : WithHash(Slug(key, out _), key);

    /// <summary>The id of a claim: that of its incident and its number.</summary>
    public static string OfClaim(string incidentId, int claimNo) =>
        OfKey(string.Create(CultureInfo.InvariantCulture, $"{incidentId}-{claimNo}"));

    /// <summary>
    /// The id of a source: the slug of its name. Where the slug is too long, or lost letters that ASCII does not have (so that other names would
    /// give the same), a hash of the name follows.
    /// </summary>
    public static string OfName(string name)
    {
        string slug = Slug(name, out bool lost);
        return lost || !IsLegal(slug) ? WithHash(slug, name) : slug;
    }

    /// <summary>The id of a name whose slug is already another name's.</summary>
    public static string OfNameWithHash(string name) => WithHash(Slug(name, out _), name);

    /// <summary>A request id, shaped as UUID version 4, that follows from the bytes of the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="secret">With a secret, nobody without it can tell which request it is the id of. Empty: anyone can.</param>
    public static string OfRequest(IMessage request, ReadOnlySpan<byte> secret = default)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (secret.IsEmpty)
            SHA256.HashData(request.ToByteArray(), hash);
        else
            HMACSHA256.HashData(secret, request.ToByteArray(), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x40);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString("D");
    }

    private static bool IsLegal(string id) =>
        id.Length is > 0 and <= MaxLength
        && id[0] != '-' && id[^1] != '-'
        && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    // Letters lose their marks (é, e); whatever is neither letter nor digit becomes one hyphen.
    private static string Slug(string text, out bool lost)
    {
        lost = false;
        var slug = new StringBuilder(text.Length);
        // U+FFFE is valid UTF-8, but the one code point that cannot be normalized.
        foreach (Rune rune in text.Replace('\uFFFE', ' ').Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
                slug.Append(char.ToLowerInvariant((char)rune.Value));
            else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
                continue;
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            lost |= !rune.IsAscii && Rune.IsLetterOrDigit(rune);
        }

        return slug.ToString().TrimEnd('-');
    }

    private static string WithHash(string slug, string text)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
        string kept = slug[..Math.Min(slug.Length, MaxLength - hash.Length - 1)].TrimEnd('-');
        return kept.Length == 0 ? hash : $"{kept}-{hash}";
    }
}
