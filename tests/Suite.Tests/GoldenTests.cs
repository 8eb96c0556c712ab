using System.Text.Encodings.Web;
using System.Text.Json;
using Casualties.Hosting.Records;
using Casualties.Type.V1;
using Microsoft.Extensions.Time.Testing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>
/// JSON as clients see it, to the letter, in Golden/. Where a change of it is meant, write the files anew with UPDATE_GOLDEN=1 and look at
/// what changed.
/// </summary>
public sealed class GoldenTests : SuiteTest
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task A_claim_and_a_report_are_written_as_before()
    {
        var time = new FakeTimeProvider(Kabul.Evening);
        var suite = await StartAsync(time, new CountingIds(time));
        await suite.CreateAsync(Source("Ministry of the Interior"), "interior-ministry");
        await suite.CreateAsync(Incident("Explosion near a market"), "kabul-market");
        var claim = await suite.RecordAsync(Claim("incidents/kabul-market", "sources/newspaper", "sources/interior-ministry", AtLeast(0), Between(11, 20, HarmType.Injured)).With(one =>
        {
            one.VerbatimQuote = "\"At least none\", they said; «11–20» hurt.";
            one.Url = "https://example.org/a?b=c&d=e";
            one.Attributions.Add(new Attribution { Actor = "A group", Status = AttributionStatus.AllegedBySource });
        }));
        await suite.ReportAsync("incidents/kabul-market", await suite.NewestAsync());

        await AssertGoldenAsync("claim.json", await suite.Http.GetStringAsync(new Uri($"/v1/{claim.Name}", UriKind.Relative)));
        await AssertGoldenAsync("report.json", await suite.Http.GetStringAsync(new Uri("/v1/incidents/kabul-market/report", UriKind.Relative)));
    }

    private static async Task AssertGoldenAsync(string file, string json)
    {
        using var document = JsonDocument.Parse(json);
        var actual = JsonSerializer.Serialize(document.RootElement, Readable) + "\n";
        var path = Path.Combine(GoldenFolder(), file);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            await File.WriteAllTextAsync(path, actual);
        Assert.Equal(await File.ReadAllTextAsync(path), actual);
    }

    private static string GoldenFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Casualties.sln")))
                return Path.Combine(folder.FullName, "tests", "Suite.Tests", "Golden");
        }
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Casualties.sln.");
    }

    private sealed class CountingIds(TimeProvider time) : IdSource(time)
    {
        private int made;

        public override string Next() => $"made-{Interlocked.Increment(ref made)}";
    }
}
