using System.Globalization;
using System.Text;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Comma-separated values: RFC 4180 with a heading row, UTF-8 without a byte order mark.</summary>
internal sealed class CsvForm(IReadOnlyList<ColumnHead> columns, bool hxlTags, Stream output) : RowForm
{
    private readonly StreamWriter writer = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);

    public override void Begin()
    {
        WriteTexts(columns.Select(column => column.Name));
        if (hxlTags)
            WriteTexts(columns.Select(column => column.HxlTag));
    }

    public override void Write(ReadOnlySpan<Cell> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            if (i > 0)
                writer.Write(',');
            Write(row[i]);
        }
        writer.Write("\r\n");
    }

    public override void End() => writer.Flush();

    public override void Dispose() => writer.Dispose();

    private void Write(Cell cell)
    {
        switch (cell.Kind)
        {
            case CellKind.Text:
                WriteText(SheetText.Safe(cell.Text));
                break;
            case CellKind.Whole:
                WriteNumber(cell.Whole, "");
                break;
            case CellKind.Real:
                WriteNumber(cell.Real, "R");
                break;
            case CellKind.Flag:
                writer.Write(cell.Whole == 0 ? "false" : "true");
                break;
        }
    }

    private void WriteNumber<T>(T number, ReadOnlySpan<char> format)
        where T : ISpanFormattable
    {
        const int MaxNumberCharacters = 32;
        Span<char> text = stackalloc char[MaxNumberCharacters];
        if (!number.TryFormat(text, out var length, format, CultureInfo.InvariantCulture))
            throw new FormatException($"A number has more than {MaxNumberCharacters} characters.");
        writer.Write(text[..length]);
    }

    private void WriteTexts(IEnumerable<string> texts)
    {
        writer.Write(string.Join(',', texts));
        writer.Write("\r\n");
    }

    // Spaces at the ends are quoted too: some readers take them away otherwise.
    private void WriteText(string text)
    {
        if (!text.AsSpan().ContainsAny(",\"\r\n") && text[0] != ' ' && text[^1] != ' ')
        {
            writer.Write(text);
            return;
        }
        writer.Write('"');
        writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
        writer.Write('"');
    }
}
