using System.Buffers;
using System.Text;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>
/// Text in a cell of a spreadsheet. Where commas are decimal points, spreadsheets part lines of CSV at semicolons, and then do not see that a cell is quoted: each piece of the text may become a
/// cell of its own.
/// </summary>
internal static class SheetText
{
    /// <summary>What formulas begin with; also in the full width of East Asian scripts, which some spreadsheets take for the same.</summary>
    private static readonly SearchValues<char> Signs = SearchValues.Create("=+-@＝＋－＠");

    /// <summary>
    /// The text as no spreadsheet takes it, or a piece of it, for a formula: a sign that begins the text, or what is behind a semicolon, tab or line break, has an apostrophe before it. Spaces, quotes
    /// and control characters before a sign do not make it harmless: some readers take them away.
    /// </summary>
    public static string Safe(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
            return text;
        var (safe, begins) = (new StringBuilder(text.Length + 1), true);
        foreach (var one in text)
        {
            if (begins && Signs.Contains(one))
                safe.Append('\'');
            safe.Append(one);
            begins = one is ';' || (begins ? IsTakenAway(one) : one is '\t' or '\r' or '\n');
        }
        return safe.ToString();
    }

    private static bool IsTakenAway(char one) => one is '"' or '\uFEFF' || char.IsWhiteSpace(one) || char.IsControl(one);
}
