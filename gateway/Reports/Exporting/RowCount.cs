using System.IO.Compression;
using System.Text.Json;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Counts the rows of a file, from the file alone and in little memory: headings and tags are none.</summary>
internal static class RowCount
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The largest value in a file of GeoJSON, in bytes; one that is larger is not ours.</summary>
    private const int MaxTokenBytes = 16 * 1024 * 1024;

    /// <summary>How large the sheet of a workbook is at most once it is unpacked, in bytes: 8 kB for each row that there can be. A small archive can hold a larger one, which is not ours.</summary>
    private const long MaxSheetBytes = 8_000L * XlsxForm.MaxRows;

    // The collection, its list, and what stands in it.
    private const int FeatureDepth = 2;

    /// <summary>The rows of a file. Throws <see cref="JsonException"/> or <see cref="InvalidDataException"/> if it is not in the format.</summary>
    public static long Of(Stream file, ExportOptions export)
    {
        var headings = export.HxlTags ? 2 : 1;
        return export.Format switch
        {
            ExportFormat.Csv => Below(headings, Records(file)),
            ExportFormat.Xlsx => Below(headings, SheetRows(file)),
            ExportFormat.JsonLines => Records(file, quoted: false),
            ExportFormat.Geojson => Features(file),
            _ => throw new InvalidDataException("The format is not known."),
        };
    }

    private static long Below(int headings, long rows) => rows >= headings ? rows - headings : throw new InvalidDataException("The file has no headings.");

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
        using var sheet = archive.GetEntry(XlsxParts.Sheet)?.Open() ?? throw new InvalidDataException("The workbook has no sheet.");
        return RowMarks(sheet);
    }

    // A parser would hold texts and attributes, however long. In what we write, "<" stands nowhere but before the name of a mark, and each row has its number.
    private static long RowMarks(Stream sheet)
    {
        var mark = "<row "u8;
        var buffer = new byte[BufferBytes];
        var (rows, size, matched) = (0L, 0L, 0);
        int read;
        while ((read = sheet.Read(buffer)) > 0)
        {
            if ((size += read) > MaxSheetBytes)
                throw new InvalidDataException("The sheet is too large.");
            foreach (var one in buffer.AsSpan(0, read))
            {
                matched = one == mark[matched] ? matched + 1 : one == '<' ? 1 : 0;
                if (matched < mark.Length)
                    continue;
                (rows, matched) = (rows + 1, 0);
            }
        }
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
