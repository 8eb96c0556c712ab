using System.Text;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>How sources err is learned from what the suite holds: asked for, or once a day; published where there is enough and something new.</summary>
public sealed class RefitCalibrationTests : SuiteTest
{
    private const int Enough = 320;

    [Fact]
    public async Task Too_few_incidents_teach_nothing_unless_it_is_asked_for_and_a_dry_run_writes_nothing()
    {
        var suite = await StartAsync();
        var newest = await SimulatedRecords.RecordAsync(suite, 60);
        var refused = await RefitAsync(suite, new());
        Assert.Equal((60, null), (refused.IncidentCount, refused.Calibration));
        Assert.Contains("60 incidents", refused.Outcome, StringComparison.Ordinal);
        Assert.Contains("300 are needed", refused.Outcome, StringComparison.Ordinal);
        Assert.Null((await RefitAsync(suite, new() { MinIncidents = 61 })).Calibration);

        var dry = await RefitAsync(suite, new() { MinIncidents = 60, DryRun = true });
        Assert.Equal(("", 60, newest), (dry.Calibration.Name, dry.Calibration.IncidentCount, dry.Calibration.FittedFrom));
        Assert.Equal(newest, await suite.NewestAsync());

        var published = await RefitAsync(suite, new() { MinIncidents = 60 });
        dry.Calibration.With(one => (one.Name, one.State, one.Revision, one.Etag, one.CreateTime, one.UpdateTime) = (
            published.Calibration.Name, CalibrationState.InForce, newest.Sources + 1, published.Calibration.Etag, published.Calibration.CreateTime,
            published.Calibration.UpdateTime));
        Assert.Equal(dry.Calibration, published.Calibration);
    }

    [Fact]
    public async Task What_is_learned_is_published_once_used_by_every_report_and_can_be_taken_back()
    {
        var suite = await StartAsync();
        var rated = (await SimulatedRecords.RecordAsync(suite, Enough), await RateAsync(suite, "sources/voice-2", ReliabilityGrade.A)).Item2;
        var before = await EstimatesAsync(suite);
        var request = new RefitCalibrationRequest { RequestId = NewRequestId() };
        var published = (await RefitAsync(suite, request)).Calibration;

        Assert.Equal(($"calibrations/{request.RequestId}", Enough), (published.Name, published.IncidentCount));
        Assert.Equal((rated.Revision, 5), (published.FittedFrom.Sources, published.Lags.Count));
        Assert.Equal(published, await suite.Sources.GetCalibrationAsync(new GetCalibrationRequest { Name = published.Name }));
        Assert.All(published.Sources, row => Assert.InRange(row.ClaimCount, 5, published.ClaimCount));
        Assert.Equal(ReliabilityGrade.A, published.Sources.Single(row => row.Source == rated.Name).Grade);
        Assert.Contains(published.Sources, row => row.Relation == SourceRelation.Perpetrator);
        Assert.Contains(published.Kinds, row => row is { Type: SourceType.NewsAgency, Relation: SourceRelation.Neutral });
        var after = await EstimatesAsync(suite);
        Assert.All(after, one => Assert.Equal(published.Name, one.Calibration));
        Assert.InRange(after.Zip(before).Count(pair => pair.First.Estimates != pair.Second.Estimates), Enough / 2, Enough);

        Assert.Equal(published, (await RefitAsync(suite, request)).Calibration);
        var again = await RefitAsync(suite, new());
        Assert.Equal(published, again.Calibration);
        Assert.Contains("nothing new", again.Outcome, StringComparison.Ordinal);
        Assert.Equal(published.Revision, (await suite.NewestAsync()).Sources);

        await suite.RetractAsync(published);
        Assert.Equal(before, await EstimatesAsync(suite));
        Assert.Contains("was retracted", (await RefitAsync(suite, new())).Outcome, StringComparison.Ordinal);
        await suite.RecordAsync(Claim($"incidents/{SimulatedRecords.IdOf(1)}", "sources/voice-3", "sources/voice-3"));
        var next = (await RefitAsync(suite, new())).Calibration;
        Assert.NotEqual(published.Name, next.Name);
        Assert.All(await EstimatesAsync(suite), one => Assert.Equal(next.Name, one.Calibration));
    }

