using System.Text;
using System.Text.Json;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>
/// Who does not see every record is told times in place of revisions, and asks by them. As of the times at which the view stands, everything is as the view has it: whatever was decided, and of
/// whatever record, also of one that is not told of. Nothing that is hidden comes back.
/// </summary>
public sealed class PointOfViewTests : SuiteTest
{
    [Fact]
    public async Task As_of_the_point_of_the_view_everything_is_as_the_view_has_it()
    {
        var suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        var world = await DecidedWorld.RecordAsync(suite);
        await Chance.Any.SampleAsync(
            async chance =>
            {
                await world.DecisionOf(chance).MakeAsync();
                var (audience, policy) = chance.ViewOf(Audience.Public, Audience.Partner);
                await AssertSameAsync(suite, world.IncidentNames, audience, policy);
            },
            iter: 40,
            threads: 1);
    }

    // A source whose record the public and partners do not know of: that a flag on it ended is no change of anything that they know of, and yet shows in numbers.
    [Theory]
    [InlineData(FlagEffect.Hide, false)]
    [InlineData(FlagEffect.ExcludeFromCount, true)]
    public async Task A_flag_that_ended_on_a_source_that_is_not_told_of_has_ended_as_of_the_point(FlagEffect effect, bool toldOnce)
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Incident());
        var agency = await suite.CreateAsync(Source("An agency"));
        var hidden = await suite.CreateAsync(Source("A monitor").With(source => source.Visibility = toldOnce ? Audience.Public : Audience.Restricted));
        await suite.RecordAsync(Claim(incident.Name, agency.Name, "", Exactly(5)));
        await suite.RecordAsync(Claim(incident.Name, hidden.Name, "", Exactly(9)));
        var flag = await suite.UpholdAsync(hidden.Name, Flag(effect));
        if (toldOnce)
        {
            await suite.Sources.RestrictSourceAsync(new RestrictSourceRequest
            {
                Name = hidden.Name, Etag = await suite.EtagOf(hidden.Name), Visibility = Audience.Restricted, Confidentiality = Confidentiality.Open, Reason = "Asked for it.", RequestId = NewRequestId(),
            });
        }
        // The view's point is now one at which the flag was in force.
        await suite.RateAsync(agency.Name, ReliabilityGrade.B);
        await suite.ReverseAsync(hidden.Name, flag);

        foreach (var audience in (Audience[])[Audience.Public, Audience.Partner])
        {
            foreach (var policy in (string[])["documented-bounds", "graded-only"])
                await AssertSameAsync(suite, [incident.Name], audience, policy);
        }
    }

    [Fact]
    public async Task What_shows_in_no_number_does_not_move_the_point()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Incident());
        var agency = await suite.CreateAsync(Source("An agency"));
        await suite.RecordAsync(Claim(incident.Name, agency.Name, "", Exactly(5)));
        var before = await PointAsync(suite);

        var unheard = await suite.CreateAsync(Source("A witness").With(source => source.Confidentiality = Confidentiality.Pseudonymous));
        var hidden = await suite.CreateAsync(Source("A monitor").With(source => source.Visibility = Audience.Restricted));
        await suite.RecordAsync(Claim(incident.Name, hidden.Name, "", Exactly(9)).With(claim => claim.Visibility = Audience.Restricted));
        await suite.RateAsync(unheard.Name, ReliabilityGrade.B);
        await suite.ReverseAsync(hidden.Name, await suite.UpholdAsync(hidden.Name, Flag(FlagEffect.Hide)));
        Assert.Equal(before, await PointAsync(suite));

        // Nor does what is decided on one that is heard and not told of, as long as it hides nothing.
        await suite.RecordAsync(Claim(incident.Name, hidden.Name, "", Exactly(9)));
        var heard = await PointAsync(suite);
        await suite.RateAsync(hidden.Name, ReliabilityGrade.B);
        await suite.ReverseAsync(hidden.Name, await suite.UpholdAsync(hidden.Name, Flag(FlagEffect.ExcludeFromCount)));
        Assert.Equal(heard, await PointAsync(suite));
        Assert.True(heard.Counts > before.Counts);
    }

    // Where the view stands once it has seen everything, as the public is told it.
    private static async Task<SuiteRevisions> PointAsync(RunningSuite suite)
    {
        await suite.ReportsAsync(Audience.Public);
        return (await suite.TotalAsync(new AggregateQuery(), Audience.Public)).Manifest.Revisions;
    }

    private static async Task AssertSameAsync(RunningSuite suite, IReadOnlyList<string> incidents, Audience audience, string policy)
    {
        var live = await suite.ReportsAsync(audience, policy);
        var query = new AggregateQuery { Policy = policy, GroupBy = { Dimension.Source } };
        var total = (await suite.TotalAsync(query, audience)).With(one => one.Freshness = null);
        var calls = suite.ReaderOf(audience);
        var aggregates = new AggregateService.AggregateServiceClient(calls);
        var point = new ReportAsOf { Revisions = total.Manifest.Revisions };

        Assert.Equal(total, await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query, AsOf = point }));
        var now = await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query, AsOf = new ReportAsOf { Time = Timestamp.FromDateTimeOffset(TimeProvider.System.GetUtcNow()) } });
        Assert.Equal((total.Rows, total.Total), (now.Rows, now.Total));
        Assert.Equal(now, await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query, AsOf = new ReportAsOf { Revisions = now.Manifest.Revisions } }));
        var compared = await aggregates.CompareReportsAsync(new CompareReportsRequest { Query = query, Before = point });
        Assert.Empty(compared.Rows);
        Assert.Equal(total.Total.Totals.Select(one => one.Count), compared.Total.Harms.Select(one => one.After));
        Assert.All(compared.Total.Harms, harm => Assert.Empty(harm.Parts));
        foreach (var incident in incidents)
            Assert.Equal(live.GetValueOrDefault($"{incident}/report")?.With(one => one.Freshness = null), await AsOfAsync(calls, incident, policy, point));
        var rows = await ExportedAsync(aggregates, policy);
        Assert.Equal(total.Total.IncidentCount, rows.Count);
        Assert.All(rows, row => Assert.Equal(BoundsOf(live[$"{row.Key}/report"]), row.Value));
    }

    // Null: there was no such incident.
    private static async Task<IncidentReport?> AsOfAsync(CallInvoker calls, string incident, string policy, ReportAsOf asOf)
    {
        try
        {
            return await new ReportService.ReportServiceClient(calls).GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident}/report", Policy = policy, AsOf = asOf });
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private static string BoundsOf(IncidentReport report)
    {
        var bounds = report.Estimates.FirstOrDefault(one => one.Harm == HarmType.Killed && one.Victims.Equals(Kabul.Victims))?.Bounds;
        return $"{(bounds?.HasLow is true ? bounds.Low : null)} to {(bounds?.HasHigh is true ? bounds.High : null)}";
    }

    // What BoundsOf says of its report, by incident.
    private static async Task<Dictionary<string, string>> ExportedAsync(AggregateService.AggregateServiceClient aggregates, string policy)
    {
        using var call = aggregates.ExportReports(new ExportReportsRequest { Query = new AggregateQuery { Policy = policy }, Options = new ExportOptions { Format = ExportFormat.JsonLines } });
        var file = await call.ResponseStream.ReadAllAsync().SelectMany(response => response.Content.ToArray()).ToArrayAsync();
        return Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToDictionary(
            row => row.GetProperty("incident").GetString()!, row => $"{row.GetProperty("killed_documented_low")} to {row.GetProperty("killed_documented_high")}");
    }
}
