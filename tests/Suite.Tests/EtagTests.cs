using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Two edits that rest on the same reading never both succeed, and what is dead stays dead.</summary>
public sealed class EtagTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task Of_edits_at_once_under_one_etag_one_succeeds_and_the_others_are_told_the_current_etag(int edits)
    {
        var incident = await suite.CreateAsync(Incident());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, edits).Select(edit => OutcomeAsync(suite.Incidents.UpdateIncidentAsync(new UpdateIncidentRequest
        {
            Incident = new Incident { Name = incident.Name, Etag = incident.Etag, Title = $"Edit {edit}" },
            RequestId = NewRequestId(),
        }))));

        var winner = Assert.Single(outcomes, outcome => outcome.Record is not null).Record!;
        Assert.Equal(winner, await suite.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = incident.Name }));
        Assert.All(outcomes.Where(outcome => outcome.Record is null), outcome => Assert.Equal(
            (StatusCode.Aborted, "ETAG_MISMATCH", winner.Name, winner.Etag),
            (outcome.Refusal!.Code, outcome.Refusal.Reason, outcome.Refusal.Metadata["resource"], outcome.Refusal.Metadata["etag"])));
    }

    [Fact]
    public async Task Of_a_retraction_and_superseding_claims_at_once_under_one_etag_one_succeeds()
    {
        var incident = shared.NextIncident();
        var claim = await suite.RecordAsync(Claim(incident));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(edit => OutcomeAsync(edit % 2 == 0
            ? suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = claim.Name, Etag = claim.Etag, Reason = "Wrong.", RequestId = NewRequestId() })
            : suite.Claims.SupersedeClaimAsync(new SupersedeClaimRequest { Name = claim.Name, Etag = claim.Etag, Claim = Claim(incident), RequestId = NewRequestId() }))));

        var winner = Assert.Single(outcomes, outcome => outcome.Record is not null).Record!;
        Assert.Equal(winner.State == ClaimState.Retracted ? 1 : 2, (await shared.ClaimsAsync(incident)).Count);
        Assert.All(outcomes.Where(outcome => outcome.Record is null), outcome => Assert.Equal("ETAG_MISMATCH", outcome.Refusal!.Reason));
    }

    [Fact]
    public async Task An_edit_without_an_etag_is_refused_together_with_all_else_that_it_lacks()
    {
        var claim = await suite.RecordAsync(Claim(shared.NextIncident()));

        await AssertInvalidAsync(
            suite.Incidents.UpdateIncidentAsync(new UpdateIncidentRequest { Incident = new() { Name = "incidents/a", Title = "b" }, RequestId = NewRequestId() }),
            "incident.etag");
        await AssertInvalidAsync(
            suite.Sources.UpdateSourceAsync(new UpdateSourceRequest { Source = new() { Name = "sources/a", DisplayName = "b" }, RequestId = NewRequestId() }),
            "source.etag");
        await AssertInvalidAsync(suite.Incidents.RetractIncidentAsync(new RetractIncidentRequest()), "name", "etag", "reason", "request_id");
        await AssertInvalidAsync(suite.Sources.RetractSourceAsync(new RetractSourceRequest()), "name", "etag", "reason", "request_id");
        await AssertInvalidAsync(suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = claim.Name, RequestId = NewRequestId() }), "etag", "reason");
        await AssertInvalidAsync(
            suite.Claims.SupersedeClaimAsync(new SupersedeClaimRequest { Name = claim.Name, Claim = Claim(claim.Incident), RequestId = NewRequestId() }), "etag");
    }

    [Fact]
    public async Task A_dead_claim_can_be_neither_retracted_nor_superseded()
    {
        var retracted = await RetractAsync(await suite.RecordAsync(Claim(shared.NextIncident())));
        var replaced = await suite.RecordAsync(Claim(shared.NextIncident()));
        await SupersedeAsync(replaced, Claim(replaced.Incident));
        var superseded = await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = replaced.Name });

        foreach (var dead in new[] { retracted, superseded })
        {
            var state = dead.State == ClaimState.Retracted ? "CLAIM_STATE_RETRACTED" : "CLAIM_STATE_SUPERSEDED";
            foreach (var refusal in new[] { await Refusal.OfAsync(() => RetractAsync(dead)), await Refusal.OfAsync(() => SupersedeAsync(dead, Claim(dead.Incident))) })
                Assert.Equal((StatusCode.FailedPrecondition, "STATE_FORBIDS", dead.Name, state), (refusal.Code, refusal.Reason, refusal.Metadata["resource"], refusal.Metadata["state"]));
        }
    }

    [Fact]
    public async Task A_retracted_incident_and_a_retracted_source_can_be_neither_edited_nor_retracted_again()
    {
        var incident = await suite.CreateAsync(Incident());
        incident = await suite.Incidents.RetractIncidentAsync(
            new RetractIncidentRequest { Name = incident.Name, Etag = incident.Etag, Reason = "Did not happen.", RequestId = NewRequestId() });
        var source = await suite.CreateAsync(Source());
        source = await suite.Sources.RetractSourceAsync(
            new RetractSourceRequest { Name = source.Name, Etag = source.Etag, Reason = "Recorded twice.", RequestId = NewRequestId() });

        Refusal[] refusals =
        [
            await Refusal.OfAsync(suite.Incidents.UpdateIncidentAsync(new UpdateIncidentRequest { Incident = incident, RequestId = NewRequestId() })),
            await Refusal.OfAsync(suite.Incidents.RetractIncidentAsync(
                new RetractIncidentRequest { Name = incident.Name, Etag = incident.Etag, Reason = "Again.", RequestId = NewRequestId() })),
            await Refusal.OfAsync(suite.Sources.UpdateSourceAsync(new UpdateSourceRequest { Source = source, RequestId = NewRequestId() })),
            await Refusal.OfAsync(suite.Sources.RetractSourceAsync(
                new RetractSourceRequest { Name = source.Name, Etag = source.Etag, Reason = "Again.", RequestId = NewRequestId() })),
        ];
        Assert.All(refusals, refusal => Assert.Equal((StatusCode.FailedPrecondition, "STATE_FORBIDS"), (refusal.Code, refusal.Reason)));
    }

    [Fact]
    public async Task A_claim_and_the_one_that_replaces_it_name_each_other_and_both_stay_readable()
    {
        var old = await suite.RecordAsync(Claim(shared.NextIncident()));
        var replacement = await SupersedeAsync(old, Claim(old.Incident, counts: Exactly(9)));
        var after = await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = old.Name });

        Assert.Equal((old.Name, ClaimState.Live), (replacement.Supersedes, replacement.State));
        Assert.Equal((replacement.Name, ClaimState.Superseded), (after.SupersededBy, after.State));
        Assert.Equal(old, await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = old.Name, AsOf = new() { Revision = old.Revision } }));
    }

    [Fact]
    public async Task Only_the_voice_that_spoke_may_replace_its_claim()
    {
        var incident = shared.NextIncident();
        async Task<Claim> OldAsync() => await suite.RecordAsync(Claim(incident, "sources/newspaper", "sources/ministry"));

        await SupersedeAsync(await OldAsync(), Claim(incident, "sources/newspaper", "sources/hospital"));
        await SupersedeAsync(await OldAsync(), Claim(incident, "sources/radio", "sources/ministry"));
        var silent = await suite.RecordAsync(Claim(incident, "sources/newspaper", ""));

        var otherVoice = await Refusal.OfAsync(async () => await SupersedeAsync(await OldAsync(), Claim(incident, "sources/radio", "sources/hospital")));
        var noOriginator = await Refusal.OfAsync(() => SupersedeAsync(silent, Claim(incident, "sources/radio", "")));
        var elsewhere = await Refusal.OfAsync(async () => await SupersedeAsync(await OldAsync(), Claim("incidents/elsewhere", "sources/radio", "sources/hospital")));
        Assert.Equal(["claim.publisher"], otherVoice.Fields);
        Assert.Equal(["claim.publisher"], noOriginator.Fields);
        Assert.Equal(["claim.incident", "claim.publisher"], elsewhere.Fields);
    }

    [Fact]
    public async Task An_edit_of_what_does_not_exist_says_what_is_missing()
    {
        var refusal = await Refusal.OfAsync(suite.Claims.RetractClaimAsync(
            new RetractClaimRequest { Name = "claims/nowhere", Etag = "\"1\"", Reason = "Wrong.", RequestId = NewRequestId() }));
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND", "claims/nowhere"), (refusal.Code, refusal.Reason, refusal.Metadata["resource"]));
    }

    private async Task<Claim> RetractAsync(Claim claim) => await suite.Claims.RetractClaimAsync(
        new RetractClaimRequest { Name = claim.Name, Etag = claim.Etag, Reason = "Wrong.", RequestId = NewRequestId() });

    private async Task<Claim> SupersedeAsync(Claim old, Claim by) => await suite.Claims.SupersedeClaimAsync(
        new SupersedeClaimRequest { Name = old.Name, Etag = old.Etag, Claim = by, RequestId = NewRequestId() });

    private static async Task<(T? Record, Refusal? Refusal)> OutcomeAsync<T>(AsyncUnaryCall<T> call)
        where T : class
    {
        try
        {
            return (await call, null);
        }
        catch (RpcException e)
        {
            return (null, Refusal.Of(e));
        }
    }

    private static async Task AssertInvalidAsync<T>(AsyncUnaryCall<T> call, params string[] fields)
    {
        var refusal = await Refusal.OfAsync(call);
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (refusal.Code, refusal.Reason));
        Assert.Equal(fields, refusal.Fields);
    }
}
