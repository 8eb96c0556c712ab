using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>Which figures of a source are weighed, and as what.</summary>
public sealed class QuantityEvidenceTests
{
    private static readonly VictimGroup Children = new(Age: AgeGroup.Child);

    [Fact]
    public void A_figure_for_some_takes_nothing_from_a_figure_for_all_however_that_was_put()
    {
        var dozen = Assert.Single(EvidenceOf(By("a", 1, Words(Harm.Killed, "a dozen"), Killed(CountForm.Exact, 3, Children))));
        Assert.Equal((EvidenceForm.About, 12), (dozen.Form, dozen.Low));

        var both = EvidenceOf(By("a", 1, Words(Harm.Killed, "dozens")), By("a", 2, Killed(CountForm.Exact, 4, part: true)));
        Assert.Equal([EvidenceForm.Words, EvidenceForm.Partial], both.Select(one => one.Form));
        Assert.Equal(
            [EvidenceForm.Partial, EvidenceForm.Words],
            EvidenceOf(By("a", 1, Killed(CountForm.Exact, 4, part: true)), By("a", 2, Words(Harm.Killed, "dozens"))).Select(one => one.Form));
    }

    [Fact]
    public void Two_figures_of_one_claim_both_count_in_either_order()
    {
        CountStatement[] statements = [Killed(CountForm.AtLeast, 10), Killed(CountForm.AtMost, 15)];
        var one = Assert.Single(EvidenceOf(By("a", 1, statements)));
        Assert.Equal((EvidenceForm.Range, 10, 15), (one.Form, one.Low, one.High));
        Assert.Equal(one, Assert.Single(EvidenceOf(By("a", 1, statements[1], statements[0]))));
    }

    [Fact]
    public void A_later_figure_with_attackers_in_it_replaces_an_earlier_one_without_if_it_says_how_many_they_were()
    {
        var first = By("a", 1, Killed(CountForm.Exact, 8));
        var later = By("a", 9, Killed(CountForm.Exact, 15, VictimGroup.Everyone), Killed(CountForm.Exact, 2, VictimGroup.PerpetratorsOnly));
        Assert.Equal(13, Assert.Single(EvidenceOf(first, later)).Low);
        Assert.Equal(8, Assert.Single(EvidenceOf(first, later with { Statements = [later.Statements[0]] })).Low);
    }

    [Fact]
    public void Of_very_many_figures_those_of_the_most_reliable_sources_are_weighed()
    {
        Claim[] claims = [.. Enumerable.Range(0, CountLimits.MaxFigures + 50).Select(i => By($"s{i}", 1, Killed(CountForm.Exact, 100 + i)) with { Name = $"claims/{i:D4}" })];
        var incident = new IncidentCase
        {
            Claims = claims,
            Sources = Enumerable.Range(0, 10).ToDictionary(i => $"s{i}", i => new SourceFacts($"Hospital {i}", SourceKind.MedicalFacility)),
        };
        var evidence = QuantityEvidence.Of(Policies.Calibrated, incident, Harm.Killed, VictimGroup.AllVictims);
        Assert.Equal(CountLimits.MaxFigures, evidence.Evidence.Length);
        Assert.All(incident.Sources.Keys, hospital => Assert.Contains(hospital, evidence.Voices));
    }

    private static System.Collections.Immutable.ImmutableArray<Evidence> EvidenceOf(params Claim[] claims) =>
        QuantityEvidence.Of(Policies.Calibrated, new IncidentCase { Claims = claims }, Harm.Killed, VictimGroup.AllVictims).Evidence;
}
