using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Casualties.Estimation;
using Casualties.Estimation.Scoring;
using Casualties.Gateway.Backtest;

namespace Import.Tests.Backtest;

/// <summary>The command as people run it, and what it writes for programs.</summary>
public sealed class BacktestCommandTests
{
    private static readonly string[] MethodKeys =
        ["coverage", "pit90", "mean_log_width_90", "interval_score_90", "weighted_interval_score", "median_abs_log_error"];

    [Fact]
    public void Scores_are_those_of_the_ranges_shown()
    {
        using var sheet = BacktestFolder.WithClaims(BacktestFolder.Claim(1), BacktestFolder.Claim(2, originator: "Hospital", count: "at_least,9,,"));
        BacktestResult result = sheet.Run();
        PairForecast row = Assert.Single(result.Rows);
        Assert.Equal(new CountInterval(8, 9), row.Envelope.Within90);
        QuantityScores killed = result.Quantities[0];
        Assert.Equal(("killed", 1, "injured", 0), (killed.Harm, killed.Pairs, result.Quantities[1].Harm, result.Quantities[1].Pairs));
        Assert.Equal([Methods.Calibrated, Methods.Envelope, Methods.WeightedMean], killed.Methods.Select(method => method.Method));
        Assert.Equal(LogScore.Interval(row.Own!.Value.Within90, 12, 0.9), killed.Methods[0].Scores.Within90.IntervalScore);
        Assert.Equal(Math.Log(10.0 / 9) + (20 * Math.Log(13.0 / 10)), killed.Methods[1].Scores.Within90.IntervalScore, 12);
    }

    [Theory]
    [InlineData(15, 16, 0.7167, 0.9889)]
    [InlineData(5, 5, 0.5655, 1)]
    [InlineData(0, 10, 0, 0.2775)]
    public void A_share_of_few_cases_is_shown_with_its_interval(int held, int cases, double low, double high)
    {
        var interval = BinomialInterval.Of((double)held / cases, cases);
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void Where_a_policy_gives_no_ranges_only_the_envelope_is_scored()
    {
        using var sheet = BacktestFolder.WithClaims(BacktestFolder.Claim(1));
        BacktestResult result = sheet.Run(Policies.DocumentedBounds);
        Assert.Equal([Methods.Envelope], result.Quantities[0].Methods.Select(method => method.Method));
        using JsonDocument json = JsonDocument.Parse(Json(result));
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("rows")[0].GetProperty("median").ValueKind);
    }

    [Fact]
    public void Json_has_the_documented_shape_and_the_same_bytes_each_time()
    {
        using var sheet = BacktestFolder.WithClaims(BacktestFolder.Claim(1), BacktestFolder.Claim(2, originator: "Hospital", count: "range,9,14,"));
        byte[] bytes = Json(sheet.Run());
        Assert.Equal(bytes, Json(sheet.Run()));

        using JsonDocument json = JsonDocument.Parse(bytes);
        JsonElement root = json.RootElement;
        Assert.Equal(["within_days", "policy", "quantities", "rows"], Keys(root));
        Assert.Equal((3, "calibrated"), (root.GetProperty("within_days").GetInt32(), root.GetProperty("policy").GetString()));
        Assert.Equal(["killed", "injured"], Keys(root.GetProperty("quantities")));
        JsonElement killed = root.GetProperty("quantities").GetProperty("killed");
        Assert.Equal(["pairs", "methods"], Keys(killed));
        Assert.Equal(["calibrated", "envelope", "weighted_mean"], Keys(killed.GetProperty("methods")));
        foreach (JsonProperty method in killed.GetProperty("methods").EnumerateObject())
        {
            Assert.Equal(MethodKeys, Keys(method.Value));
            Assert.Equal(["50", "80", "90", "95"], Keys(method.Value.GetProperty("coverage")));
            Assert.Equal(method.Name == "calibrated" ? JsonValueKind.Number : JsonValueKind.Null, method.Value.GetProperty("pit90").ValueKind);
        }

        Assert.Empty(Keys(root.GetProperty("quantities").GetProperty("injured").GetProperty("methods")));
        JsonElement row = Assert.Single(root.GetProperty("rows").EnumerateArray());
        Assert.Equal(["incident_key", "harm", "victims", "later", "low90", "median", "high90", "claims"], Keys(row));
        Assert.Equal(("blast-1", "killed", "total"), (row.GetProperty("incident_key").GetString(), row.GetProperty("harm").GetString(), row.GetProperty("victims").GetString()));
        Assert.Equal((12, 2), (row.GetProperty("later").GetInt32(), row.GetProperty("claims").GetInt32()));
        Assert.InRange(row.GetProperty("median").GetInt64(), row.GetProperty("low90").GetInt64(), row.GetProperty("high90").GetInt64());
    }

    [Fact]
    public async Task The_command_prints_the_scores_and_writes_the_file()
    {
        using var sheet = BacktestFolder.WithClaims(BacktestFolder.Claim(1), "blast-9,1,2021-08-03,Paper,,,killed,exact,8,8,,total,,,\n");
        string file = Path.Combine(sheet.Folder, "scores.json");
        (int code, string said, string errors) = await RunAsync(sheet.Folder, "--within", "36h", "--json", file);
        Assert.Equal(0, code);
        Assert.Contains("killed: 1 pair", said, StringComparison.Ordinal);
        Assert.Contains("injured: no pairs", said, StringComparison.Ordinal);
        Assert.Contains("blast-9/1", errors, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(1.5, json.RootElement.GetProperty("within_days").GetDouble());
    }

    [Fact]
    public async Task A_wrong_command_line_and_a_sheet_that_cannot_be_scored_are_told_apart()
    {
        using var sheet = BacktestFolder.WithClaims(BacktestFolder.Claim(1));
        (int code, _, string errors) = await RunAsync(sheet.Folder, "--policy", "best", "--within", "soon");
        Assert.Equal(2, code);
        Assert.Contains("Known are calibrated, documented-bounds, two-independent, three-types, graded-only.", errors, StringComparison.Ordinal);
        Assert.Contains("--within must be days (3d, or 3) or hours (36h)", errors, StringComparison.Ordinal);

        (code, string said, _) = await RunAsync(sheet.Folder, "--policy", "graded-only");
        Assert.Equal(1, code);
        Assert.Contains("1 left out: the policy weighs none of the early claims", said, StringComparison.Ordinal);

        File.Delete(Path.Combine(sheet.Folder, "best_later.csv"));
        (code, _, errors) = await RunAsync(sheet.Folder);
        Assert.Equal(1, code);
        Assert.Contains("best_later.csv is missing", errors, StringComparison.Ordinal);
    }

    private static byte[] Json(BacktestResult result)
    {
        using var stream = new MemoryStream();
        BacktestJson.Write(stream, result);
        return stream.ToArray();
    }

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(property => property.Name);

    private static async Task<(int Code, string Said, string Errors)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "casualties.dll"), "backtest", .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await said, errors);
    }
}
