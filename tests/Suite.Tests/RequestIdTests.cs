using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>One request id, one effect, whatever is retried, reordered or doubled.</summary>
public sealed class RequestIdTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task A_claim_sent_50_times_at_once_under_one_request_id_is_recorded_once_and_all_get_the_same_answer()
    {
        var incident = shared.NextIncident();
        var request = new RecordClaimRequest { Claim = Claim(incident), RequestId = NewRequestId() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => suite.Claims.RecordClaimAsync(request).ResponseAsync));

        var answer = Assert.Single(answers.Distinct());
        Assert.Equal(answer, Assert.Single(await shared.ClaimsAsync(incident)));
    }

    [Fact]
    public async Task A_batch_sent_50_times_at_once_under_one_request_id_is_recorded_once_and_all_get_the_same_answer()
    {
        var incident = shared.NextIncident();
        var request = new BatchRecordClaimsRequest { Entries = { Entries(incident, 3) }, RequestId = NewRequestId() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => suite.Claims.BatchRecordClaimsAsync(request).ResponseAsync));

        var answer = Assert.Single(answers.Distinct());
        Assert.Equal(answer.Claims, await shared.ClaimsAsync(incident));
    }

    [Fact]
    public async Task A_chunk_sent_again_on_other_streams_is_recorded_once_and_answered_alike()
    {
        var incident = shared.NextIncident();
        var chunk = new ImportClaimsRequest { Entries = { Entries(incident, 3) }, RequestId = NewRequestId() };
        chunk.Entries.Add(new ClaimEntry { Claim = new Claim { Incident = incident } });
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => suite.ImportAsync(chunk, chunk)));

        var answer = Assert.Single(answers.SelectMany(stream => stream).Distinct());
        Assert.Equal((3, 3), (answer.RecordedCount, Assert.Single(answer.Refused).Index));
        Assert.Equal(3, (await shared.ClaimsAsync(incident)).Count);
    }

    [Fact]
    public async Task Another_body_under_a_used_request_id_is_refused_and_records_nothing()
    {
        var incident = shared.NextIncident();
        var first = new RecordClaimRequest { Claim = Claim(incident), RequestId = NewRequestId() };
        await suite.Claims.RecordClaimAsync(first);
        var entries = Entries(incident, 1);

        await AssertReusedAsync(first.RequestId, async () => await suite.Claims.RecordClaimAsync(first.Clone().With(other => other.Claim.Note = "another")));
        await AssertReusedAsync(first.RequestId, async () => await suite.Claims.RecordClaimAsync(first.Clone().With(other => other.ClaimId = "another")));
        await AssertReusedAsync(
            first.RequestId, async () => await suite.Claims.BatchRecordClaimsAsync(new BatchRecordClaimsRequest { Entries = { entries }, RequestId = first.RequestId }));
        await AssertReusedAsync(first.RequestId, () => suite.ImportAsync(new ImportClaimsRequest { Entries = { entries }, RequestId = first.RequestId }));
        Assert.Single(await shared.ClaimsAsync(incident));
    }

    [Fact]
    public async Task Another_method_with_the_same_fields_under_a_used_request_id_is_refused()
    {
        var incident = shared.NextIncident();
        var entries = Entries(incident, 2);
        var batch = new BatchRecordClaimsRequest { Entries = { entries }, RequestId = NewRequestId() };
        await suite.Claims.BatchRecordClaimsAsync(batch);

        await AssertReusedAsync(batch.RequestId, () => suite.ImportAsync(new ImportClaimsRequest { Entries = { entries }, RequestId = batch.RequestId }));
    }

    [Fact]
    public async Task A_request_that_was_refused_leaves_its_id_unused()
    {
        var incident = shared.NextIncident();
        var taken = await suite.RecordAsync(Claim(incident));
        var request = new RecordClaimRequest { Claim = Claim(incident), ClaimId = taken.Name["claims/".Length..], RequestId = NewRequestId() };

        Assert.Equal("RECORD_EXISTS", (await Refusal.OfAsync(suite.Claims.RecordClaimAsync(request))).Reason);
        var recorded = await suite.Claims.RecordClaimAsync(request.Clone().With(other => other.ClaimId = ""));
        Assert.Equal([taken, recorded], await shared.ClaimsAsync(incident));
    }

    [Fact]
    public async Task Every_change_sent_again_answers_the_same_and_changes_nothing()
    {
        var incident = await suite.CreateAsync(Incident());
        var source = await suite.CreateAsync(Source());
        var claim = await suite.RecordAsync(Claim(incident.Name));
        var other = await suite.RecordAsync(Claim(incident.Name));

        await AssertRepeatableAsync(new CreateIncidentRequest { Incident = Incident(), RequestId = NewRequestId() }, r => suite.Incidents.CreateIncidentAsync(r));
        await AssertRepeatableAsync(
            new UpdateIncidentRequest { Incident = new() { Name = incident.Name, Etag = incident.Etag, Title = "Corrected" }, RequestId = NewRequestId() },
            r => suite.Incidents.UpdateIncidentAsync(r));
        incident = await suite.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = incident.Name });
        await AssertRepeatableAsync(
            new RetractIncidentRequest { Name = incident.Name, Etag = incident.Etag, Reason = "Recorded twice.", RequestId = NewRequestId() },
            r => suite.Incidents.RetractIncidentAsync(r));
        await AssertRepeatableAsync(new CreateSourceRequest { Source = Source(), RequestId = NewRequestId() }, r => suite.Sources.CreateSourceAsync(r));
        await AssertRepeatableAsync(
            new UpdateSourceRequest { Source = new() { Name = source.Name, Etag = source.Etag, Note = "Reliable" }, RequestId = NewRequestId() },
            r => suite.Sources.UpdateSourceAsync(r));
        source = await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = source.Name });
        await AssertRepeatableAsync(
            new RetractSourceRequest { Name = source.Name, Etag = source.Etag, Reason = "Recorded twice.", RequestId = NewRequestId() },
            r => suite.Sources.RetractSourceAsync(r));
        await AssertRepeatableAsync(
            new SupersedeClaimRequest { Name = claim.Name, Etag = claim.Etag, Claim = Claim(incident.Name), RequestId = NewRequestId() },
            r => suite.Claims.SupersedeClaimAsync(r));
        await AssertRepeatableAsync(
            new RetractClaimRequest { Name = other.Name, Etag = other.Etag, Reason = "Recorded twice.", RequestId = NewRequestId() },
            r => suite.Claims.RetractClaimAsync(r));
    }

    private async Task AssertRepeatableAsync<TRequest, TResponse>(TRequest request, Func<TRequest, AsyncUnaryCall<TResponse>> call)
    {
        var first = await call(request);
        var newest = await suite.NewestAsync();
        Assert.Equal(first, await call(request));
        Assert.Equal(newest, await suite.NewestAsync());
    }

    private static async Task AssertReusedAsync(string requestId, Func<Task> call)
    {
        var refusal = await Refusal.OfAsync(call);
        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED", requestId), (refusal.Code, refusal.Reason, refusal.Metadata["request_id"]));
    }

    private static ClaimEntry[] Entries(string incident, int count) => [.. Enumerable.Range(0, count).Select(_ => new ClaimEntry { Claim = Claim(incident) })];
}
