using System.IO.Compression;
using System.Security.Cryptography;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Reports.V1;

namespace Export.Tests;

/// <summary>Tests that run while no other does: they look at the memory of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>An export of a whole country costs no more memory than one of a village, and to look at a file costs none, whoever made it.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    private const int FewRows = 5_000;
    private const int ManyRows = 50_000;
    private const long NoiseBytes = 2_000_000;
    private const int UnpackedChars = 100_000_000;

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Xlsx)]
    [InlineData(ExportFormat.JsonLines)]
    [InlineData(ExportFormat.Geojson)]
    public void What_is_held_does_not_grow_with_the_rows(ExportFormat format)
    {
        HeldAfter(format, FewRows);
        var few = HeldAfter(format, FewRows);
        var many = HeldAfter(format, ManyRows);
        Assert.InRange(many - few, -NoiseBytes, NoiseBytes);
    }

    [Theory]
    [InlineData("""<worksheet a="{}"><row r="1"/></worksheet>""")]
    [InlineData("""<worksheet><!--{}--><row r="1"/></worksheet>""")]
    [InlineData("""<worksheet><row r="1"/><c><![CDATA[{}]]></c></worksheet>""")]
    public async Task A_small_workbook_that_unpacks_to_much_takes_no_memory(string sheet)
    {
        var folder = Directory.CreateTempSubdirectory("casualties-check-");
        try
        {
            var path = Path.Combine(folder.FullName, "small.xlsx");
            await File.WriteAllBytesAsync(path, WorkbookOf(sheet));
            var manifest = new Manifest { Sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), Export = new() { Format = ExportFormat.Xlsx } };

            var before = GC.GetTotalAllocatedBytes();
            var check = await FileCheck.OfAsync(path, manifest, CancellationToken.None);
            Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, NoiseBytes);
            Assert.True(check.Matches);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The place of the text in a sheet is marked by braces.
    private static byte[] WorkbookOf(string sheet)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var part = new StreamWriter(archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open());
            var piece = new string('a', UnpackedChars / 100);
            part.Write(sheet[..sheet.IndexOf('{', StringComparison.Ordinal)]);
            for (var written = 0; written < UnpackedChars; written += piece.Length)
                part.Write(piece);
            part.Write(sheet[(sheet.IndexOf('}', StringComparison.Ordinal) + 1)..]);
        }
        return file.ToArray();
    }

    // What is alive when the last row was written and the file is not closed yet.
    private static long HeldAfter(ExportFormat format, int rows)
    {
        IReadOnlyList<ColumnHead> heads =
            [new("incident", ""), new("latitude", ""), new("longitude", ""), new("precision", ""), .. Enumerable.Range(0, 20).Select(i => new ColumnHead($"column_{i}", ""))];
        using var bytes = new ExportBytes();
        using var form = RowForm.Of(format, heads, hxlTags: false, bytes);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        form.Begin();
        var row = new Cell[heads.Count];
        for (var number = 0; number < rows; number++)
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = i % 2 == 0 ? Cell.Of($"text {number} of {i}") : Cell.Of((double?)(number / 7.0));
            form.Write(row);
            while (bytes.TryTakePart(out _))
                continue;
        }
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        form.End();
        return held;
    }
}
