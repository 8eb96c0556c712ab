using System.Text;
using Casualties.Gateway.Import;
using CsCheck;
using Sylvan.Data.Csv;

namespace Import.Tests;

public sealed class CsvRowsTests
{
    private static readonly Gen<string> Cell = Gen.Char["ab,\"\n \r#é€=;"].Array[0, 6].Select(chars => new string(chars));

    [Fact]
    public void Rows_that_are_written_properly_are_read_as_another_reader_reads_them() =>
        Gen.Int[1, 5].SelectMany(columns => Cell.Array[columns].Array[1, 8]).Sample(rows =>
        {
            // The first cell is never blank, so that no row is an empty line.
            string text = string.Concat(rows.Select(row => string.Join(',', row.Select((cell, i) => Quote(i == 0 ? "k" + cell : cell))) + "\r\n"));
            Assert.Equal(ReadBySylvan(text), Read(Encoding.UTF8.GetBytes(text)).Select(row => row.Cells));
        });

    [Fact]
    public void Whatever_the_bytes_every_line_is_accounted_for_once()
    {
        byte[] sheet = Encoding.UTF8.GetBytes("a,b\nc,\"d\"\n\"e\nf\",g\nh,\"\"\n\"é\",\"i,\"\"j\"\n");
        Gen.Int[0, sheet.Length - 1].Select(Gen.Byte).Array[1, 5].Sample(mutations =>
        {
            byte[] mutated = [.. sheet];
            foreach ((int place, byte value) in mutations)
                mutated[place] = value;
            if (mutated.AsSpan().StartsWith(Encoding.UTF8.Preamble))
                return;
            int lines = Encoding.Latin1.GetString(mutated).Split('\n').Count(line => line.Trim(',', ' ', '\r').Length > 0);
            Assert.Equal(lines, Read(mutated).Sum(row => row.FilledLines));
        }, iter: 20_000);

    }

    [Fact]
    public void An_unclosed_quote_costs_one_line() =>
        Assert.Equal(["1:a|b", "2!", "3:e|f"], Describe("a,b\nc,\"d\ne,f\n"));

    [Fact]
    public void A_quote_that_swallows_the_next_lines_costs_one_line() =>
        Assert.Equal(["1:a|b", "2!", "3:e|f,", "4:g|h"], Describe("a,b\nc,\"d\ne,\"f,\"\ng,h\n"));

    [Fact]
    public void A_line_longer_than_the_limit_costs_that_line()
    {
        string line = new('x', SheetLimits.MaxRowBytes);
        Assert.Equal(["1:a|b", "2!", "3:c|d"], Describe($"a,b\n{line}\nc,d"));
        Assert.Equal(["1:a|b", "2!"], Describe($"a,b\n{line},"));
    }

    [Fact]
    public void Rows_of_any_length_pass_the_edges_of_the_buffer()
    {
        string text = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},\"{new string('y', 1 + (i * 1607))}\n\"\n"));
        (int Line, string[] Cells)[] rows = [.. Read(Encoding.UTF8.GetBytes(text)).Select(row => (row.Line, row.Cells))];
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (1 + (i * 2), 2 + (i * 1607))), rows.Select(row => (row.Line, row.Cells[1].Length)));
    }

    private static IEnumerable<string> Describe(string text) =>
        Read(Encoding.UTF8.GetBytes(text)).Select(row => row.Fault is null ? $"{row.Line}:{string.Join('|', row.Cells)}" : $"{row.Line}!");

    private static List<(int Line, int FilledLines, string? Fault, string[] Cells)> Read(byte[] bytes)
    {
        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        var read = new List<(int, int, string?, string[])>();
        using var rows = new CsvRows(new MemoryStream(bytes));
        while (rows.Read())
        {
            rows.ExpectedCount ??= rows.Count == 0 ? null : rows.Count;
            int filled = lines.Skip(rows.Line - 1).Take(rows.Lines).Count(line => line.Trim(',', ' ', '\r').Length > 0);
            read.Add((rows.Line, filled, rows.Fault, [.. Enumerable.Range(0, rows.Count).Select(cell => rows[cell].ToString())]));
        }

        return read;
    }

    private static List<string[]> ReadBySylvan(string text)
    {
        var read = new List<string[]>();
        using var reader = CsvDataReader.Create(new StringReader(text), new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',' });
        while (reader.Read())
            read.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
        return read;
    }

    private static string Quote(string cell) => "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
}
