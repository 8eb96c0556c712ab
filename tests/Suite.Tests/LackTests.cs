using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>A report is complete, or says what it lacks.</summary>
public sealed class LackTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task Sources_claims_and_counts_are_missed_until_they_are_recorded()
    {
        var incident = await suite.CreateAsync(Incident());
        var id = incident.Name["incidents/".Length..];
        var (publisher, originator, original) = ($"sources/{id}-a", $"sources/{id}-b", $"claims/{id}");
        var claim = Claim(incident.Name, publisher, originator).With(one =>
        {
            one.Copies = original;
            one.Counts.Clear();
            one.Attributions.Add(new Attribution { Actor = "An actor", Status = AttributionStatus.AllegedBySource });
        });

        Assert.Equal([(LackKind.Counts, incident.Name)], await LacksAsync());
        await suite.RecordAsync(claim);
        Assert.Equal(
            [(LackKind.SourceRecord, publisher), (LackKind.SourceRecord, originator), (LackKind.ClaimRecord, original), (LackKind.Counts, incident.Name)],
            await LacksAsync());
        await suite.CreateAsync(Source(), publisher["sources/".Length..]);
        Assert.Equal([(LackKind.SourceRecord, originator), (LackKind.ClaimRecord, original), (LackKind.Counts, incident.Name)], await LacksAsync());
        await suite.CreateAsync(Source(), originator["sources/".Length..]);
        Assert.Equal([(LackKind.ClaimRecord, original), (LackKind.Counts, incident.Name)], await LacksAsync());
        var recorded = await suite.RecordAsync(Claim(incident.Name, publisher, originator), id);
        Assert.Empty(await LacksAsync());

        await suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = recorded.Name, Etag = recorded.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
        Assert.Equal([(LackKind.Counts, incident.Name)], await LacksAsync());

        async Task<IEnumerable<(LackKind, string)>> LacksAsync() =>
            (await suite.ReportAsync(incident.Name, await suite.NewestAsync())).Lacks.Select(lack => (lack.Kind, lack.Record));
    }

    [Fact]
    public async Task A_retracted_incident_has_no_estimates_and_keeps_its_claims()
    {
        var incident = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(incident.Name));
        Assert.NotEmpty((await ReadAsync()).Estimates);
        await suite.Incidents.RetractIncidentAsync(
            new RetractIncidentRequest { Name = incident.Name, Etag = incident.Etag, Reason = "Did not happen.", RequestId = NewRequestId() });

        var report = await ReadAsync();
        Assert.True(report.Retracted);
        Assert.Empty(report.Estimates);
        Assert.Null(report.Attribution);
        Assert.Single(report.Claims);

        async Task<IncidentReport> ReadAsync() => await suite.ReportAsync(incident.Name, await suite.NewestAsync());
    }

    [Fact]
    public async Task A_claim_that_comes_before_its_incident_shows_once_the_incident_is_there()
    {
        var name = shared.NextIncident();
        var claim = await suite.RecordAsync(Claim(name));
        Assert.Equal(StatusCode.NotFound, (await Refusal.OfAsync(() => suite.ReportAsync(name, new SuiteRevisions { Counts = claim.Revision }))).Code);

        var incident = await suite.CreateAsync(Incident(), name["incidents/".Length..]);
        var report = await suite.ReportAsync(name, new SuiteRevisions { Incidents = incident.Revision });
        Assert.Equal(claim.Name, Assert.Single(report.Claims).Claim);
        Assert.Equal(8, report.Estimates[0].Bounds.High);
    }

    [Fact]
    public async Task A_retracted_source_keeps_its_name_and_its_claims_count_as_before()
    {
        var incident = await suite.CreateAsync(Incident());
        var source = await suite.CreateAsync(Source("The Herald"));
        await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name));
        var before = await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        await suite.Sources.RetractSourceAsync(new() { Name = source.Name, Etag = source.Etag, Reason = "Recorded twice.", RequestId = NewRequestId() });

        var after = await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        Assert.Equal(before.Estimates, after.Estimates);
        Assert.Equal(before.Claims, after.Claims);
        Assert.True(after.Provenance.Revisions.Sources > before.Provenance.Revisions.Sources);
    }
}
