using System.Text.Encodings.Web;
using System.Text.Json;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>One JSON object a line, with the names of the columns; null for what is not known.</summary>
internal sealed class JsonLinesForm(IReadOnlyList<ColumnHead> columns, Stream output) : RowForm
{
    private readonly Utf8JsonWriter json = new(output, JsonCells.Options);
    private readonly JsonEncodedText[] names = JsonCells.NamesOf(columns);

    public override void Begin()
    {
        // No heading: every line says what it holds.
    }

    public override void Write(ReadOnlySpan<Cell> row)
    {
        json.WriteStartObject();
        for (var i = 0; i < row.Length; i++)
            JsonCells.Write(json, names[i], row[i]);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
        json.Reset();
    }

    public override void End() => json.Flush();

    public override void Dispose() => json.Dispose();
}

/// <summary>Cells as members of JSON objects. The text is that of the record: nothing is put before it, and letters stay readable.</summary>
internal static class JsonCells
{
    /// <summary>A file is no page: nothing in it is read as markup.</summary>
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static JsonEncodedText[] NamesOf(IEnumerable<ColumnHead> columns) => [.. columns.Select(column => JsonEncodedText.Encode(column.Name))];

    public static void Write(Utf8JsonWriter json, JsonEncodedText name, Cell cell)
    {
        switch (cell.Kind)
        {
            case CellKind.Unknown:
                json.WriteNull(name);
                break;
            case CellKind.Text:
                json.WriteString(name, cell.Text);
                break;
            case CellKind.Whole:
                json.WriteNumber(name, cell.Whole);
                break;
            case CellKind.Real:
                json.WriteNumber(name, cell.Real);
                break;
            case CellKind.Flag:
                json.WriteBoolean(name, cell.Whole != 0);
                break;
        }
    }
}
