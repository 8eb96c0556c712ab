using System.Text;
using System.Text.Json;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What single records do to files: parties that a reviewer ruled out, days at the ends of time, places without a name, sources under pseudonyms, changes while they are read.</summary>
public sealed class ExportRecordTests : SuiteTest
{
    private const int Many = 12;

    private static readonly string[] Reads = ["GetIncident ", "ListIncidents ", "ListClaims ", "BatchGetSources "];

    [Fact]
    public async Task A_file_of_incidents_names_whom_an_aggregate_by_party_names_and_nobody_else()
    {
        var suite = await StartWithSourcesAsync();
        var ruledOut = await suite.CreateAsync(Incident());
        var claim = await suite.RecordAsync(Claim(ruledOut.Name).With(one => one.Attributions.Add(By("Ruled out"))));
        await suite.RecordAsync(Claim(ruledOut.Name, "sources/other", "sources/other").With(one => one.Attributions.Add(By("Named"))));
        var mixed = await suite.CreateAsync(Incident().With(one => one.Attributions.Add(
        [
            By(" group B "), By("GROUP B"), By("Unattributed", AttributionStatus.Unattributed), By("Denies it", AttributionStatus.DeniedByActor),
            By("Was the target", role: AttributionRole.TargetedParty), By("Group A", AttributionStatus.Conceded),
        ])));
        await suite.RecordAsync(Claim(mixed.Name));
        await suite.UpholdAsync(claim.Name, Flag());
        await suite.ReportAsync(ruledOut.Name, await suite.NewestAsync());
        var now = new ReportAsOf { Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) };

        foreach (var request in new ExportReportsRequest[] { new(), new() { AsOf = now }, new() { Query = new() { Policy = "documented-bounds" } } })
        {
            var rows = await RowsAsync(suite.Invoker, request);
            var parties = rows.ToDictionary(row => row.GetProperty("incident").GetString()!, row => row.GetProperty("parties").GetString());
            Assert.Equal("Named", parties[ruledOut.Name]);
            Assert.Equal("Group A; GROUP B", parties[mixed.Name]);
            var aggregate = await suite.Aggregates.AggregateReportsAsync(
                new AggregateReportsRequest { AsOf = request.AsOf, Query = new AggregateQuery { Policy = request.Query?.Policy ?? "", GroupBy = { Dimension.Party } } });
            Assert.Equal(aggregate.Rows.Select(row => row.Keys[0].Value).Order(StringComparer.Ordinal), parties.Values.SelectMany(names => names!.Split("; ")).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(1000, 1, 1)]
    [InlineData(9999, 12, 31)]
    public async Task The_first_and_the_last_day_that_a_record_can_have_stand_in_files_of_every_period(int year, int month, int day)
    {
        var suite = await StartWithSourcesAsync();
        var incident = await suite.CreateAsync(Incident().With(one => one.EventTime.StartDate = Day(year, month, day)));
        await suite.RecordAsync(Claim(incident.Name));
        await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        foreach (var period in new[] { Dimension.Day, Dimension.Week, Dimension.Month, Dimension.Quarter, Dimension.Year })
        {
            var row = Assert.Single(await RowsAsync(suite.Invoker, new() { Query = new() { GroupBy = { period }, Harms = { HarmType.Killed } } }));
            var iso = $"{year:0000}-{month:00}-{day:00}";
            Assert.True(string.CompareOrdinal(row.GetProperty("reference_period_start").GetString(), iso) <= 0);
            Assert.True(string.CompareOrdinal(row.GetProperty("reference_period_end").GetString(), iso) >= 0);
            foreach (var filter in new ReportFilter[] { new() { StartDateBefore = Day(9999, 12, 31) }, new() { StartDateFrom = Day(1000, 1, 1) }, new() })
            {
                await suite.Aggregates.AggregateReportsAsync(
                    new AggregateReportsRequest { Query = new AggregateQuery { GroupBy = { period }, WithChanges = true, Filter = filter } });
            }
        }
    }

    [Fact]
    public async Task Districts_of_one_name_are_told_apart_by_the_province_in_which_they_lie_and_a_P_code_needs_no_name()
    {
        var suite = await StartWithSourcesAsync();
        foreach (var (code, name) in new[] { ("AF01", ""), ("AF02", ""), ("", "Herat") })
        {
            var incident = await suite.CreateAsync(Incident().With(one => (one.Place.Admin1Pcode, one.Place.Admin1, one.Place.Admin2) = (code, name, "Center")));
            await suite.RecordAsync(Claim(incident.Name));
            await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        }
        var provinces = await PlacesAsync(Dimension.Admin1);
        var districts = await PlacesAsync(Dimension.Admin2);

        Assert.Equal([("AFG", "AF01", null, null), ("AFG", "AF02", null, null), ("AFG", null, "Herat", null)], provinces);
        Assert.Equal([("AFG", "AF01", null, "Center"), ("AFG", "AF02", null, "Center"), ("AFG", null, "Herat", "Center")], districts);
        // Read again from the store, they are the same.
        await suite.RestartAsync();
        Assert.Equal(districts, await PlacesAsync(Dimension.Admin2));

        async Task<List<(string?, string?, string?, string?)>> PlacesAsync(Dimension dimension) =>
        [
            .. (await RowsAsync(suite.Invoker, new() { Query = new() { GroupBy = { dimension }, Harms = { HarmType.Killed } } })).Select(row => (
                row.GetProperty("location_code").GetString(), row.GetProperty("admin1_code").GetString(),
                row.GetProperty("provider_admin1_name").GetString(), row.GetProperty("provider_admin2_name").GetString())),
        ];
    }

    [Fact]
    public async Task Files_for_an_organisation_with_pseudonyms_of_its_own_are_made_of_the_view_and_not_asked_of_the_services_one_by_one()
    {
        var suite = await StartWithSourcesAsync("--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information");
        var source = await suite.CreateAsync(Source("A witness").With(one => one.Confidentiality = Confidentiality.Pseudonymous));
        for (var made = 0; made < Many; made++)
        {
            var incident = await suite.CreateAsync(Incident());
            await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name));
            await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        }
        var calls = suite.As(new Caller("partner", RoleSet.Of(Role.Reader), Audience.Partner, "x"));
        var others = suite.As(new Caller("other", RoleSet.Of(Role.Reader), Audience.Partner, "y"));

