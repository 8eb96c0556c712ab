using System.Security.Cryptography;
using System.Text;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Reports.V1;
using CsCheck;

namespace Export.Tests;

/// <summary>Files are held against their manifests.</summary>
public sealed class FileCheckTests : IDisposable
{
    private static readonly IReadOnlyList<ColumnHead> Heads = [new("incident", "#event+id"), new("title", "#event+name"), new("latitude", "#geo+lat"), new("longitude", "#geo+lon"), new("precision", "#geo+precision")];

    private static readonly Gen<Cell[]> Incident =
        Gen.Select(Rows.Text, Rows.Text).Select((id, title) => new[] { Cell.Of(id), Cell.Of(title), Cell.Of(34.5), Cell.Of(69.2), Cell.Of("LOCATION_PRECISION_SETTLEMENT") });

    private static readonly Gen<ExportOptions> Options = Rows.OneOf(
        new ExportOptions { Format = ExportFormat.Csv }, new ExportOptions { Format = ExportFormat.Csv, HxlTags = true }, new ExportOptions { Format = ExportFormat.Xlsx },
        new ExportOptions { Format = ExportFormat.Xlsx, HxlTags = true }, new ExportOptions { Format = ExportFormat.JsonLines }, new ExportOptions { Format = ExportFormat.Geojson });

    private readonly string folder = Directory.CreateTempSubdirectory("casualties-check-").FullName;

    [Fact]
    public async Task A_file_is_the_one_of_its_manifest_and_one_changed_byte_is_found() =>
        await Gen.Select(Incident.Array[0, 6], Options, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255]).SampleAsync(async (rows, options, at, change) =>
        {
            var file = Rows.FileOf(options.Format, Heads, rows, options.HxlTags);
            var manifest = ManifestOf(file, rows.Length, options);
            var check = await CheckAsync(file, manifest);
            Assert.True(check.Matches, $"{options.Format}: {check.Rows} rows, not {rows.Length}.");
            if (file.Length == 0)
                return;

            file[at % file.Length] ^= change;
            Assert.False((await CheckAsync(file, manifest)).HasSha256);
        },
        iter: 200,
        threads: 1);

    [Theory]
    [InlineData(ExportFormat.Csv, "incident\r\nincidents/a\r\nincidents/b\r\n", 2)]
    [InlineData(ExportFormat.Csv, "incident\r\nincidents/a\r\nincidents/b", 2)]
    [InlineData(ExportFormat.Csv, "title\r\n\"one\r\ntwo\"\"\n\"\r\n", 1)]
    [InlineData(ExportFormat.JsonLines, "{}\n{}\n", 2)]
    [InlineData(ExportFormat.JsonLines, "{\"a\":\"\\\"\"}\n{}", 2)]
    [InlineData(ExportFormat.Geojson, """{"type":"FeatureCollection","features":[{"properties":{"a":{}}},{}]}""", 2)]
    [InlineData(ExportFormat.Geojson, """{"type":"FeatureCollection","features":[{}""", null)]
    [InlineData(ExportFormat.Xlsx, "no archive", null)]
    [InlineData(ExportFormat.Csv, "", null)]
    public async Task Rows_are_counted_from_the_file_alone(ExportFormat format, string text, int? rows)
    {
        var file = Encoding.UTF8.GetBytes(text);
        var check = await CheckAsync(file, ManifestOf(file, 7, new() { Format = format }));
        Assert.Equal((true, rows, false), (check.HasSha256, (int?)check.Rows, check.HasRows));
    }

    [Fact]
    public async Task Of_another_file_no_rows_are_counted()
    {
        var file = Encoding.UTF8.GetBytes("incident\r\nincidents/a\r\n");
        var check = await CheckAsync([.. file, 1], ManifestOf(file, 1, new() { Format = ExportFormat.Csv }));
        Assert.Equal((false, null, false), (check.HasSha256, check.Rows, check.HasRows));
    }

    [Fact]
    public async Task A_large_file_is_counted_across_what_is_read_at_once()
    {
        foreach (var format in new[] { ExportFormat.Csv, ExportFormat.JsonLines, ExportFormat.Geojson, ExportFormat.Xlsx })
        {
            var rows = Enumerable.Range(0, 2_000).Select(row => new[] { Cell.Of($"incidents/{row}"), Cell.Of(new string('"', row % 200) + "\n"), Cell.Of(1.5), Cell.Of(2.5), default }).ToArray();
            var file = Rows.FileOf(format, Heads, rows);
            Assert.True((await CheckAsync(file, ManifestOf(file, rows.Length, new() { Format = format }))).Matches);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"sha256\":\"00\"}")]
    [InlineData("""{"sha256":"\u001b]0;owned\u0007","export":{"format":"EXPORT_FORMAT_CSV"}}""")]
    [InlineData("""{"sha256":"\u001b[2J4c6a3f27e0ecbb3ce0b4a4ef9c4a4ef9c4a4ef9c4a4ef9c4a4ef9c4a4ef9","export":{"format":"EXPORT_FORMAT_CSV"}}""")]
    [InlineData("""{"sha256":"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855","export":{"format":"EXPORT_FORMAT_CSV"}}""")]
    [InlineData("""{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","rowCount":"-1","export":{"format":"EXPORT_FORMAT_CSV"}}""")]
    [InlineData("""{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}""")]
    [InlineData("no manifest")]
    [InlineData("")]
    public async Task What_is_no_manifest_of_a_file_is_refused(string text)
    {
        var path = Path.Combine(folder, "manifest.json");
        await File.WriteAllTextAsync(path, text);
        await Assert.ThrowsAsync<InvalidDataException>(() => ManifestFile.ReadAsync(path, CancellationToken.None));
    }

    [Fact]
    public async Task A_manifest_is_read_as_it_was_written_and_only_up_to_its_limit()
    {
        var path = Path.Combine(folder, "manifest.json");
        var manifest = ManifestOf([1, 2, 3], 3, new() { Format = ExportFormat.Csv, HxlTags = true });
        await File.WriteAllTextAsync(path, ManifestFile.Format(manifest));
        Assert.Equal(manifest, await ManifestFile.ReadAsync(path, CancellationToken.None));

        await File.AppendAllTextAsync(path, new string(' ', ManifestFile.MaxBytes));
        await Assert.ThrowsAsync<InvalidDataException>(() => ManifestFile.ReadAsync(path, CancellationToken.None));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Manifest ManifestOf(byte[] file, int rows, ExportOptions options) => new() { Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)), RowCount = rows, Export = options };

    private async Task<FileCheck> CheckAsync(byte[] file, Manifest manifest)
    {
        var path = Path.Combine(folder, "file");
        await File.WriteAllBytesAsync(path, file);
        return await FileCheck.OfAsync(path, manifest, CancellationToken.None);
    }
}
