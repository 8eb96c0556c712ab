using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Casualties.Gateway.Import;

/// <summary>
/// Reads rows of a CSV file (RFC 4180, strict UTF-8, a byte order mark allowed) from an untrusted stream, in bounded memory. A row that cannot
/// be read is reported as such and costs its first line only: reading goes on with the next one. That is why this is no library: those stop
/// at the first stray quote, over-long line or invalid byte, or repair it silently.
/// </summary>
/// <remarks>Lines of nothing but commas and spaces, as spreadsheets leave them, are no rows. What <see cref="this"/> gives is valid until the next row is read.</remarks>
public sealed class CsvRows(Stream stream) : IDisposable
{
    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(4 * SheetLimits.MaxRowBytes);
    private readonly byte[] cellBytes = new byte[SheetLimits.MaxRowBytes];
    private readonly char[] cellChars = new char[SheetLimits.MaxRowBytes];
    private readonly int[] byteEnds = new int[SheetLimits.MaxColumns + 1];
    private readonly int[] charEnds = new int[SheetLimits.MaxColumns + 1];
    private int start;
    private int end;
    private bool ended;
    private int nextLine = 1;
    private long nextOffset;

    /// <summary>The line on which the row begins, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>How many lines the row takes.</summary>
    public int Lines { get; private set; }

    /// <summary>How many cells the row has; 0 if it has a fault.</summary>
    public int Count { get; private set; }

    /// <summary>Why the row cannot be read; null if it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>The cell in which <see cref="Fault"/> lies, from 0; null if that is not known.</summary>
    public int? FaultyCell { get; private set; }

    /// <summary>How many cells every row must have; null as long as the header has not been read.</summary>
    public int? ExpectedCount { get; set; }

    /// <summary>A cell, from 0, without its quotes.</summary>
    public ReadOnlySpan<char> this[int cell] => cellChars.AsSpan(Begin(charEnds, cell), charEnds[cell] - Begin(charEnds, cell));

    /// <summary>The length of a cell in bytes of UTF-8.</summary>
    public int ByteLength(int cell) => byteEnds[cell] - Begin(byteEnds, cell);

    /// <summary>Reads the next row. False at the end of the file.</summary>
    /// <exception cref="ClaimSheetRefused">The file is larger than <see cref="SheetLimits.MaxFileBytes"/>.</exception>
    public bool Read()
    {
        while (Fill())
        {
            ReadOnlySpan<byte> window = buffer.AsSpan(start, Math.Min(end - start, SheetLimits.MaxRowBytes));
            bool whole = ended && end - start <= SheetLimits.MaxRowBytes;
            int lineBreak = window.IndexOf((byte)'\n');
            (Line, Lines, Count, Fault, FaultyCell) = (nextLine, 1, 0, null, null);
            if (lineBreak < 0 && !whole)
            {
                Fault = string.Create(CultureInfo.InvariantCulture, $"the line is longer than {SheetLimits.MaxRowBytes:N0} bytes");
                SkipLine();
                return true;
            }

            ReadOnlySpan<byte> line = lineBreak < 0 ? window : window[..(lineBreak + 1)];
            if (!line.ContainsAnyExcept(", \r\n"u8))
            {
                Advance(line.Length, 1);
                continue;
            }

            int length = Split(window, whole);
            if (Fault is null)
                Decode(window[..length]);
            if (Fault is not null)
            {
                (length, Lines, Count) = (line.Length, 1, 0);
            }

            Advance(length, Lines);
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        stream.Dispose();
    }

    private static int Begin(int[] ends, int cell) => cell == 0 ? 0 : ends[cell - 1];

    // Makes sure that the window holds a whole row of the largest size, or all that is left.
    private bool Fill()
    {
        if (!ended && end - start <= SheetLimits.MaxRowBytes)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            while (!ended && end < buffer.Length)
            {
                int read = stream.Read(buffer, end, buffer.Length - end);
                ended = read == 0;
                end += read;
            }

            if (nextOffset == 0 && buffer.AsSpan(0, end).StartsWith(Encoding.UTF8.Preamble))
                Advance(Encoding.UTF8.Preamble.Length, 0);
            if (nextOffset + end - start > SheetLimits.MaxFileBytes)
                throw new ClaimSheetRefused(string.Create(CultureInfo.InvariantCulture, $"the file is larger than {SheetLimits.MaxFileBytes:N0} bytes"));
        }

        return start < end;
    }