    [Fact]
    public async Task It_is_learned_anew_at_the_hour_that_is_set()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 8, 1, 3, 59, 50, TimeSpan.Zero));
        var suite = await StartAsync(time, args: "--Calibration:HourUtc=4");
        await SimulatedRecords.RecordAsync(suite, Enough);
        var newest = await suite.NewestAsync();
        await suite.ReportAsync($"incidents/{SimulatedRecords.IdOf(0)}", newest);
        Assert.Empty((await suite.Sources.ListCalibrationsAsync(new ListCalibrationsRequest())).Calibrations);

        using var watching = suite.Sources.WatchSources(new WatchSourcesRequest { AfterRevision = newest.Sources });
        time.Advance(TimeSpan.FromSeconds(15));
        while (watching.ResponseStream.Current is not { Revisions.Count: > 0 })
            Assert.True(await watching.ResponseStream.MoveNext(CancellationToken.None));
        var learned = watching.ResponseStream.Current.Revisions[0].Calibration;
        Assert.Equal((Enough, newest), (learned.IncidentCount, learned.FittedFrom));
    }

    [Fact]
    public async Task Over_JSON_it_is_the_same_and_what_is_wrong_is_said_at_once()
    {
        var suite = await StartAsync();
        await suite.CreateAsync(Incident(), "one");
        await suite.RecordAsync(Claim("incidents/one"));
        await suite.ReportAsync("incidents/one", await suite.NewestAsync());
        using var answer = await PostAsync($$"""{"min_incidents": 2, "request_id": "{{NewRequestId()}}"}""");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        var read = JsonParser.Default.Parse<RefitCalibrationResponse>(text);
        Assert.Equal((null, 1), (read.Calibration, read.IncidentCount));

        using var refused = await PostAsync("""{"min_incidents": -1, "min_revisions": {"counts": "-1"}}""");
        Assert.Equal(["min_incidents", "min_revisions.counts", "request_id"], (await Refusal.OfAsync(refused)).Fields);

        async Task<HttpResponseMessage> PostAsync(string json)
        {
            using var body = new StringContent(json, Encoding.UTF8, "application/json");
            return await suite.Http.PostAsync(new Uri("/v1/calibrations:refit", UriKind.Relative), body);
        }
    }

    // A minute: what is learned from so many incidents takes longer than most calls, above all beside other tests.
    private static async Task<RefitCalibrationResponse> RefitAsync(RunningSuite suite, RefitCalibrationRequest request)
    {
        request.MinRevisions = await suite.NewestAsync();
        if (request.RequestId.Length == 0)
            request.RequestId = NewRequestId();
        return await suite.Reports.RefitCalibrationAsync(request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
    }

    private static async Task<Source> RateAsync(RunningSuite suite, string name, ReliabilityGrade grade)
    {
        var source = await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = name });
        return await suite.Sources.RateSourceAsync(
            new RateSourceRequest { Name = name, Etag = source.Etag, Grade = grade, Rationale = "Counts bodies.", RequestId = NewRequestId() });
    }

    // The calibration that each report names, and the bytes of its estimates.
    private static async Task<List<(string Calibration, ByteString Estimates)>> EstimatesAsync(RunningSuite suite)
    {
        var found = new List<(string, ByteString)>();
        using var reports = suite.Reports.ListIncidentReports(
            new ListIncidentReportsRequest { MinRevisions = await suite.NewestAsync() }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1));
        while (await reports.ResponseStream.MoveNext(CancellationToken.None))
        {
            found.AddRange(reports.ResponseStream.Current.Reports.Select(report =>
                (report.Provenance.Calibration, new IncidentReport { Estimates = { report.Estimates } }.ToByteString())));
        }
        return found;
    }
}
