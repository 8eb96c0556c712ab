using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Hosting;
using Casualties.Reports.V1;
using CsCheck;
using Sylvan.Data.Csv;

namespace Export.Tests;

/// <summary>CSV and workbooks, read back by other code.</summary>
public sealed partial class SheetFormTests
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    [Fact]
    public void What_goes_into_CSV_comes_out_of_another_reader() =>
        Gen.Select(Rows.Several, Gen.Bool).Sample((rows, hxl) =>
        {
            var read = ReadCsv(Rows.FileOf(ExportFormat.Csv, Rows.Heads, rows, hxl));
            Assert.Equal(Expected(rows, hxl, Rows.InSheet), read);
        });

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    public void However_a_spreadsheet_parts_the_lines_of_CSV_no_piece_of_a_text_is_a_formula(char separator) =>
        Gen.Select(Rows.Text, Rows.Text, Rows.OneOf(";", "\t", "\n", "\r", "; \"", ",")).Sample((text, other, between) =>
        {
            var file = Encoding.UTF8.GetString(Rows.FileOf(ExportFormat.Csv, [new("first", ""), new("last", "")], [[Cell.Of("a"), Cell.Of(text + between + other)], [Cell.Of(text), default]]));
            // No quote is seen that does not begin a piece: every separator and every line break parts.
            foreach (var piece in file.Split(separator, '\r', '\n'))
                Assert.DoesNotMatch("""^[\s\p{Cc}"\uFEFF]*[-=+@＝＋－＠]""", piece);
        });

    [Fact]
    public void What_goes_into_a_workbook_comes_out_and_no_cell_is_a_formula() =>
        Gen.Select(Rows.Several, Gen.Bool).Sample((rows, hxl) =>
        {
            var sheet = SheetOf(Rows.FileOf(ExportFormat.Xlsx, Rows.Heads, rows, hxl));
            Assert.Empty(sheet.Descendants(Main + "f"));
            Assert.Equal(Expected(rows, hxl, FlagAsNumber), ReadSheet(sheet, Rows.Heads.Count));
        });

    [Fact]
    public void Nothing_in_a_workbook_tells_when_or_where_it_was_made()
    {
        using var archive = new ZipArchive(new MemoryStream(Rows.FileOf(ExportFormat.Xlsx, Rows.Heads, [])));
        Assert.All(archive.Entries, entry => Assert.Equal(new DateTime(1980, 1, 1), entry.LastWriteTime.DateTime));
    }

    [Fact]
    public void The_same_rows_give_the_same_bytes() =>
        Gen.Select(Rows.Several, Rows.OneOf(ExportFormat.Csv, ExportFormat.Xlsx, ExportFormat.JsonLines)).Sample((rows, format) =>
            Assert.Equal(Rows.FileOf(format, Rows.Heads, rows), Rows.FileOf(format, Rows.Heads, rows)));

    [Fact]
    public void An_unknown_number_is_an_empty_cell_and_a_stated_zero_is_0()
    {
        var csv = Encoding.UTF8.GetString(Rows.FileOf(ExportFormat.Csv, Rows.Heads, [[default, Cell.Of(0L), default, default, default], [default, default, Cell.Of(0d), default, default]]));
        Assert.Equal("first,people,share,open,last\r\n,0,,,\r\n,,0,,\r\n", csv);
    }

    [Fact]
    public void A_text_that_no_cell_of_a_workbook_holds_ends_in_an_ellipsis()
    {
        var text = new string('a', XlsxForm.MaxCellChars - 2) + "🕊️🕊️";
        var read = ReadSheet(SheetOf(Rows.FileOf(ExportFormat.Xlsx, Rows.Heads, [[Cell.Of(text), default, default, default, default]])), 1)[1][0];
        Assert.Equal(new string('a', XlsxForm.MaxCellChars - 2) + "…", read);
    }

    [Fact]
    public void More_rows_than_a_sheet_holds_are_refused_and_not_left_out()
    {
        using var form = RowForm.Of(ExportFormat.Xlsx, [new("a", "#a")], hxlTags: true, Stream.Null);
        form.Begin();
        for (var row = 2; row < XlsxForm.MaxRows; row++)
            form.Write([default]);
        var refused = Assert.Throws<InvalidFields>(() => form.Write([default]));
        Assert.Equal("options.format", Assert.Single(refused.Violations).Field);
    }

    private static string FlagAsNumber(Cell cell) => cell.Kind == CellKind.Flag ? $"{cell.Whole}" : Rows.InSheet(cell);

    private static List<List<string>> Expected(Cell[][] rows, bool hxl, Func<Cell, string> shown) =>
    [
        [.. Rows.Heads.Select(head => head.Name)],
        .. hxl ? new[] { Rows.Heads.Select(head => head.HxlTag).ToList() } : [],
        .. rows.Select(row => row.Select(shown).ToList()),
    ];

    private static List<List<string>> ReadCsv(byte[] file)
    {
        using var reader = CsvDataReader.Create(new StreamReader(new MemoryStream(file), Encoding.UTF8), new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',', Comment = '\0' });
        var rows = new List<List<string>>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
        return rows;
    }

    private static XElement SheetOf(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        using var part = archive.GetEntry("xl/worksheets/sheet1.xml")!.Open();
        return XElement.Load(part, LoadOptions.PreserveWhitespace);
    }

    private static List<List<string>> ReadSheet(XElement sheet, int columns)
    {
        var rows = new List<List<string>>();
        foreach (var row in sheet.Descendants(Main + "row"))
        {
            var cells = Enumerable.Repeat("", columns).ToList();
            foreach (var cell in row.Elements(Main + "c").Where(cell => cell.Attribute("r")!.Value[0] - 'A' < columns))
                cells[cell.Attribute("r")!.Value[0] - 'A'] = (string?)cell.Attribute("t") == "inlineStr" ? Unescaped(cell.Value) : cell.Value;
            rows.Add(cells);
        }
        return rows;
    }

    private static string Unescaped(string text) => Escaped().Replace(text, found => ((char)Convert.ToInt32(found.Groups["code"].Value, 16)).ToString());

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Escaped();
}