    private void Advance(int bytes, int lines)
    {
        start += bytes;
        nextOffset += bytes;
        nextLine += lines;
    }

    private void SkipLine()
    {
        do
        {
            int lineBreak = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (lineBreak >= 0)
            {
                Advance(lineBreak + 1, 1);
                return;
            }

            Advance(end - start, 0);
        }
        while (Fill());
    }

    // Finds the cells of the row that the window begins with, and gives its length in bytes. Without its quotes the row fits cellBytes.
    private int Split(ReadOnlySpan<byte> window, bool whole)
    {
        int at = 0, written = 0;
        while (true)
        {
            if (Count > SheetLimits.MaxColumns)
                return Refuse(string.Create(CultureInfo.InvariantCulture, $"the row has more than {SheetLimits.MaxColumns} cells"));
            bool quoted = at < window.Length && window[at] == '"';
            if (quoted ? !Quoted(window, ref at, ref written) : !Unquoted(window, ref at, ref written))
                return 0;
            byteEnds[Count++] = written;
            if (at == window.Length)
                return whole ? Complete(at) : Refuse(QuoteNotClosed);
            switch (window[at])
            {
                case (byte)',':
                    at++;
                    break;
                case (byte)'\n':
                    return Complete(at + 1);
                case (byte)'\r' when at + 1 < window.Length ? window[at + 1] == '\n' : whole:
                    return Complete(Math.Min(at + 2, window.Length));
                default:
                    return Refuse("text follows a closing quote");
            }
        }
    }

    private const string QuoteNotClosed = "a quote is not closed";

    private bool Quoted(ReadOnlySpan<byte> window, ref int at, ref int written)
    {
        while (true)
        {
            at++;
            int quote = window[at..].IndexOf((byte)'"');
            if (quote < 0 || (Lines += window.Slice(at, quote).Count((byte)'\n')) > SheetLimits.MaxRowLines)
            {
                Fault = QuoteNotClosed;
                return false;
            }

            Append(window.Slice(at, quote), ref written);
            at += quote + 1;
            if (at == window.Length || window[at] != '"')
                return true;
            Append("\""u8, ref written);
        }
    }

    private bool Unquoted(ReadOnlySpan<byte> window, ref int at, ref int written)
    {
        int length = window[at..].IndexOfAny((byte)',', (byte)'\n', (byte)'"');
        if (length < 0)
        {
            length = window.Length - at;
        }
        else if (window[at + length] == '"')
        {
            Fault = "a quote stands inside a cell that does not begin with one";
            return false;
        }

        ReadOnlySpan<byte> cell = window.Slice(at, length);
        at += length;
        bool last = at == window.Length || window[at] == '\n';
        Append(last && cell.EndsWith("\r"u8) ? cell[..^1] : cell, ref written);
        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes, ref int written)
    {
        bytes.CopyTo(cellBytes.AsSpan(written));
        written += bytes.Length;
    }

    private int Complete(int length) =>
        Count == (ExpectedCount ?? Count)
            ? length
            : Refuse(string.Create(CultureInfo.InvariantCulture, $"the row has {Count} cells, the header {ExpectedCount}"));

    private int Refuse(string fault)
    {
        Fault = fault;
        return 0;
    }

    private void Decode(ReadOnlySpan<byte> row)
    {
        int chars = 0;
        for (int cell = 0; cell < Count; cell++)
        {
            ReadOnlySpan<byte> bytes = cellBytes.AsSpan(Begin(byteEnds, cell), ByteLength(cell));
            if (Utf8.ToUtf16(bytes, cellChars.AsSpan(chars), out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done)
            {
                Fault = string.Create(CultureInfo.InvariantCulture, $"not UTF-8 at byte {nextOffset + FirstInvalid(row)} of the file");
                FaultyCell = cell;
                return;
            }

            chars += written;
            charEnds[cell] = chars;
        }
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out int length) == OperationStatus.Done)
            at += length;
        return at;
    }
}
