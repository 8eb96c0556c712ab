using Casualties.Gateway.Reports.Exporting;
using Casualties.Reports.V1;

namespace Export.Tests;

/// <summary>Tests that run while no other does: they look at the memory of the whole process.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>An export of a whole country costs no more memory than one of a village.</summary>
[Collection(nameof(Alone))]
public sealed class MemoryTests
{
    private const int FewRows = 5_000;
    private const int ManyRows = 50_000;
    private const long NoiseBytes = 2_000_000;

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
