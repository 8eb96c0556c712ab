using Casualties.Counts.V1;
using Casualties.Gateway.Import;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Import.Tests;

/// <summary>The sheet that the project ships, read as any other.</summary>
public sealed class SampleTests
{
    private static readonly SheetReading Sample = Sheets.Read(ClaimSheet.In(Path.Combine(AppContext.BaseDirectory, "Sample", "afghanistan-2020-2021")));

    [Fact]
    public void All_incidents_and_all_claims_but_one_are_good()
    {
        Assert.Equal(43, Sample.Incidents.Count);
        Assert.Equal(840, Sample.Claims.Count);
        Assert.Equal(841, Sample.Survey.ClaimRowCount);
    }

    [Fact]
    public void The_published_editing_error_is_quarantined_with_row_and_reason()
    {
        QuarantinedRow row = Assert.Single(Sample.Quarantine.First);
        Assert.Equal(("claims.csv", 565, "afg-2021-07-09-four-cities/4"), (row.File, row.Line, row.Key));
        Assert.Equal([new RowFault("low", "180000000 is not between 0 and 10,000,000")], row.Faults);
    }

    [Fact]
    public void Sources_are_the_publishers_and_the_originators_that_are_somebody()
    {
        Assert.Equal(SourceType.OfficialState, Sample.Survey.Sources["Afghan Ministry of Interior"].Type);
        Assert.Equal(SourceType.Media, Sample.Survey.Sources["Reuters via National Post"].Type);
        Assert.Equal("afghan-ministry-of-interior", Sample.Survey.Sources["Afghan Ministry of Interior"].Id);
        SheetSource taliban = Sample.Survey.Sources["Taliban"];
        Assert.Equal((SourceType.ArmedGroupStatement, SourceType.OfficialState), (taliban.Type, Assert.Single(taliban.OtherTypes)));
        Assert.DoesNotContain("unattributed", Sample.Survey.Sources.Keys);
        Assert.DoesNotContain("reports (unspecified)", Sample.Survey.Sources.Keys);
        Assert.Equal(Sample.Survey.Sources.Count, Sample.Survey.Sources.Values.Select(source => source.Id).Distinct().Count());
    }

    [Fact]
    public void The_seed_incident_keeps_attackers_apart()
    {
        CountStatement[] attackers = [.. Claims("afg-2021-08-03-kabul-bismillah")
            .SelectMany(claim => claim.Counts)
            .Where(count => count.Victims?.Perpetrators == PerpetratorScope.Only)];
        Assert.NotEmpty(attackers);
        Assert.All(attackers, count => Assert.Equal(HarmType.Killed, count.Harm));
    }

    [Fact]
    public void Copies_name_claims_of_the_same_incident()
    {
        HashSet<string> names = [.. Sample.Claims.Select(row => $"claims/{ResourceIds.OfClaim(row.IncidentKey, row.ClaimNo)}")];
        Claim[] copies = [.. Sample.Claims.Select(ToClaim).Where(claim => claim.Copies != "")];
        Assert.Equal(170, copies.Length);
        Assert.All(copies, copy => Assert.Contains(copy.Copies, names));
    }

    [Fact]
    public void Actors_that_are_named_are_attributed_and_other_words_are_kept()
    {
        Dictionary<string, Incident> incidents = Sample.Incidents.ToDictionary(row => row.Key, row => ClaimSheetMapping.ToEntry(row).Incident);
        Attribution seed = Assert.Single(incidents["afg-2021-08-03-kabul-bismillah"].Attributions);
        Assert.Equal(("Taliban", AttributionStatus.ClaimedByActor), (seed.Actor, seed.Status));
        Attribution baghlan = Assert.Single(incidents["afg-2021-06-08-baghlan-halo"].Attributions);
        Assert.Equal(("Islamic State", AttributionStatus.ClaimedByActor), (baghlan.Actor, baghlan.Status));
        Assert.EndsWith("Attribution: Islamic State (government had blamed Taliban).", incidents["afg-2021-06-08-baghlan-halo"].Summary, StringComparison.Ordinal);
        Assert.Empty(incidents["afg-2020-07-30-logar-eid"].Attributions);
        Assert.Equal("Taliban denied\nAttribution: unclaimed.", incidents["afg-2020-07-30-logar-eid"].Summary);
        Assert.Empty(incidents["afg-2020-12-18-ghazni-gilan"].Attributions);
        Assert.Equal(AttributionStatus.DeniedByActor, Assert.Single(incidents["afg-2021-08-30-daykundi-khidir"].Attributions).Status);
        Assert.Equal("", incidents["afg-2021-07-09-four-cities"].Place.Admin1);
    }

    private static IEnumerable<Claim> Claims(string incidentKey) => Sample.Claims.Where(row => row.IncidentKey == incidentKey).Select(ToClaim);

    private static Claim ToClaim(ClaimRow row) => ClaimSheetMapping.ToEntry(row, "publisher", null).Claim;
}
