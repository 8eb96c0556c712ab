using System.IO.Compression;
using System.Text.Json;
using System.Xml;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Counts the rows of a file, from the file alone and in little memory: headings and tags are none.</summary>
internal static class RowCount
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The largest value in a file of GeoJSON, in bytes; one that is larger is not ours.</summary>
    private const int MaxTokenBytes = 16 * 1024 * 1024;

    // The collection, its list, and what stands in it.
    private const int FeatureDepth = 2;

    /// <summary>The rows of a file. Throws <see cref="JsonException"/>, <see cref="XmlException"/> or <see cref="InvalidDataException"/> if it is not in the format.</summary>
    public static long Of(Stream file, ExportOptions export)
    {
        var headings = export.HxlTags ? 2 : 1;
        return export.Format switch
        {
            ExportFormat.Csv => Records(file) - headings,
            ExportFormat.Xlsx => SheetRows(file) - headings,
            ExportFormat.JsonLines => Records(file, quoted: false),
            ExportFormat.Geojson => Features(file),
            _ => throw new InvalidDataException("The format is not known."),
        };
    }

    // A record ends with a line, but not within quotes: two in a row, which stand for one, close and open again.
    private static long Records(Stream file, bool quoted = true)
    {
        var buffer = new byte[BufferBytes];
        long records = 0;
        var (within, begun) = (false, false);
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            foreach (var one in buffer.AsSpan(0, read))
            {
                within ^= quoted && one == '"';
                begun = within || one != '\n';
                records += begun ? 0 : 1;
            }
        }
        return begun ? records + 1 : records;
    }

    private static long SheetRows(Stream file)
    {
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        using var part = archive.GetEntry(XlsxParts.Sheet)?.Open() ?? throw new InvalidDataException("The workbook has no sheet.");
        using var sheet = XmlReader.Create(part);
        long rows = 0;
        while (sheet.Read())
            rows += sheet is { NodeType: XmlNodeType.Element, LocalName: "row" } ? 1 : 0;
        return rows;
    }

    private static long Features(Stream file)
    {
        var buffer = new byte[BufferBytes];
        var (state, held, features) = (new JsonReaderState(), 0, 0L);
        bool ended;
        do
        {
            if (held == buffer.Length)
                Array.Resize(ref buffer, held < MaxTokenBytes ? 2 * held : throw new InvalidDataException("A value is too large."));
            var read = file.Read(buffer, held, buffer.Length - held);
            ended = read == 0;
            var json = new Utf8JsonReader(buffer.AsSpan(0, held + read), ended, state);
            while (json.Read())
                features += json.TokenType == JsonTokenType.StartObject && json.CurrentDepth == FeatureDepth ? 1 : 0;
            held += read - (int)json.BytesConsumed;
            buffer.AsSpan((int)json.BytesConsumed, held).CopyTo(buffer);
            state = json.CurrentState;
        }
        while (!ended);
        return features;
    }
}
