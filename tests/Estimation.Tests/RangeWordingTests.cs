using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>Sentences about ranges say what is known, and no more.</summary>
public sealed class RangeWordingTests
{
    private static readonly DateOnly Day = new(2021, 8, 3);

    [Fact]
    public void Without_a_day_nobody_says_how_old_figures_are()
    {
        var explanation = Killed(new IncidentCase { Claims = [By("a", 1, Say.Killed(CountForm.Exact, 8))] }, Policies.Calibrated);

        Assert.Null(explanation.Estimate.Count!.Growth.HoursCovered);
        Assert.Contains("It is not known how long after the incident the last new figure was given", explanation.Sentences[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.0, "less than a day younger")]
    [InlineData(1, 24.0, "1 day younger")]
    [InlineData(3, 72.0, "3 days younger")]
    public void With_days_it_is_said_how_old_they_are(int days, double hours, string said)
    {
        var claims = new[] { By("a", 1, Say.Killed(CountForm.Exact, 8)), By("b", 2, Say.Killed(CountForm.Exact, 9)) with { PublishedDate = null } };
        var explanation = Killed(new IncidentCase { Claims = claims, LastDay = Day.AddDays(-days) }, Policies.Calibrated);

        Assert.Equal(hours, explanation.Estimate.Count!.Growth.HoursCovered);
        Assert.Contains(said, explanation.Sentences[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_figure_contradicts_no_other()
    {
        var denial = By("a", 1, Say.Killed(CountForm.Exact, 0));
        var incident = new IncidentCase
        {
            Claims = [denial],
            LastDay = Day,
            Attributions = [new("Army", AttributionRole.Perpetrator, AttributionStatus.AllegedBySource)],
            Sources = new Dictionary<string, SourceFacts> { ["a"] = new("Army", SourceKind.PartyToConflict, ReliabilityGrade.D) },
        };
        var explanation = Killed(incident, Policies.Calibrated);

        Assert.Contains(EstimateRemark.Contested, explanation.Estimate.Count!.Remarks);
        Assert.Contains("It is doubtful whether its only figure is true.", explanation.Sentences[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Two_sources_that_a_policy_needs_are_not_called_the_only_one()
    {
        var incident = new IncidentCase { Claims = [By("a", 1, Say.Killed(CountForm.Exact, 8)), By("b", 2, Say.Killed(CountForm.Exact, 9))], LastDay = Day };
        var explanation = Killed(incident, Policies.TryFind("two-independent")!);

        Assert.Equal((FragilityLevel.Fragile, null), (explanation.Fragility!.Value.Level, explanation.Fragility.Value.LargestChange));
        Assert.Contains("It is fragile: without a there would be no estimate.", explanation.Sentences);
    }

    [Fact]
    public void A_source_that_gave_no_number_for_the_whole_is_not_counted_among_sources()
    {
        var incident = new IncidentCase { Claims = [By("a", 1, Say.Killed(CountForm.Exact, 8)), By("b", 2, Say.Killed(CountForm.AtMost, 9, part: true))], LastDay = Day };
        var explanation = Killed(incident, Policies.Calibrated);

        Assert.Contains(EstimateRemark.SingleSource, explanation.Estimate.Count!.Remarks);
        Assert.Contains("1 figure by 1 source,", explanation.Sentences[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_below_its_part_says_so()
    {
        Claim[] ofCivilians = [.. Enumerable.Range(0, 4).Select(i => By($"c{i}", 1, Say.Killed(CountForm.Exact, 10, VictimGroup.Civilians)))];
        var incident = new IncidentCase { Claims = [.. ofCivilians, By("a", 1, Say.Killed(CountForm.Exact, 4))], LastDay = Day };
        var estimates = Policies.Calibrated.Estimate(incident).Estimates.ToDictionary(estimate => estimate.Victims);

        var (whole, part) = (estimates[VictimGroup.AllVictims], estimates[VictimGroup.Civilians]);
        Assert.True(whole.Count!.Ranges.Median < part.Count!.Ranges.Median);
        Assert.Contains(EstimateRemark.PartSaysMore, whole.Count.Remarks);
        Assert.DoesNotContain(EstimateRemark.PartSaysMore, part.Count.Remarks);
        Assert.Contains("come to more", whole.Explanation, StringComparison.Ordinal);
    }

    private static EstimateExplanation Killed(IncidentCase incident, Policy policy) =>
        EstimateExplanation.Of(policy, incident, Harm.Killed, VictimGroup.AllVictims)!;
}
