using System.Text;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What a person says of a source: kept with its reason and all that was said before, and followed by every estimate that weighs sources.</summary>
public sealed class RatingTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task A_source_is_unrated_until_a_person_rates_it_and_every_rating_stays_in_its_revisions()
    {
        var sent = Source().With(one => one.Rating = new Rating { Grade = ReliabilityGrade.A, Rationale = "Sent by its caller." });
        var created = await suite.CreateAsync(sent);
        Assert.Null(created.Rating);

        var first = await RateAsync(created, ReliabilityGrade.F, "Nobody knows it yet.");
        Assert.Equal(
            created.Clone().With(one => (one.Rating, one.Revision, one.Etag, one.UpdateTime) = (
                new Rating { Grade = ReliabilityGrade.F, Rationale = "Nobody knows it yet.", RateTime = first.UpdateTime }, first.Revision, first.Etag, first.UpdateTime)),
            first);
        var renamed = await suite.Sources.UpdateSourceAsync(new UpdateSourceRequest
        {
            Source = new Source { Name = first.Name, Etag = first.Etag, DisplayName = "Another name", Rating = new Rating { Grade = ReliabilityGrade.E } },
            RequestId = NewRequestId(),
        });
        Assert.Equal(first.Rating, renamed.Rating);
        var second = await RateAsync(renamed, ReliabilityGrade.B, "Right in 40 of 42 cases.");
        Assert.Equal(second, await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = created.Name }));
        Assert.Equal(first, await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = created.Name, AsOf = new AsOf { Revision = first.Revision } }));

        var revisions = (await suite.Sources.ListSourceRevisionsAsync(new ListSourceRevisionsRequest { Name = created.Name })).Revisions;
        Assert.Equal([created, first, renamed, second], revisions.Select(one => one.Source));
        Assert.Equal(["", "Nobody knows it yet.", "", "Right in 40 of 42 cases."], revisions.Select(one => one.Info.Reason));
    }

    [Fact]
    public async Task Sent_twice_under_one_request_id_it_has_one_effect_and_another_body_is_refused()
    {
        var source = await suite.CreateAsync(Source());
        var request = Request(source, ReliabilityGrade.C);
        var rated = await suite.Sources.RateSourceAsync(request);
        Assert.Equal(rated, await suite.Sources.RateSourceAsync(request));
        var other = await Refusal.OfAsync(suite.Sources.RateSourceAsync(request.Clone().With(one => one.Grade = ReliabilityGrade.D)));
        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (other.Code, other.Reason));
    }

    [Fact]
    public async Task Over_JSON_it_is_the_same_record()
    {
        var source = await suite.CreateAsync(Source());
        var body = $$"""{"etag": "\"{{source.Revision}}\"", "grade": "RELIABILITY_GRADE_D", "rationale": "Seldom right.", "requestId": "{{NewRequestId()}}"}""";
        using var answer = await PostAsync($"/v1/{source.Name}:rate", body);
        Assert.True(answer.IsSuccessStatusCode);
        var rated = JsonParser.Default.Parse<Source>(await answer.Content.ReadAsStringAsync());
        Assert.Equal((ReliabilityGrade.D, "Seldom right.", rated.UpdateTime), (rated.Rating.Grade, rated.Rating.Rationale, rated.Rating.RateTime));
        Assert.Equal(rated, await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = source.Name }));

        using var refused = await PostAsync($"/v1/{source.Name}:rate", "{}");
        Assert.Equal(["etag", "grade", "rationale", "request_id"], (await Refusal.OfAsync(refused)).Fields);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var empty = await Refusal.OfAsync(suite.Sources.RateSourceAsync(new RateSourceRequest()));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (empty.Code, empty.Reason));
        Assert.Equal(["name", "etag", "grade", "rationale", "request_id"], empty.Fields);

        var wrong = new RateSourceRequest { Name = "claims/a", Etag = new('e', 65), Grade = (ReliabilityGrade)7, Rationale = new('r', 2001), RequestId = "1" };
        Assert.Equal(["name", "etag", "grade", "rationale", "request_id"], (await Refusal.OfAsync(suite.Sources.RateSourceAsync(wrong))).Fields);
    }

    [Fact]
    public async Task It_needs_a_source_in_force_under_the_etag_last_read()
    {
        var source = await suite.CreateAsync(Source());
        var unknown = Request(source, ReliabilityGrade.A).With(one => one.Name = "sources/nobody");
        Assert.Equal("RECORD_NOT_FOUND", (await Refusal.OfAsync(suite.Sources.RateSourceAsync(unknown))).Reason);
        await RateAsync(source, ReliabilityGrade.A);
        Assert.Equal("ETAG_MISMATCH", (await Refusal.OfAsync(() => RateAsync(source, ReliabilityGrade.B))).Reason);

        var again = await suite.CreateAsync(Source());
        var retracted = await suite.Sources.RetractSourceAsync(
            new RetractSourceRequest { Name = again.Name, Etag = again.Etag, Reason = "Recorded twice.", RequestId = NewRequestId() });
        var forbidden = await Refusal.OfAsync(() => RateAsync(retracted, ReliabilityGrade.B));
        Assert.Equal((StatusCode.FailedPrecondition, "STATE_FORBIDS", "SOURCE_STATE_RETRACTED"), (forbidden.Code, forbidden.Reason, forbidden.Metadata["state"]));
    }

    [Fact]
    public async Task An_estimate_that_weighs_sources_follows_a_rating_and_documented_bounds_do_not()
    {
        var (monitor, channel) = (await suite.CreateAsync(Source("A monitor")), await suite.CreateAsync(Source("A channel")));
        var incident = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(incident.Name, monitor.Name, monitor.Name, Exactly(9)));
        await suite.RecordAsync(Claim(incident.Name, channel.Name, channel.Name, Exactly(40)));
        var before = await EstimateAsync("calibrated");
        var documented = await EstimateAsync("documented-bounds");
        Assert.DoesNotContain(await EstimatesAsync("graded-only"), one => one.Count is not null);

        channel = await RateAsync(channel, ReliabilityGrade.E, "Invents figures.");
        monitor = await RateAsync(monitor, ReliabilityGrade.A, "Counts bodies.");
        var after = await EstimateAsync("calibrated");
        Assert.InRange(after.Count.Median, 9, before.Count.Median - 1);
        Assert.InRange(High(after), 9, High(before) - 1);
        Assert.Equal(documented, await EstimateAsync("documented-bounds"));

        var both = await EstimateAsync("graded-only");
        Assert.Equal(2, both.Count.FigureCount);
        await RateAsync(channel, ReliabilityGrade.F, "Cannot be judged after all.");
        var alone = await EstimateAsync("graded-only");
        Assert.Equal(1, alone.Count.FigureCount);
        Assert.InRange(alone.Count.Median, 9, 11);

        async Task<Estimate> EstimateAsync(string policy) =>
            (await EstimatesAsync(policy)).Single(estimate => estimate.Harm == HarmType.Killed && estimate.Victims.Status == CivilianStatus.Unspecified);

        async Task<IEnumerable<Estimate>> EstimatesAsync(string policy) => (await suite.Reports.GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = $"{incident.Name}/report", Policy = policy, MinRevisions = await suite.NewestAsync() })).Estimates;
    }

    [Fact]
    public async Task What_was_learned_beside_one_grade_is_not_used_beside_another()
    {
        var source = await suite.CreateAsync(Source());
        var incident = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name, Exactly(20)));
        var usual = await MedianAsync();
        var learned = TrackRecord(source.Name).With(one => (one.Bias, one.BiasVariance) = (Math.Log(2), .0001));
        await suite.CreateAsync(Calibration().With(one => one.Sources.Add(learned)));
        Assert.InRange(await MedianAsync(), 1, usual - 5);

        source = await RateAsync(source, ReliabilityGrade.F);
        Assert.Equal(usual, await MedianAsync());
        await suite.CreateAsync(Calibration().With(one => one.Sources.Add(learned.Clone().With(row => row.Grade = ReliabilityGrade.F))));
        Assert.InRange(await MedianAsync(), 1, usual - 5);

        async Task<long> MedianAsync() =>
            (await suite.ReportAsync(incident.Name, await suite.NewestAsync())).Estimates.Single(one => one.Victims.Status == CivilianStatus.Unspecified).Count.Median;
    }

    private static long High(Estimate estimate) => estimate.Count.Intervals.Single(one => one.Level == .9).High;

    private static RateSourceRequest Request(Source source, ReliabilityGrade grade, string rationale = "As was agreed.") =>
        new() { Name = source.Name, Etag = source.Etag, Grade = grade, Rationale = rationale, RequestId = NewRequestId() };

    private async Task<Source> RateAsync(Source source, ReliabilityGrade grade, string rationale = "As was agreed.") =>
        await suite.Sources.RateSourceAsync(Request(source, grade, rationale));

    private async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await suite.Http.PostAsync(new Uri(path, UriKind.Relative), body);
    }
}
