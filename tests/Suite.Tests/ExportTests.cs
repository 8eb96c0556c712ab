using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Reports as files.</summary>
public sealed class ExportTests(ExportTests.Records records) : IClassFixture<ExportTests.Records>
{
    private const string Asked = "query.filter.countries=AFG&query.filter.start_date_from.year=2021&query.filter.start_date_from.month=8&query.filter.start_date_from.day=1"
        + "&query.filter.start_date_before.year=2021&query.filter.start_date_before.month=9&query.filter.start_date_before.day=1&options.format=EXPORT_FORMAT_CSV";

    private const string FileName = "casualties-incidents-AFG-2021-08-01-to-2021-08-31.csv";

    private readonly RunningSuite suite = records.Suite;

    [Fact]
    public async Task A_file_comes_as_its_header_its_bytes_and_its_whole_manifest()
    {
        var (header, parts, manifest) = await ExportAsync(new() { Options = new() { Format = ExportFormat.Csv }, Query = August() });

        Assert.Equal((FileName, 0, ""), (header.FileName, header.RowCount, header.Sha256));
        Assert.All(parts, part => Assert.InRange(part.Length, 1, 64_000));
        var file = parts.SelectMany(part => part).ToArray();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), manifest.Sha256);
        Assert.Equal((3, ExportContent.Incidents, "calibrated", Audience.Restricted), (manifest.RowCount, manifest.Export.Content, manifest.Policy, manifest.Audience));
        Assert.Equal(
            ["incidents/denied", "incidents/hit", "incidents/silent"], Encoding.UTF8.GetString(file).Split("\r\n")[1..^1].Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task Incidents_have_what_their_reports_say_and_unknown_is_not_zero()
    {
        var rows = await JsonAsync(ExportContent.Incidents);
        var (denied, hit, silent) = (rows["incidents/denied"], rows["incidents/hit"], rows["incidents/silent"]);
        var report = await suite.ReportAsync("incidents/hit");
        var killed = report.Estimates.Single(one => one.Harm == HarmType.Killed && one.Victims.Equals(new VictimGroup { Perpetrators = PerpetratorScope.Excluded }));

        Assert.Equal(killed.Count.Median, hit.GetProperty("killed_median").GetInt64());
        Assert.Equal((8, 10), (hit.GetProperty("killed_documented_low").GetInt32(), hit.GetProperty("killed_documented_high").GetInt32()));
        Assert.Equal(("2021-08-03", "AFG", 5_000), (hit.GetProperty("start_date").GetString(), hit.GetProperty("country").GetString(), hit.GetProperty("uncertainty_radius_m").GetInt32()));
        Assert.Equal(0, denied.GetProperty("killed_documented_high").GetInt32());
        Assert.All(["killed_median", "killed_documented_low", "killed_documented_open_above"], column => Assert.Equal(JsonValueKind.Null, silent.GetProperty(column).ValueKind));
        Assert.Equal(JsonValueKind.Null, hit.GetProperty("missing_documented_low").ValueKind);
    }

    [Fact]
    public async Task Every_count_statement_is_a_row_with_its_use()
    {
        var (_, parts, manifest) = await ExportAsync(new() { Options = new() { Format = ExportFormat.JsonLines, Content = ExportContent.Claims }, Query = August() });
        var said = Lines(parts).Where(row => row.GetProperty("incident").GetString() == "incidents/hit").ToList();

        Assert.Equal(4, manifest.RowCount);
        Assert.Equal(["CLAIM_A", "CLAIM_B", "CLAIM_B"], said.Select(row => row.GetProperty("claim").GetString()!.Replace("claims/", "claim_", StringComparison.Ordinal).ToUpperInvariant()));
        Assert.Equal(["STATEMENT_USE_COUNTED", "STATEMENT_USE_COUNTED", "STATEMENT_USE_COUNTED"], said.Select(row => row.GetProperty("use").GetString()));
        Assert.Equal(["COUNT_FORM_EXACT", "COUNT_FORM_RANGE", "COUNT_FORM_AT_LEAST"], said.Select(row => row.GetProperty("form").GetString()));
        Assert.Equal(JsonValueKind.Null, said[2].GetProperty("high").ValueKind);
    }

    [Fact]
    public async Task The_indicator_sums_what_is_documented_and_never_what_is_estimated()
    {
        var (_, parts, _) = await ExportAsync(new() { Options = new() { Format = ExportFormat.JsonLines, Content = ExportContent.Sdg1612 }, Query = August() });
        var everyone = Assert.Single(Lines(parts), row => row.GetProperty("sex").ValueKind == JsonValueKind.Null && row.GetProperty("civilian_status").ValueKind == JsonValueKind.Null);

        Assert.Equal((2021, "AFG"), (everyone.GetProperty("year").GetInt32(), everyone.GetProperty("country").GetString()));
        Assert.Equal((8, 10), (everyone.GetProperty("documented_deaths_low").GetInt32(), everyone.GetProperty("documented_deaths_high").GetInt32()));
        Assert.Equal(2, everyone.GetProperty("events").GetInt32());
        Assert.DoesNotContain(everyone.EnumerateObject(), member => member.Name.Contains("median", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Xlsx)]
    [InlineData(ExportFormat.JsonLines)]
    [InlineData(ExportFormat.Geojson)]
    public async Task The_same_question_of_the_same_records_gives_the_same_bytes(ExportFormat format)
    {
        var request = new ExportReportsRequest { Options = new() { Format = format } };
        var (first, again) = (await ExportAsync(request), await ExportAsync(request));
        Assert.Equal(first.Parts, again.Parts);
        Assert.Equal(first.Manifest, again.Manifest);
    }

    [Fact]
    public async Task Over_HTTP_it_is_a_download_with_a_name()
    {
        using var response = await suite.Http.GetAsync(new Uri($"/v1/reports:download?{Asked}", UriKind.Relative));
        var (_, parts, _) = await ExportAsync(new() { Options = new() { Format = ExportFormat.Csv }, Query = August() });

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("text/csv", "utf-8"), (response.Content.Headers.ContentType?.MediaType, response.Content.Headers.ContentType?.CharSet));
        Assert.Equal($"attachment; filename=\"{FileName}\"", response.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal(parts.SelectMany(part => part), await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("EXPORT_FORMAT_XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")]
    [InlineData("EXPORT_FORMAT_JSON_LINES", "application/x-ndjson", "jsonl")]
    [InlineData("EXPORT_FORMAT_GEOJSON", "application/geo+json", "geojson")]
    public async Task Every_format_has_its_media_type(string format, string type, string extension)
    {
        using var response = await suite.Http.GetAsync(new Uri($"/v1/reports:download?options.format={format}", UriKind.Relative));
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        Assert.Equal($"attachment; filename=\"casualties-incidents.{extension}\"", response.Content.Headers.GetValues("Content-Disposition").Single());
    }

    [Fact]
    public async Task Over_HTTP_the_manifest_comes_alone_and_is_that_of_the_download()
    {
        using var response = await suite.Http.GetAsync(new Uri($"/v1/reports:manifest?{Asked}", UriKind.Relative));
        var file = await suite.Http.GetByteArrayAsync(new Uri($"/v1/reports:download?{Asked}", UriKind.Relative));

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        var manifest = JsonParser.Default.Parse<Manifest>(await response.Content.ReadAsStringAsync());
        Assert.Equal((FileName, 3, Convert.ToHexStringLower(SHA256.HashData(file))), (manifest.FileName, manifest.RowCount, manifest.Sha256));
    }

    [Fact]
    public async Task A_download_is_refused_with_the_errors_of_the_RPC_and_has_no_file_name()
    {
        foreach (var address in new[] { "download", "manifest", "export" })
        {
            using var response = await suite.Http.GetAsync(new Uri($"/v1/reports:{address}?options.format=EXPORT_FORMAT_GEOJSON&options.hxl_tags=true&query.group_by=DIMENSION_DAY&query.with_changes=true&options.content=EXPORT_CONTENT_CLAIMS", UriKind.Relative));
            Assert.Equal(["options.hxl_tags", "options.format", "query.group_by", "query.with_changes"], (await Refusal.OfAsync(response)).Fields);
            Assert.False(response.Content.Headers.Contains("Content-Disposition"));
        }
    }

    [Fact]
    public async Task Changes_are_not_computed_for_a_file_that_does_not_hold_them()
    {
        var refused = await Refusal.OfAsync(() => ExportAsync(new() { Query = new() { GroupBy = { Dimension.Month }, WithChanges = true }, Options = new() { Format = ExportFormat.Csv } }));
        Assert.Equal(["query.with_changes"], refused.Fields);
    }

    [Fact]
    public async Task Nobody_downloads_without_a_token_and_the_public_gets_what_is_public()
    {
        using var anonymous = new HttpClient { BaseAddress = suite.HttpAddress };
        using var refused = await anonymous.GetAsync(new Uri($"/v1/reports:download?{Asked}", UriKind.Relative));
        Assert.Equal(StatusCode.Unauthenticated, (await Refusal.OfAsync(refused)).Code);

        using var reader = suite.HttpAs(new Caller("reader", RoleSet.Of(Role.Reader), Audience.Public));
        var file = await reader.GetStringAsync(new Uri("/v1/reports:download?options.format=EXPORT_FORMAT_CSV", UriKind.Relative));
        Assert.Contains("incidents/hit", file, StringComparison.Ordinal);
        Assert.DoesNotContain("incidents/hidden", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_retracted_is_left_out()
    {
        var (_, parts, _) = await ExportAsync(new() { Options = new() { Format = ExportFormat.Csv } });
        var file = Encoding.UTF8.GetString([.. parts.SelectMany(part => part)]);
        Assert.Contains("incidents/hidden", file, StringComparison.Ordinal);
        Assert.DoesNotContain("incidents/retracted", file, StringComparison.Ordinal);
    }

    private static AggregateQuery August() => new() { Filter = new() { Countries = { "AFG" }, StartDateFrom = Day(2021, 8, 1), StartDateBefore = Day(2021, 9, 1) } };

    private async Task<Dictionary<string, JsonElement>> JsonAsync(ExportContent content) =>
        Lines((await ExportAsync(new() { Options = new() { Format = ExportFormat.JsonLines, Content = content }, Query = August() })).Parts)
            .ToDictionary(row => row.GetProperty("incident").GetString()!);

    private static List<JsonElement> Lines(IEnumerable<byte[]> parts) =>
        [.. Encoding.UTF8.GetString([.. parts.SelectMany(part => part)]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];

    private async Task<(Manifest Header, List<byte[]> Parts, Manifest Manifest)> ExportAsync(ExportReportsRequest request)
    {
        request.MinRevisions = await suite.NewestAsync();
        using var call = new AggregateService.AggregateServiceClient(suite.Invoker).ExportReports(request);
        var responses = await call.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.All(responses[1..^1], response => Assert.Equal(ExportReportsResponse.PartOneofCase.Content, response.PartCase));
        return (responses[0].Header, [.. responses[1..^1].Select(response => response.Content.ToByteArray())], responses[^1].Manifest);
    }

    /// <summary>A suite with incidents of every kind that an export must tell apart.</summary>
    public sealed class Records : SuiteTest, IAsyncLifetime
    {
        public RunningSuite Suite { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Suite = await StartAsync();
            foreach (var id in new[] { "hit", "denied", "silent" })
                await Suite.CreateAsync(Incident(), id);
            await Suite.CreateAsync(Incident().With(one => one.EventTime.StartDate = Day(2021, 9, 1)), "later");
            await Suite.CreateAsync(Incident().With(one => (one.Visibility, one.EventTime.StartDate) = (Audience.Restricted, Day(2021, 10, 1))), "hidden");
            await Suite.RecordAsync(Claim("incidents/hit"), "a");
            await Suite.RecordAsync(Claim("incidents/hit", "sources/agency", "sources/hospital", Between(8, 10), AtLeast(20, HarmType.Injured)), "b");
            await Suite.RecordAsync(Claim("incidents/denied", counts: Exactly(0)), "none");
            var retracted = await Suite.CreateAsync(Incident(), "retracted");
            await Suite.Incidents.RetractIncidentAsync(new RetractIncidentRequest { Name = retracted.Name, Etag = retracted.Etag, Reason = "Two records of one incident.", RequestId = NewRequestId() });
            await Suite.ReportAsync("incidents/retracted", await Suite.NewestAsync());
        }
    }
}
