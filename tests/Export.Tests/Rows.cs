using System.Globalization;
using System.Text.RegularExpressions;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Reports.V1;
using CsCheck;

namespace Export.Tests;

/// <summary>Rows of any cells, and the files that formats make of them.</summary>
internal static partial class Rows
{
    /// <summary>A column of each kind, and two of text.</summary>
    public static readonly IReadOnlyList<ColumnHead> Heads =
    [
        new("first", "#event+name"), new("people", "#affected+killed"), new("share", "#indicator+num"), new("open", "#status"), new("last", "#description"),
    ];

    /// <summary>Text that those who write it wish would do harm, or that nobody thought of. No halves of characters: the wire carries none.</summary>
    public static readonly Gen<string> Text = Gen.OneOf(
        OneOf(
            "x;=1+1", "; =1", ";\"=1;", "a\t-1", "a\n@b", "a\r\n +1", "\"=1", "＝1", "＋1", "－1", "＠1", " =1", "a = b; c - d", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'quoted", "\"", "\"\"", "a\"b", "a,b", "a\nb", "a\r\nb", "\r", "\n", " ", " a ", ",", "0", "null", "true", "NaN", "2021-08-03",
            "=HYPERLINK(\"https://example.org\")", "صبح کابل", "Ünï", "🕊️", "_x0041_", "_x000D_", "<a>&amp;</a>", "]]>", "\\", "\u2028", "\u200F", "\uFFFD", "\u0001"),
        Gen.Char.Where(c => !char.IsSurrogate(c) && c != 0).Array[1, 40].Select(chars => new string(chars)));

    /// <summary>A row under <see cref="Heads"/>.</summary>
    public static readonly Gen<Cell[]> Row = Gen.Select(
        Gen.OneOf(Text.Select(Cell.Of), Gen.Const(default(Cell))),
        Gen.OneOf(Gen.Long[0, 10_000_000].Select(n => Cell.Of((long?)n)), Gen.Const(Cell.Of(0L)), Gen.Const(default(Cell))),
        Gen.OneOf(Gen.Double[-180, 180].Select(n => Cell.Of((double?)n)), Gen.Const(default(Cell))),
        Gen.OneOf(Gen.Bool.Select(flag => Cell.Of((bool?)flag)), Gen.Const(default(Cell))),
        Gen.OneOf(Text.Select(Cell.Of), Gen.Const(default(Cell))),
        (Cell a, Cell b, Cell c, Cell d, Cell e) => new[] { a, b, c, d, e });

    /// <summary>Several of them.</summary>
    public static readonly Gen<Cell[][]> Several = Row.Array[0, 8];

    /// <summary>One of some values.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>The file of rows.</summary>
    public static byte[] FileOf(ExportFormat format, IReadOnlyList<ColumnHead> heads, IEnumerable<Cell[]> rows, bool hxl = false)
    {
        using var output = new MemoryStream();
        Write(format, heads, rows, hxl, output);
        return output.ToArray();
    }

    /// <summary>Writes rows into a stream.</summary>
    public static void Write(ExportFormat format, IReadOnlyList<ColumnHead> heads, IEnumerable<Cell[]> rows, bool hxl, Stream output)
    {
        using var form = RowForm.Of(format, heads, hxl, output);
        form.Begin();
        foreach (var row in rows)
            form.Write(row);
        form.End();
    }

    /// <summary>What a cell looks like in a spreadsheet: formulas are disarmed, what is unknown is empty.</summary>
    public static string InSheet(Cell cell) => cell.Kind switch
    {
        CellKind.Unknown => "",
        CellKind.Text => Formula().Replace(cell.Text, "$&'"),
        CellKind.Whole => cell.Whole.ToString(CultureInfo.InvariantCulture),
        CellKind.Real => cell.Real.ToString("R", CultureInfo.InvariantCulture),
        _ => cell.Whole == 1 ? "true" : "false",
    };

    // What stands before a sign with which a formula would begin.
    [GeneratedRegex("""(^|[;\t\r\n])[\s\p{Cc}"\uFEFF]*(?=[-=+@＝＋－＠])""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Formula();
}
