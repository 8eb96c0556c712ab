using System.Text.Json;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Reports.V1;

namespace Export.Tests;

/// <summary>Files are read by the programs that people read them with.</summary>
public sealed class OtherToolsTests : IDisposable
{
    private static readonly Cell[][] Some =
    [
        [Cell.Of("=HYPERLINK(\"https://example.org\")"), Cell.Of(0L), Cell.Of(0.25), Cell.Of((bool?)true), Cell.Of("a,b \"c\"\nd")],
        [Cell.Of("صبح کابل 🕊️"), default, default, default, Cell.Of("-1")],
        [Cell.Of("007"), Cell.Of(12L), Cell.Of(-69.5), Cell.Of((bool?)false), default],
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("casualties-export-").FullName;

    [Fact]
    public async Task Jq_reads_JSON_Lines()
    {
        var file = FileOf(ExportFormat.JsonLines, Rows.Heads, Some);
        Assert.Equal("[0,null,12]\n", await OtherTools.RunAsync("jq", "-c", "-s", "map(.people)", file));
        Assert.Equal("-1\n", await OtherTools.RunAsync("jq", "-r", "select(.share == null) | .last", file));
    }

    [Fact]
    public async Task Sqlite_imports_CSV()
    {
        var file = FileOf(ExportFormat.Csv, Rows.Heads, Some);
        var read = await OtherTools.RunAsync("sqlite3", ":memory:", ".mode csv", $".import {file} rows", ".mode json", "SELECT * FROM rows");
        using var json = JsonDocument.Parse(read);
        Assert.Equal(
            Some.Select(row => row.Select(Rows.InSheet)),
            json.RootElement.EnumerateArray().Select(row => row.EnumerateObject().Select(member => member.Value.GetString()!)));
    }

    [Fact]
    public async Task Ogrinfo_reads_GeoJSON()
    {
        ColumnHead[] heads = [new("incident", ""), new("latitude", ""), new("longitude", ""), new("precision", ""), new("killed_median", "")];
        var file = FileOf(ExportFormat.Geojson, heads,
        [
            [Cell.Of("incidents/a"), Cell.Of(34.5), Cell.Of(69.2), Cell.Of("LOCATION_PRECISION_SETTLEMENT"), Cell.Of(0L)],
            [Cell.Of("incidents/b"), Cell.Of(34.5), Cell.Of(69.2), Cell.Of("LOCATION_PRECISION_ADM1"), default],
        ]);
        var read = await OtherTools.RunAsync("ogrinfo", "-ro", "-al", file);
        Assert.Contains("Feature Count: 2", read, StringComparison.Ordinal);
        Assert.Contains("POINT (69.2 34.5)", read, StringComparison.Ordinal);
        Assert.Single(read.Split('\n'), line => line.Contains("POINT (", StringComparison.Ordinal));
        Assert.Contains("killed_median (Integer) = 0", read, StringComparison.Ordinal);
        Assert.Contains("killed_median (Integer) = (null)", read, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LibreOffice_reads_a_workbook_and_finds_no_formula()
    {
        var file = FileOf(ExportFormat.Xlsx, Rows.Heads, Some);
        // A profile of its own: another LibreOffice that runs would take the work over.
        await OtherTools.RunAsync(
            "soffice", $"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", Path.Combine(folder, "out"), file);
        Assert.Equal(
            """
            first,people,share,open,last
            "'=HYPERLINK(""https://example.org"")",0,0.25,TRUE,"a,b ""c""
            d"
            صبح کابل 🕊️,,,,'-1
            007,12,-69.5,FALSE,

            """,
            await File.ReadAllTextAsync(Path.Combine(folder, "out", "rows.csv")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string FileOf(ExportFormat format, IReadOnlyList<ColumnHead> heads, Cell[][] rows)
    {
        var file = Path.Combine(folder, $"rows.{format.ToString().ToLowerInvariant()}");
        File.WriteAllBytes(file, Rows.FileOf(format, heads, rows));
        return file;
    }
}
