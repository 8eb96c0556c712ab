using System.Security.Cryptography;
using Casualties.Gateway.Commands;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Hosting;
using Casualties.Type.V1;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary><c>casualties export</c> and <c>casualties verify FILE</c>.</summary>
public sealed class ExportCommandTests(SharedSuite shared) : IClassFixture<SharedSuite>, IDisposable
{
    private const int Fine = 0;
    private const int Refused = 1;
    private const int Usage = 2;

    private readonly string folder = Directory.CreateTempSubdirectory("casualties-export-").FullName;

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    [InlineData("jsonl")]
    [InlineData("geojson")]
    public async Task A_file_comes_with_its_manifest_and_is_verified_until_a_byte_is_changed(string format)
    {
        var incident = shared.NextIncident()["incidents/".Length..];
        await shared.Suite.CreateAsync(Incident(), incident);
        var path = Path.Combine(folder, $"out.{format}");

        Assert.Equal(Fine, await RunAsync("export", "--format", format, "--country", "AFG", "--from", "2021-08-01", "--before", "2021-09-01", "--out", path));
        Assert.Equal(["out." + format, $"out.{format}.manifest.json"], Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).Order());
        var manifest = await ManifestFile.ReadAsync(ManifestFile.BesideOf(path), CancellationToken.None);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path))), manifest.Sha256);
        Assert.Equal($"casualties-incidents-AFG-2021-08-01-to-2021-08-31.{format}", manifest.FileName);

        Assert.Equal(Fine, await CommandLine.RunAsync(["verify", path]));
        var moved = Path.Combine(folder, "moved.json");
        File.Move(ManifestFile.BesideOf(path), moved);
        Assert.Equal(Fine, await CommandLine.RunAsync(["verify", path, "--manifest", moved]));
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Equal(Refused, await CommandLine.RunAsync(["verify", path, "--manifest", moved]));
    }

    [Fact]
    public async Task What_is_refused_leaves_no_file_and_one_that_was_there_stays()
    {
        var path = Path.Combine(folder, "kept.csv");
        await File.WriteAllTextAsync(path, "kept");
        Assert.Equal(Usage, await RunAsync("export", "--format", "csv", "--country", "Afghanistan", "--out", path));
        Assert.Equal(Usage, await RunAsync("export", "--format", "geojson", "--content", "claims", "--out", path));
        Assert.Equal(Usage, await RunAsync("export", "--format", "csv", "--by", "month,colour", "--out", path));
        Assert.Equal(Usage, await RunAsync("export", "--format", "csv", "--from", "last week", "--out", path));
        Assert.Equal(Usage, await RunAsync("export", "--out", path));
        Assert.Equal("kept", await File.ReadAllTextAsync(path));
        Assert.Equal([path], Directory.EnumerateFiles(folder));
    }

    [Fact]
    public async Task A_manifest_alone_or_beside_stores_says_nothing()
    {
        var path = Path.Combine(folder, "some.csv");
        await File.WriteAllTextAsync(path, "some");
        Assert.Equal(Usage, await CommandLine.RunAsync(["verify", "--manifest", path]));
        Assert.Equal(Usage, await CommandLine.RunAsync(["verify", path, "--data", folder]));
        Assert.NotEqual(Fine, await CommandLine.RunAsync(["verify", path]));
        Assert.NotEqual(Fine, await CommandLine.RunAsync(["verify", path, "--manifest", path]));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Task<int> RunAsync(params string[] args) => CommandLine.RunAsync(
        [.. args, "--to", shared.Suite.GrpcAddress.AbsoluteUri, "--token", shared.Suite.Tokens(new Caller("analyst", RoleSet.Of(Role.Reader), Audience.Public)).Current]);
}
