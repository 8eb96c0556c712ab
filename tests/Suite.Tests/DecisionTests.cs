using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What people decide on sources, claims and incidents, and what becomes of the numbers: then, now, and when it is taken back.</summary>
public sealed class DecisionTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private static readonly AggregateQuery InNewZealand = new() { Filter = new ReportFilter { Countries = { "NZL" } } };

    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task Each_effect_does_what_it_says_and_when_it_is_reversed_the_report_is_what_it_was_and_as_of_then_it_always_is()
    {
        var (incident, ministry, hospital) = await TwoVoicesAsync();
        var before = await ReadAsync(incident);
        foreach (var effect in new[] { FlagEffect.None, FlagEffect.DownWeight, FlagEffect.ExcludeFromCorroboration, FlagEffect.ExcludeFromCount, FlagEffect.Hide })
        {
            foreach (var record in new[] { ministry, $"claims/{ministry["sources/".Length..]}" })
            {
                var flag = await suite.UpholdAsync(record, Flag(effect));
                var during = await ReadAsync(incident);
                AssertEffect(effect, before, during);
                Assert.Equal((record, true), during.Flags.Select(notice => (notice.Record, notice.InForce)).Single());
                Assert.Equal(Numbers(before), Numbers(await suite.ReportAsync(incident, AsOf(before))));
                await suite.ReverseAsync(record, flag);
                Assert.Equal(BesidesRevisions(before), BesidesRevisions(await ReadAsync(incident)));
                Assert.Equal(Numbers(during), Numbers(await suite.ReportAsync(incident, AsOf(during))));
            }
        }
        Assert.Equal(2, before.Corroboration.OriginatorCount);
        Assert.NotEmpty(hospital);
    }

    [Fact]
    public async Task A_flag_holds_within_its_scope()
    {
        var (incident, ministry, _) = await TwoVoicesAsync();
        var before = await ReadAsync(incident);
        foreach (var scope in new[]
        {
            new ReviewScope { Country = "SYR" }, new ReviewScope { Country = "AFG", Admin1Pcode = "AF02" }, new ReviewScope { StartDateFrom = Day(2021, 8, 4) },
            new ReviewScope { StartDateBefore = Day(2021, 8, 3) }, new ReviewScope { Topic = ReviewTopic.Location }, new ReviewScope { Topic = ReviewTopic.CivilianStatus },
        })
        {
            await suite.UpholdAsync(ministry, Flag(scope: scope));
            var during = await ReadAsync(incident);
            Assert.Equal(before.Estimates, during.Estimates);
            Assert.Equal(before.Attribution, during.Attribution);
        }
        await suite.UpholdAsync(ministry, Flag(scope: new ReviewScope { Topic = ReviewTopic.Attribution, Country = "AFG", StartDateFrom = Day(2021, 8, 3), StartDateBefore = Day(2021, 8, 4) }));
        var without = await ReadAsync(incident);
        Assert.Equal(before.Estimates, without.Estimates);
        Assert.Equal((AttributionStatus.AllegedBySource, AttributionStatus.Unattributed), (before.Attribution.Status, without.Attribution.Status));
        Assert.Equal(before.Attribution.Statements, without.Attribution.Statements);
    }

    [Fact]
    public async Task An_incident_that_is_left_out_has_no_estimates_and_is_in_no_sum()
    {
        var (incident, _, _) = await TwoVoicesAsync("NZL");
        var flag = await suite.UpholdAsync(incident, Flag());
        var during = await ReadAsync(incident);

        Assert.True(during is { ExcludedByFlag: true, Retracted: false, Estimates.Count: 0, Corroboration: null, Attribution: null });
        Assert.All(during.Claims.SelectMany(claim => claim.Statements), statement => Assert.Equal(StatementUse.Flagged, statement.Use));
        Assert.Equal(0, (await suite.TotalAsync(InNewZealand)).Total.IncidentCount);
        var refusal = await Refusal.OfAsync(suite.Reports.ExplainEstimateAsync(new ExplainEstimateRequest { Name = during.Name, Harm = HarmType.Killed }));
        Assert.Equal(StatusCode.NotFound, refusal.Code);
        await suite.ReverseAsync(incident, flag);
        await ReadAsync(incident);
        Assert.Equal(1, (await suite.TotalAsync(InNewZealand)).Total.IncidentCount);
    }

    [Theory]
    [InlineData("sources")]
    [InlineData("claims")]
    [InlineData("incidents")]
    public async Task What_is_hidden_is_to_the_public_as_if_it_had_never_been_now_and_as_of_the_past(string kind)
    {
        var (incident, ministry, _) = await TwoVoicesAsync();
        var record = kind switch { "sources" => ministry, "claims" => $"claims/{ministry["sources/".Length..]}", _ => incident };
        var open = await ReadAsync(incident);
        var past = AsOf(open);
        var flag = await suite.UpholdAsync(record, Flag(FlagEffect.Hide, FlagReason.SafetyTakedown));
        await ReadAsync(incident);

        if (kind == "incidents")
        {
            Assert.Equal(StatusCode.NotFound, (await Refusal.OfAsync(() => PublicAsync(incident, null))).Code);
        }
        else
        {
            foreach (var asOf in new[] { null, past })
            {
                var seen = await PublicAsync(incident, asOf);
                Assert.DoesNotContain(ministry["sources/".Length..], seen.ToString(), StringComparison.Ordinal);
                Assert.Equal((1, 1), (seen.LiveClaimCount, seen.CountOriginatorCount));
                Assert.Empty(seen.Flags);
            }
        }
        await suite.ReverseAsync(record, flag);
        await ReadAsync(incident);
        Assert.Equal((2, 2), ((await PublicAsync(incident, null)).LiveClaimCount, (await PublicAsync(incident, past)).LiveClaimCount));
    }

    [Fact]
    public async Task Grades_hold_in_their_scope_the_narrower_before_the_wider()
    {
        var (incident, ministry, _) = await TwoVoicesAsync();
        var ungraded = await ReadAsync(incident);
        await suite.RateAsync(ministry, ReliabilityGrade.A, new ReviewScope { Country = "SYR" });
        Assert.Equal(ungraded.Estimates, (await ReadAsync(incident)).Estimates);
        await suite.RateAsync(ministry, ReliabilityGrade.E);
        var general = await ReadAsync(incident);
        Assert.NotEqual(ungraded.Estimates, general.Estimates);
        await suite.RateAsync(ministry, ReliabilityGrade.A, new ReviewScope { Country = "AFG" });
        var ofCountry = await ReadAsync(incident);
        Assert.NotEqual(general.Estimates, ofCountry.Estimates);
        var rated = await suite.RateAsync(ministry, ReliabilityGrade.E, new ReviewScope { Topic = ReviewTopic.Count });
        Assert.Equal(general.Estimates, (await ReadAsync(incident)).Estimates);
        Assert.Equal(3, rated.ScopedRatings.Count);
        // The same scope again takes the place of the one before, which stays in the revisions.
        rated = await suite.RateAsync(ministry, ReliabilityGrade.A, new ReviewScope { Topic = ReviewTopic.Count });
        Assert.Equal([ReliabilityGrade.A, ReliabilityGrade.A, ReliabilityGrade.A], rated.ScopedRatings.Select(rating => rating.Grade));
        Assert.Equal(ofCountry.Estimates, (await ReadAsync(incident)).Estimates);
    }

    [Fact]
    public async Task A_claim_is_assessed_by_another_than_who_recorded_it_and_confirmed_only_by_another_originator()
    {
        var (incident, ministry, hospital) = await TwoVoicesAsync();
        var (claim, other) = ($"claims/{ministry["sources/".Length..]}", $"claims/{hospital["sources/".Length..]}");
        var echo = await suite.RecordAsync(Claim(incident, "sources/echo", ministry).With(one => one.PublishedDate = Day(2021, 8, 2)));
        var before = await ReadAsync(incident);
        var denied = await Refusal.OfAsync(() => suite.AssessAsync(claim, InformationCredibility.Improbable, reviewer: Recorder));
        Assert.Equal((StatusCode.PermissionDenied, "SECOND_PERSON_NEEDED"), (denied.Code, denied.Reason));
        foreach (var by in new[] { "", claim, echo.Name, "claims/none" })
        {
            var refusal = await Refusal.OfAsync(() => suite.AssessAsync(claim, InformationCredibility.ConfirmedByOtherSources, by));
            Assert.Equal(["assessment.corroborated_by"], refusal.Fields);
        }

        await suite.AssessAsync(claim, InformationCredibility.ConfirmedByOtherSources, other);
        var confirmed = await ReadAsync(incident);
        Assert.Equal(InformationCredibility.ConfirmedByOtherSources, Part(confirmed, claim).Credibility);
        Assert.NotEqual(before.Estimates, confirmed.Estimates);
        // What confirmed it does not stand any more.
        var confirming = await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = other });
        await suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = other, Etag = confirming.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
        Assert.Equal(InformationCredibility.Unspecified, Part(await ReadAsync(incident), claim).Credibility);
    }

    [Fact]
    public async Task Whether_a_claim_is_a_copy_is_decided_by_people_and_can_be_decided_anew()
    {
        var (incident, ministry, hospital) = await TwoVoicesAsync();
        var (claim, other) = ($"claims/{ministry["sources/".Length..]}", $"claims/{hospital["sources/".Length..]}");
        var before = await ReadAsync(incident);
        Assert.Equal("SECOND_PERSON_NEEDED", (await Refusal.OfAsync(() => suite.JudgeCopyAsync(claim, other, CopyVerdict.Copy, Recorder))).Reason);
        await suite.JudgeCopyAsync(claim, other, CopyVerdict.Copy);
        var copied = await ReadAsync(incident);
        Assert.Equal(1, copied.CountOriginatorCount);
        Assert.All(Part(copied, claim).Statements, statement => Assert.Equal(StatementUse.Copy, statement.Use));
        // Each a copy of the other, neither would count.
        Assert.Equal(["judgement.original"], (await Refusal.OfAsync(() => suite.JudgeCopyAsync(other, claim, CopyVerdict.Copy))).Fields);
        Assert.Equal(["judgement.original"], (await Refusal.OfAsync(() => suite.JudgeCopyAsync(other, other, CopyVerdict.Copy))).Fields);
        await suite.JudgeCopyAsync(claim, other, CopyVerdict.Independent);
        Assert.Equal(BesidesRevisions(before), BesidesRevisions(await ReadAsync(incident)));

        // What the recorder said is a word, and the reviewer's the last.
        var said = await suite.RecordAsync(Claim(incident, "sources/third", "sources/third", Exactly(30)).With(one => (one.Copies, one.Kind) = (other, ClaimKind.Repetition)));
        Assert.Equal(2, (await ReadAsync(incident)).CountOriginatorCount);
        await suite.JudgeCopyAsync(said.Name, other, CopyVerdict.Independent);
        Assert.Equal(3, (await ReadAsync(incident)).CountOriginatorCount);
    }

    private static void AssertEffect(FlagEffect effect, IncidentReport before, IncidentReport during)
    {
        var flagged = during.Claims.Single(claim => claim.Statements[0].Statement.Low == 40);
        Assert.Equal(effect == FlagEffect.DownWeight, flagged.DownWeighted);
        Assert.Equal(effect == FlagEffect.ExcludeFromCorroboration, flagged.Uncorroborating);
        Assert.Equal(effect is FlagEffect.None or FlagEffect.DownWeight ? 2 : 1, during.Corroboration.OriginatorCount);
        Assert.Equal(effect is FlagEffect.ExcludeFromCount or FlagEffect.Hide ? StatementUse.Flagged : StatementUse.Counted, flagged.Statements[0].Use);
        Assert.Equal(effect is FlagEffect.ExcludeFromCount or FlagEffect.Hide ? 12 : 40, during.Estimates[0].Bounds.High);
        Assert.Equal(effect is FlagEffect.None or FlagEffect.ExcludeFromCorroboration, before.Estimates[0].Count.Equals(during.Estimates[0].Count));
    }

    private static ClaimPart Part(IncidentReport report, string claim) => report.Claims.Single(part => part.Claim == claim);

    private static ByteString Numbers(IncidentReport report) =>
        new IncidentReport { Estimates = { report.Estimates }, Attribution = report.Attribution, Corroboration = report.Corroboration }.ToByteString();

    // What a decision and its reversal leave behind: revisions, and nothing else.
    private static IncidentReport BesidesRevisions(IncidentReport report)
    {
        var rest = report.Clone();
        (rest.Provenance.Revisions, rest.Provenance.RecordTime, rest.Freshness) = (null, null, null);
        foreach (var claim in rest.Claims)
            claim.Revision = 0;
        return rest;
    }

    private static ReportAsOf AsOf(IncidentReport report) => new() { Revisions = report.Provenance.Revisions };

    private async Task<IncidentReport> PublicAsync(string incident, ReportAsOf? asOf) =>
        await new ReportService.ReportServiceClient(suite.As(new Caller("anyone", RoleSet.Of(Role.Reader), Audience.Public))).GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = $"{incident}/report", AsOf = asOf is null ? null : new ReportAsOf { Time = await RecordedAsync(incident, asOf) } });

    // The same point as the public names it.
    private async Task<Timestamp> RecordedAsync(string incident, ReportAsOf asOf) => (await suite.ReportAsync(incident, asOf)).Provenance.RecordTime;

    private async Task<IncidentReport> ReadAsync(string incident) => await suite.ReportAsync(incident, await suite.NewestAsync());

    // A ministry says forty and who did it, a hospital twelve; each claim has the id of its source.
    private async Task<(string Incident, string Ministry, string Hospital)> TwoVoicesAsync(string country = "AFG")
    {
        var incident = await suite.CreateAsync(Incident().With(one => one.Place.Country = country));
        var ministry = await suite.CreateAsync(Source("Ministry").With(one => one.Type = SourceType.OfficialState), $"ministry-{incident.Revision}");
        var hospital = await suite.CreateAsync(Source("Hospital").With(one => one.Type = SourceType.MedicalFacility), $"hospital-{incident.Revision}");
        var said = Claim(incident.Name, ministry.Name, ministry.Name, Exactly(40))
            .With(claim => claim.Attributions.Add(new Attribution { Actor = "An army", Role = AttributionRole.Perpetrator, Status = AttributionStatus.AllegedBySource }));
        await suite.RecordAsync(said, ministry.Name["sources/".Length..]);
        await suite.RecordAsync(Claim(incident.Name, hospital.Name, hospital.Name, Exactly(12)), hospital.Name["sources/".Length..]);
        return (incident.Name, ministry.Name, hospital.Name);
    }
}
