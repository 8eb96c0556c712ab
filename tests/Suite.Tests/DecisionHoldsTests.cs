using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What two people decided is not undone by one, however they go about it.</summary>
public sealed class DecisionHoldsTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Theory]
    [InlineData(FlagEffect.Hide, Audience.Restricted, Confidentiality.Unspecified)]
    [InlineData(FlagEffect.Hide, Audience.Unspecified, Confidentiality.Pseudonymous)]
    [InlineData(FlagEffect.Hide, Audience.Unspecified, Confidentiality.Sealed)]
    [InlineData(FlagEffect.ExcludeFromCount, Audience.Restricted, Confidentiality.Unspecified)]
    [InlineData(FlagEffect.ExcludeFromCount, Audience.Unspecified, Confidentiality.Sealed)]
    public async Task To_tell_less_of_a_source_does_not_bring_back_what_it_said(FlagEffect effect, Audience visibility, Confidentiality confidentiality)
    {
        var incident = await suite.CreateAsync(Incident());
        var source = await suite.CreateAsync(Source());
        var other = await suite.CreateAsync(Source());
        await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name, Exactly(40)));
        var last = await suite.RecordAsync(Claim(incident.Name, other.Name, other.Name, Exactly(12)));
        var open = await PublicAsync(incident.Name);
        await suite.UpholdAsync(source.Name, Flag(effect));
        Assert.Equal(12, (await PublicAsync(incident.Name)).Estimates[0].Bounds.High);

        await suite.Sources.RestrictSourceAsync(new RestrictSourceRequest
        {
            Name = source.Name, Etag = await suite.EtagOf(source.Name), Visibility = visibility, Confidentiality = confidentiality, Reason = "Someone fears for them.", RequestId = NewRequestId(),
        });

        var now = await PublicAsync(incident.Name);
        Assert.Equal(12, now.Estimates[0].Bounds.High);
        Assert.Equal((effect == FlagEffect.Hide ? 1 : 2, 40), (now.LiveClaimCount, open.Estimates[0].Bounds.High));
        if (effect == FlagEffect.Hide)
            Assert.Equal(1, (await PublicAsync(incident.Name, last.UpdateTime)).LiveClaimCount);
    }

    [Fact]
    public async Task A_source_under_a_pseudonym_is_hidden_with_what_it_said()
    {
        var incident = await suite.CreateAsync(Incident());
        var source = await suite.CreateAsync(Source().With(one => one.Confidentiality = Confidentiality.Pseudonymous));
        var claim = await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name, Exactly(40)));
        Assert.Equal(1, (await PublicAsync(incident.Name)).LiveClaimCount);
        await suite.UpholdAsync(source.Name, Flag(FlagEffect.Hide, FlagReason.SafetyTakedown));
        Assert.Equal((0, 0), ((await PublicAsync(incident.Name)).LiveClaimCount, (await PublicAsync(incident.Name, claim.UpdateTime)).LiveClaimCount));
    }

    [Theory]
    [InlineData(FlagEffect.ExcludeFromCount)]
    [InlineData(FlagEffect.Hide)]
    public async Task To_replace_a_claim_does_not_shake_off_what_was_decided_on_it_and_its_authors_still_cannot_decide(FlagEffect effect)
    {
        var incident = await suite.CreateAsync(Incident());
        var claim = await suite.RecordAsync(Claim(incident.Name));
        var before = await PublicAsync(incident.Name);
        await suite.AssessAsync(claim.Name, InformationCredibility.Improbable);
        var assessed = await PublicAsync(incident.Name);
        var flag = await suite.UpholdAsync(claim.Name, Flag(effect));

        var again = await new ClaimService.ClaimServiceClient(suite.As(new Caller("replacer", RoleSet.Of(Role.Reader, Role.Recorder), Audience.Restricted))).SupersedeClaimAsync(
            new SupersedeClaimRequest { Name = claim.Name, Etag = await suite.EtagOf(claim.Name), Claim = Claim(incident.Name), RequestId = NewRequestId() });

        Assert.Equal((flag, true, InformationCredibility.Improbable), (again.Flags.Single().Id, again.Flags[0].InForce, again.Assessment.Credibility));
        Assert.DoesNotContain((await PublicAsync(incident.Name)).Estimates, estimate => estimate.Bounds.HasHigh);
        await suite.AppealAsync(again.Name, flag);
        foreach (var author in new[] { Recorder, "replacer" })
        {
            Assert.Equal("SECOND_PERSON_NEEDED", (await Refusal.OfAsync(() => suite.DecideAsync(again.Name, flag, FlagState.Rejected, author))).Reason);
            Assert.Equal("SECOND_PERSON_NEEDED", (await Refusal.OfAsync(() => suite.AssessAsync(again.Name, InformationCredibility.ProbablyTrue, reviewer: author))).Reason);
        }
        await suite.DecideAsync(again.Name, flag, FlagState.Rejected, "court");
        Assert.Equal(assessed.Estimates, (await PublicAsync(incident.Name)).Estimates);
        Assert.NotEqual(before.Estimates, assessed.Estimates);
    }

    [Fact]
    public async Task What_bears_nobody_out_confirms_nothing()
    {
        var incident = await suite.CreateAsync(Incident());
        var (claim, by) = (await suite.RecordAsync(Claim(incident.Name, "sources/a", "sources/a")), await suite.RecordAsync(Claim(incident.Name, "sources/b", "sources/b")));
        await suite.AssessAsync(claim.Name, InformationCredibility.ConfirmedByOtherSources, by.Name);
        Assert.Equal(InformationCredibility.ConfirmedByOtherSources, await CredibilityAsync());
        foreach (var effect in new[] { FlagEffect.ExcludeFromCorroboration, FlagEffect.ExcludeFromCount })
        {
            var flag = await suite.UpholdAsync(by.Name, Flag(effect));
            Assert.Equal(InformationCredibility.Unspecified, await CredibilityAsync());
            await suite.ReverseAsync(by.Name, flag);
            Assert.Equal(InformationCredibility.ConfirmedByOtherSources, await CredibilityAsync());
        }

        async Task<InformationCredibility> CredibilityAsync() =>
            (await suite.ReportAsync(incident.Name, await suite.NewestAsync())).Claims.Single(part => part.Claim == claim.Name).Credibility;
    }

    [Fact]
    public async Task No_way_of_judging_makes_claims_copies_of_each_other()
    {
        var incident = shared.NextIncident();
        var (a, b, x) = (await suite.RecordAsync(Claim(incident)), await suite.RecordAsync(Claim(incident)), await suite.RecordAsync(Claim(incident)));
        await suite.JudgeCopyAsync(x.Name, a.Name, CopyVerdict.Copy);
        await suite.JudgeCopyAsync(x.Name, b.Name, CopyVerdict.Copy);
        await suite.JudgeCopyAsync(a.Name, x.Name, CopyVerdict.Copy);
        var refusal = await Refusal.OfAsync(() => suite.JudgeCopyAsync(x.Name, b.Name, CopyVerdict.Independent));
        Assert.Equal((StatusCode.InvalidArgument, "judgement.original"), (refusal.Code, Assert.Single(refusal.Fields)));
    }

    [Fact]
    public async Task A_flag_does_not_hold_up_what_two_are_about_to_decide()
    {
        var claim = await suite.RecordAsync(Claim(shared.NextIncident()));
        claim = await suite.Claims.ExpungeClaimAsync(new ExpungeClaimRequest { Name = claim.Name, Etag = claim.Etag, Paths = { "note" }, Reason = "It endangers someone.", RequestId = NewRequestId() });
        Assert.NotNull(claim.Proposal);
        claim = await suite.FlagAsync(claim, Flag());
        Assert.NotNull(claim.Proposal);
    }

    private async Task<IncidentReport> PublicAsync(string incident, Google.Protobuf.WellKnownTypes.Timestamp? past = null)
    {
        await suite.ReportAsync(incident, await suite.NewestAsync());
        return await new ReportService.ReportServiceClient(suite.As(new Caller("anyone", RoleSet.Of(Role.Reader), Audience.Public))).GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = $"{incident}/report", AsOf = past is null ? null : new ReportAsOf { Time = past } });
    }
}
