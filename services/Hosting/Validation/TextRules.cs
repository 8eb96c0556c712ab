using System.Buffers;
using System.Text;
using Casualties.Type.V1;

namespace Casualties.Hosting;

/// <summary>What texts must look like. Each rule answers what is wrong, or null.</summary>
internal static class TextRules
{
    private const int MaxResourceIdChars = 80;

    // Controls but line feed and tab, and the characters that embed, override or isolate a direction of text: with them, what a person
    // reads differs from what is stored.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0xFFFF).Select(code => (char)code).Where(c =>
            (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))]);

    private static readonly SearchValues<char> Surrogates = SearchValues.Create([.. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    private static readonly SearchValues<char> NotInUrl = SearchValues.Create(" \t\n\"<>\\^`{|}");

    public static string? Plain(string text)
    {
        var chars = text.AsSpan();
        if (chars.ContainsAny(Forbidden))
            return "contains a control character, or one that reverses the direction of text";
        return IsWellFormed(chars) ? null : "is not well-formed Unicode";
    }

    public static bool IsLongerThan(string text, long maxBytes) =>
        text.Length > maxBytes || (text.Length * 3L > maxBytes && Encoding.UTF8.GetByteCount(text) > maxBytes);

    public static string? Form(TextForm form, string text) => form switch
    {
        TextForm.ResourceId => IsResourceId(text) ? null : "must be 1 to 80 of a-z, 0-9 and hyphen, starting and ending with a letter or digit",
        TextForm.Country => text.Length == 3 && !text.AsSpan().ContainsAnyExceptInRange('A', 'Z')
            ? null : "must be three capital letters, ISO 3166-1 alpha-3",
        TextForm.Url => IsUrl(text) ? null : "must be an absolute http or https address",
        TextForm.Language => IsLanguage(text) ? null : "must be a language tag, BCP 47",
        _ => null,
    };

    public static bool IsResourceId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > MaxResourceIdChars || !IsLowerOrDigit(id[0]) || !IsLowerOrDigit(id[^1]))
            return false;
        foreach (var c in id)
        {
            if (!IsLowerOrDigit(c) && c != '-')
                return false;
        }
        return true;
    }

    public static bool IsUuid4(string text)
    {
        if (text.Length != 36 || text[14] != '4' || text[19] is not (>= '8' and <= '9' or 'a' or 'b' or 'A' or 'B'))
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? text[i] != '-' : !char.IsAsciiHexDigit(text[i]))
                return false;
        }
        return true;
    }

    // Written out rather than left to Uri, which allocates for each valid address. Letters beyond ASCII are allowed, as browsers show them.
    private static bool IsUrl(ReadOnlySpan<char> url)
    {
        var scheme = url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8
            : url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        var rest = url[scheme..];
        if (scheme == 0 || rest.ContainsAny(NotInUrl))
            return false;
        var end = rest.IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var colon = authority.LastIndexOf(':');
        var host = colon < 0 ? authority : authority[..colon];
        return IsHost(host) && (colon < 0 || ushort.TryParse(authority[(colon + 1)..], System.Globalization.NumberStyles.None, null, out _));
    }

    private static bool IsHost(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty || host[0] is '.' or '-' || host.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var c in host)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('.' or '-' or '_') && !char.IsSurrogate(c) && !IsMark(c))
                return false;
        }
        return true;
    }

    // Vowel signs of Indic and Arabic scripts are parts of words, hence of host names.
    private static bool IsMark(char c) =>
        char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsLanguage(ReadOnlySpan<char> tag)
    {
        var first = true;
        foreach (var range in tag.Split('-'))
        {
            var part = tag[range];
            if (part.Length is 0 or > 8)
                return false;
            foreach (var c in part)
            {
                if (!char.IsAsciiLetterOrDigit(c) || (first && !char.IsAsciiLetter(c)))
                    return false;
            }
            if (first && part.Length == 1 && (part[0] | 0x20) is not ('x' or 'i'))
                return false;
            first = false;
        }
        return tag.Length > 1;
    }

    private static bool IsLowerOrDigit(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);

    private static bool IsWellFormed(ReadOnlySpan<char> chars)
    {
        for (var at = chars.IndexOfAny(Surrogates); at >= 0; at = chars.IndexOfAny(Surrogates))
        {
            if (!char.IsHighSurrogate(chars[at]) || at + 1 == chars.Length || !char.IsLowSurrogate(chars[at + 1]))
                return false;
            chars = chars[(at + 2)..];
        }
        return true;
    }
}
