using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Text in a cell of a workbook.</summary>
internal static partial class XlsxText
{
    private const char Ellipsis = '…';

    /// <summary>
    /// The text as a workbook writes it: cut to what a cell holds, and characters that XML cannot hold as <c>_x0001_</c>; what looks like that already is told from
    /// it by an escaped underscore (ECMA-376, ST_Xstring).
    /// </summary>
    public static string Of(string text)
    {
        if (text.Length > XlsxForm.MaxCellChars)
            text = Cut(text);
        if (!text.Contains("_x", StringComparison.Ordinal) && IsPlain(text))
            return text;
        return Special().Replace(text, found => found.Value.Length > 1 ? $"_x005F{found.Value}" : string.Create(CultureInfo.InvariantCulture, $"_x{(int)found.Value[0]:X4}_"));
    }

    // Not through the middle of a character.
    private static string Cut(string text)
    {
        var end = XlsxForm.MaxCellChars - 1;
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), [Ellipsis]);
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c < ' ' && c is not ('\t' or '\n') || c is '\uFFFE' or '\uFFFF')
                return false;
        }
        return true;
    }

    // Carriage returns too: Excel shows them only so. Pairs of surrogates are left alone.
    [GeneratedRegex(@"_(?=x[0-9A-Fa-f]{4}_)x|[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Special();
}