        var asked = Asked();
        var claims = await RowsAsync(calls, new() { Options = new() { Content = ExportContent.Claims } });
        Assert.Equal(Many, claims.Count);
        Assert.Equal(asked, Asked());
        var incidents = await RowsAsync(calls, new());
        Assert.Equal(asked, Asked());
        await RowsAsync(calls, new() { AsOf = new() { Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) } });
        Assert.True(Asked() > asked, "The past is asked of the services: nothing was counted.");

        var reports = new ReportService.ReportServiceClient(calls);
        foreach (var row in incidents)
            Assert.Equal((await reports.GetIncidentReportAsync(new() { Name = $"{row.GetProperty("incident").GetString()}/report" })).Title, row.GetProperty("title").GetString());
        foreach (var row in claims)
        {
            var report = await reports.GetIncidentReportAsync(new() { Name = $"{row.GetProperty("incident").GetString()}/report" });
            Assert.Equal((report.Claims[0].Claim, report.Claims[0].Publisher), (row.GetProperty("claim").GetString(), row.GetProperty("publisher").GetString()));
        }
        Assert.DoesNotContain(claims[0].GetProperty("publisher").GetString(), (await RowsAsync(others, new() { Options = new() { Content = ExportContent.Claims } })).Select(row => row.GetProperty("publisher").GetString()));

        int Asked() => ReadsOf(suite);
    }

    [Fact]
    public async Task What_changes_while_a_file_is_read_does_not_change_the_file()
    {
        // More than a page, and more bytes than are sent before somebody takes them.
        const int Pages = 6, PageReports = 100, TitleLetters = 300;
        var suite = await StartWithSourcesAsync("--Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Information");
        var incidents = new List<Casualties.Incidents.V1.Incident>();
        for (var made = 0; made < Pages * PageReports; made++)
            incidents.Add(await suite.CreateAsync(Incident(new string('x', TitleLetters)), $"late-{made:000}"));
        await suite.RecordAsync(Claim(incidents[^2].Name));
        await suite.ReportAsync(incidents[^1].Name, await suite.NewestAsync());
        var before = await WholeAsync(Open());
        var asked = ReadsOf(suite);

        using var call = Open();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await suite.RecordAsync(Claim(incidents[^2].Name, counts: [Exactly(500)]));
        await suite.Incidents.RetractIncidentAsync(new() { Name = incidents[^1].Name, Etag = incidents[^1].Etag, Reason = "A duplicate.", RequestId = NewRequestId() });
        var newest = await suite.CreateAsync(Incident("New"), "later-than-all");
        await suite.ReportAsync(incidents[^1].Name, await suite.NewestAsync());
        var meanwhile = await WholeAsync(call);

        Assert.True(ReadsOf(suite) > asked, "All was read before anything changed: nothing was tested.");
        Assert.Equal(before.Manifest, meanwhile.Manifest);
        Assert.Equal(before.Text, meanwhile.Text);
        var after = await WholeAsync(Open());
        Assert.Equal((before.Manifest.RowCount, newest.UpdateTime), (after.Manifest.RowCount, after.Manifest.RecordTime));
        Assert.NotEqual(before.Text, after.Text);

        AsyncServerStreamingCall<ExportReportsResponse> Open() => suite.Aggregates.ExportReports(new() { Options = new() { Format = ExportFormat.JsonLines } });
    }

    // The feeds of the services stay open: only what begins is counted.
    private static int ReadsOf(RunningSuite suite) => suite.Logs.Entries.Count(entry =>
        entry.Text.StartsWith("Request starting", StringComparison.Ordinal) && Array.Exists(Reads, method => entry.Text.Contains(method, StringComparison.Ordinal)));

    private static async Task<(string Text, Manifest Manifest)> WholeAsync(AsyncServerStreamingCall<ExportReportsResponse> call)
    {
        var parts = await call.ResponseStream.ReadAllAsync().ToListAsync();
        return (Encoding.UTF8.GetString([.. parts.SelectMany(part => part.Content)]), parts[^1].Manifest);
    }

    private static Attribution By(string actor, AttributionStatus status = AttributionStatus.AllegedBySource, AttributionRole role = AttributionRole.Perpetrator) =>
        new() { Actor = actor, Status = status, Role = role };

    private async Task<RunningSuite> StartWithSourcesAsync(params string[] args)
    {
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", .. args]);
        foreach (var id in new[] { "newspaper", "ministry", "other" })
            await suite.CreateAsync(Source(id), id);
        return suite;
    }

    private static async Task<List<JsonElement>> RowsAsync(CallInvoker calls, ExportReportsRequest request)
    {
        request.Options ??= new();
        request.Options.Format = ExportFormat.JsonLines;
        using var call = new AggregateService.AggregateServiceClient(calls).ExportReports(request);
        var file = (await call.ResponseStream.ReadAllAsync().ToListAsync()).SelectMany(part => part.Content.ToByteArray()).ToArray();
        return [.. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
    }
}
