using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>
/// An Excel workbook (Office Open XML) of one sheet, written as it goes: texts stand in their cells and not in a table that would have to be held, and all times in
/// the archive are the same, so that the same rows give the same bytes.
/// </summary>
public sealed class XlsxForm : RowForm
{
    /// <summary>How many rows a sheet holds, headings and tags included; a limit of Excel.</summary>
    public const int MaxRows = 1_048_576;

    /// <summary>How many characters a cell holds; a limit of Excel. Longer text ends in an ellipsis.</summary>
    public const int MaxCellChars = 32_767;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    // The earliest that an archive can say.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive archive;
    private readonly IReadOnlyList<ColumnHead> columns;
    private readonly string[] letters;
    private readonly bool hxlTags;
    private XmlWriter? sheet;
    private int rows;

    public XlsxForm(IReadOnlyList<ColumnHead> columns, bool hxlTags, Stream output)
    {
        (this.columns, this.hxlTags) = (columns, hxlTags);
        archive = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
        letters = [.. Enumerable.Range(0, columns.Count).Select(LettersOf)];
    }

    public override void Begin()
    {
        foreach (var (name, text) in XlsxParts.All)
            Add(name, text);
        sheet = XmlWriter.Create(Open(XlsxParts.Sheet), new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CloseOutput = true, NewLineHandling = NewLineHandling.Entitize, CheckCharacters = false,
        });
        sheet.WriteStartElement("worksheet", Main);
        WriteFrozenHead(sheet, hxlTags ? 2 : 1);
        sheet.WriteStartElement("sheetData", Main);
        WriteTexts(columns.Select(column => column.Name));
        if (hxlTags)
            WriteTexts(columns.Select(column => column.HxlTag));
    }

    public override void Write(ReadOnlySpan<Cell> row)
    {
        if (rows == MaxRows)
            throw Refuse($"a sheet holds {MaxRows.ToString(CultureInfo.InvariantCulture)} rows, and there are more: ask for CSV, or for less");
        var number = BeginRow();
        for (var i = 0; i < row.Length; i++)
            Write(row[i], letters[i], number);
        sheet!.WriteEndElement();
    }

    public override void End()
    {
        sheet!.WriteEndElement();
        sheet.WriteEndElement();
        sheet.Dispose();
        sheet = null;
        // What closes the archive is its list of contents.
        archive.Dispose();
    }

    public override void Dispose()
    {
        sheet?.Dispose();
        archive.Dispose();
    }

    private void WriteTexts(IEnumerable<string> texts)
    {
        var number = BeginRow();
        foreach (var (text, letter) in texts.Zip(letters))
            WriteText(text, letter, number);
        sheet!.WriteEndElement();
    }

    private string BeginRow()
    {
        var number = (++rows).ToString(CultureInfo.InvariantCulture);
        sheet!.WriteStartElement("row", Main);
        sheet.WriteAttributeString("r", number);
        return number;
    }

    private void Write(Cell cell, string letter, string row)
    {
        switch (cell.Kind)
        {
            case CellKind.Text:
                WriteText(SheetText.Safe(cell.Text), letter, row);
                break;
            case CellKind.Whole:
                WriteValue(cell.Whole.ToString(CultureInfo.InvariantCulture), type: null, letter, row);
                break;
            case CellKind.Real:
                WriteValue(cell.Real.ToString("R", CultureInfo.InvariantCulture), type: null, letter, row);
                break;
            case CellKind.Flag:
                WriteValue(cell.Whole == 0 ? "0" : "1", type: "b", letter, row);
                break;
        }
    }

    private void WriteValue(string value, string? type, string letter, string row)
    {
        BeginCell(letter, row, type);
        sheet!.WriteElementString("v", Main, value);
        sheet.WriteEndElement();
    }

    private void WriteText(string text, string letter, string row)
    {
        BeginCell(letter, row, "inlineStr");
        sheet!.WriteStartElement("is", Main);
        sheet.WriteStartElement("t", Main);
        sheet.WriteAttributeString("xml", "space", null, "preserve");
        sheet.WriteString(XlsxText.Of(text));
        sheet.WriteEndElement();
        sheet.WriteEndElement();
        sheet.WriteEndElement();
    }

    private void BeginCell(string letter, string row, string? type)
    {
        sheet!.WriteStartElement("c", Main);
        sheet.WriteAttributeString("r", letter + row);
        if (type is not null)
            sheet.WriteAttributeString("t", type);
    }

    private static void WriteFrozenHead(XmlWriter sheet, int headRows)
    {
        sheet.WriteStartElement("sheetViews", Main);
        sheet.WriteStartElement("sheetView", Main);
        sheet.WriteAttributeString("workbookViewId", "0");
        sheet.WriteStartElement("pane", Main);
        sheet.WriteAttributeString("ySplit", headRows.ToString(CultureInfo.InvariantCulture));
        sheet.WriteAttributeString("topLeftCell", $"A{(headRows + 1).ToString(CultureInfo.InvariantCulture)}");
        sheet.WriteAttributeString("activePane", "bottomLeft");
        sheet.WriteAttributeString("state", "frozen");
        sheet.WriteEndElement();
        sheet.WriteEndElement();
        sheet.WriteEndElement();
    }

    private void Add(string name, string text)
    {
        using var part = Open(name);
        part.Write(Encoding.UTF8.GetBytes(text));
    }

    private Stream Open(string name)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = NoTime;
        return entry.Open();
    }

    // A, B, … Z, AA, AB, …
    private static string LettersOf(int column) => column < 26 ? $"{(char)('A' + column)}" : LettersOf((column / 26) - 1) + (char)('A' + (column % 26));
}
