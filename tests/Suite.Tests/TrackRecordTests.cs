using Casualties.Counts.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;
using static Casualties.Tests.Shared.Reviewing;

namespace Suite.Tests;

/// <summary>How well a source did, and who repeats whom, follow from what reports say.</summary>
public sealed class TrackRecordTests(TrackRecordTests.Sample sample) : IClassFixture<TrackRecordTests.Sample>
{
    private readonly RunningSuite suite = sample.Suite;

    [Fact]
    public async Task Track_records_are_what_the_reports_say()
    {
        var standings = await Standing.AllAsync(suite);
        foreach (var voice in standings.GroupBy(one => one.Claim.Voice))
        {
            var record = await TrackAsync(voice.Key);
            AssertSpan(record.Overall, 0, voice);
            var years = voice.Where(one => one.Claim.PublishedDate is not null).GroupBy(one => one.Claim.PublishedDate.Year).OrderBy(year => year.Key).ToList();
            Assert.Equal(years.Count, record.Years.Count);
            foreach (var (year, span) in years.Zip(record.Years))
                AssertSpan(span, year.Key, year);
        }
        Assert.Contains(standings, one => one is { Tested: true, Within: false });
    }

    [Fact]
    public async Task Links_are_those_that_live_claims_say()
    {
        var claims = await suite.AllClaimsAsync();
        var edges = claims.Values.Where(claim => claim.State == ClaimState.Live)
            .Select(claim => (Claim: claim, Origin: claim.Originator.Length > 0 ? claim.Originator : claims.GetValueOrDefault(claim.Copies)?.Voice ?? ""))
            .Where(edge => edge.Origin.Length > 0 && edge.Origin != edge.Claim.Publisher)
            .ToList();
        var seen = await suite.NewestAsync();
        foreach (var source in edges.SelectMany(edge => new[] { edge.Claim.Publisher, edge.Origin }).Distinct())
        {
            var expected = edges.Where(edge => edge.Claim.Publisher == source || edge.Origin == source)
                .GroupBy(edge => (edge.Claim.Publisher, edge.Origin))
                .Select(link => (link.Key.Publisher, link.Key.Origin, Claims: link.Count(), Incidents: link.Select(edge => edge.Claim.Incident).Distinct().Count(), Copies: link.Count(edge => edge.Claim.Copies.Length > 0 || edge.Claim.Kind == ClaimKind.Repetition)))
                .OrderByDescending(link => link.Claims).ThenBy(link => link.Publisher, StringComparer.Ordinal).ThenBy(link => link.Origin, StringComparer.Ordinal)
                .ToList();
            var found = await suite.Reviews().ListSourceLinksAsync(new ListSourceLinksRequest { Name = source, PageSize = 1000, MinRevisions = seen });
            Assert.Equal(expected, found.Links.Select(link => (link.Publisher, link.Originator, link.ClaimCount, link.IncidentCount, link.CopiedCount)));
            Assert.Equal(expected.Count, found.LinkCount);
            Assert.All(found.Links, link => Assert.NotEmpty(link.PublisherDisplayName));
            var one = await suite.Reviews().ListSourceLinksAsync(new ListSourceLinksRequest { Name = source, PageSize = 1 });
            Assert.Equal((expected.Count, 1), (one.LinkCount, one.Links.Count));
        }
    }

    [Fact]
    public async Task What_was_learned_stands_beside_and_says_when_a_grade_has_taken_its_place()
    {
        var other = await sample.StartAnotherAsync();
        var source = await other.CreateAsync(Source(), "newspaper");
        var calibration = await other.CreateAsync(Calibration());

        var learned = Assert.Single((await TrackAsync(source.Name, other)).Learned);
        Assert.Equal(("neutral", 40, false), (learned.Relation, learned.ClaimCount, learned.SupersededByGrade));
        Assert.Equal((-.1, -.2645, .0645), (learned.Bias, learned.BiasLow, learned.BiasHigh));
        Assert.Equal((.25, .208, .3005), (learned.Spread, learned.SpreadLow, learned.SpreadHigh));
        Assert.Equal(calibration.Name, (await TrackAsync(source.Name, other)).Calibration);
        Assert.Equal(0, (await TrackAsync(source.Name, other)).Overall.ClaimCount);
        Assert.False((await TrackAsync(source.Name, other)).Overall.HasWithinShare);

        source = await other.Sources.RateSourceAsync(
            new RateSourceRequest { Name = source.Name, Etag = source.Etag, Grade = ReliabilityGrade.C, Rationale = "Read for a year.", RequestId = NewRequestId() });
        Assert.True(Assert.Single((await TrackAsync(source.Name, other)).Learned).SupersededByGrade);
        source = await other.DecideAsync(await other.FlagAsync(await other.FlagAsync(source, Flag()), Flag()), Casualties.Type.V1.FlagState.Upheld);
        var flagged = await TrackAsync(source.Name, other);
        Assert.Equal((2, 1), (flagged.FlagCount, flagged.UpheldFlagCount));
    }

    [Fact]
    public async Task Of_a_source_that_is_not_there_nothing_is_said()
    {
        var refusal = await Refusal.OfAsync(() => TrackAsync("sources/none"));
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), (refusal.Code, refusal.Reason));
        refusal = await Refusal.OfAsync(suite.Reviews().ListSourceLinksAsync(new ListSourceLinksRequest { Name = "sources/none" }));
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), (refusal.Code, refusal.Reason));
    }

    private async Task<SourceTrackRecord> TrackAsync(string source, RunningSuite? of = null) => await (of ?? suite).Reviews().GetTrackRecordAsync(
        new GetTrackRecordRequest { Name = source, MinRevisions = await (of ?? suite).NewestAsync() });

    private static void AssertSpan(TrackRecordSpan span, int year, IEnumerable<Standing> of)
    {
        var all = of.ToList();
        var (tested, within) = (all.Count(one => one.Tested), all.Count(one => one.Within));
        Assert.Equal((year, all.Count, tested, within), (span.Year, span.ClaimCount, span.TestedCount, span.WithinCount));
        Assert.Equal(all.Count(one => one.Claim.Copies.Length > 0 || one.Claim.Kind == ClaimKind.Repetition), span.CopiedCount);
        Assert.Equal(all.Count(one => one.Claim.State == ClaimState.Superseded), span.SupersededCount);
        Assert.Equal((0, 0), (span.RetractedCount, span.ExcludedCount));
        Assert.Equal(tested > 0, span.HasWithinShare);
        if (tested == 0)
            return;
        // Wilson: the shares from which what was seen lies no more than 1.645 standard errors away.
        Assert.All(new[] { span.WithinShareLow, span.WithinShareHigh }.Where(end => end is > 0 and < 1), end =>
            Assert.Equal(1.645, Math.Abs(((double)within / tested) - end) / Math.Sqrt(end * (1 - end) / tested), 0.03));
        Assert.Equal((double)within / tested, span.WithinShare, 1e-4);
    }

    /// <summary>The sample that the project ships, imported once.</summary>
    public sealed class Sample : SuiteTest, IAsyncLifetime
    {
        public RunningSuite Suite { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Suite = await StartAsync();
            await Suite.ImportSampleAsync();
        }

        public Task<RunningSuite> StartAnotherAsync() => StartAsync();
    }
}
