using CsCheck;
using static Casualties.Estimation.Tests.AnyClaims;

namespace Casualties.Estimation.Tests;

/// <summary>What people decide on claims changes what it is meant to change, and nothing else.</summary>
public sealed class DecisionPropertyTests
{
    [Fact]
    public void What_a_flag_leaves_out_counts_as_if_never_said() =>
        Gen.Select(AnyIncident.Cases, Additions, AnyIncident.AnyPolicy).Sample((incident, added, policy) =>
        {
            var without = policy.Read(incident);
            var with = policy.Read(incident.With(added with { Excluded = Topics.All }));

            Assert.Equal((without.CountOriginators, without.Originators), (with.CountOriginators, with.Originators));
            foreach (var estimate in without.Estimates)
                Assert.Equal(estimate, with.Estimates.Single(one => one.Harm == estimate.Harm && one.Victims == estimate.Victims));
            Assert.All(with.Claims.Single(part => part.Claim.Name == added.Name).Statements, part =>
                Assert.Equal(added.IsCopy ? StatementUse.Copy : StatementUse.Flagged, part.Use));
            Assert.Equal(Text(Corroborated(incident)), Text(Corroborated(incident.With(added with { Excluded = Topics.All, Copies = null, IsRepetition = false, Originator = null }))));
        });

    [Fact]
    public void What_a_flag_leaves_out_weighs_nothing() =>
        Gen.Select(AnyIncident.Cases, Additions).Sample((incident, added) =>
        {
            var with = Policies.Calibrated.Estimate(incident.With(added with { Excluded = Topics.All }));
            Assert.DoesNotContain(with.Claims.Single(part => part.Claim.Name == added.Name).Statements, part => part.Influence is not null);
            // Nobody else speaks: there is nothing to estimate.
            var alone = Policies.Calibrated.Estimate(new IncidentCase { Claims = [added with { Excluded = Topics.All }], LastDay = incident.LastDay });
            Assert.DoesNotContain(alone.Estimates, estimate => estimate.Count is not null || estimate.Claims > 0 || estimate.Bounds.Low is not null);
        });

    [Fact]
    public void A_figure_that_bears_nobody_out_still_counts() =>
        AnyIncident.Cases.Sample(incident =>
        {
            var plain = incident with { Claims = [.. incident.Claims.Select(claim => claim with { Uncorroborating = false })] };
            var mute = incident with { Claims = [.. incident.Claims.Select(claim => claim with { Uncorroborating = true })] };
            var (before, after) = (Policies.Calibrated.Estimate(plain), Policies.Calibrated.Estimate(mute));

            Assert.Equal((0, 0), (after.CountOriginators, after.Originators));
            Assert.Equal(before.Estimates.Select(Numbers), after.Estimates.Select(Numbers));
            Assert.False(Corroborated(mute).TwoIndependent.Value);
        });

    [Fact]
    public void A_doubted_figure_is_documented_as_before_and_weighs_no_more() =>
        Gen.Select(AnyIncident.Cases, Additions).Sample((incident, added) =>
        {
            var trusted = Policies.Calibrated.Estimate(incident.With(added));
            var doubted = Policies.Calibrated.Estimate(incident.With(added with { Doubted = true }));

            Assert.Equal(trusted.Estimates.Select(one => one.Bounds), doubted.Estimates.Select(one => one.Bounds));
            foreach (var (before, after) in Weights(trusted, added).Zip(Weights(doubted, added)))
                Assert.True(after <= before, $"It weighs {after}, and {before} before it was doubted.");
        });

    [Fact]
    public void Credibility_that_says_nothing_changes_nothing() =>
        Gen.Select(AnyIncident.Cases, Gen.OneOf(InformationCredibility.PossiblyTrue, InformationCredibility.CannotBeJudged)).Sample((incident, credibility) =>
        {
            var unsaid = incident with { Claims = [.. incident.Claims.Select(claim => claim with { Credibility = null })] };
            var said = incident with { Claims = [.. incident.Claims.Select(claim => claim with { Credibility = credibility })] };
            Assert.Equal(
                Policies.Calibrated.Estimate(unsaid).Estimates.Select(Numbers), Policies.Calibrated.Estimate(said).Estimates.Select(Numbers));
        });

    [Fact]
    public void The_better_a_lone_figure_is_believed_the_less_probable_it_is_unrelated()
    {
        var readings = Enum.GetValues<InformationCredibility>().Where(one => one <= InformationCredibility.Improbable).Select(credibility =>
            Policies.Calibrated.Estimate(new IncidentCase { Claims = [Say.By("a", 1, Say.Killed(CountForm.Exact, 12)) with { Credibility = credibility }] })
                .Claims[0].Statements[0].Influence!.Value.Reading.Fabricated).ToList();

        Assert.Equal(readings.Order(), readings);
        Assert.Equal(5, readings.Distinct().Count());
    }

    [Fact]
    public void Of_people_with_a_status_a_source_may_be_trusted_otherwise()
    {
        var claim = Say.By("a", 1, Say.Killed(CountForm.Exact, 12), Say.Killed(CountForm.Exact, 9, VictimGroup.Civilians));
        var same = Estimate(ReliabilityGrade.A, null);
        var doubted = Estimate(ReliabilityGrade.A, ReliabilityGrade.E);

        Assert.Equal(Numbers(same.Find(Harm.Killed, VictimGroup.AllVictims)!), Numbers(doubted.Find(Harm.Killed, VictimGroup.AllVictims)!));
        var (narrow, wide) = (same.Find(Harm.Killed, VictimGroup.Civilians)!.Count!.Ranges.NineTenths, doubted.Find(Harm.Killed, VictimGroup.Civilians)!.Count!.Ranges.NineTenths);
        Assert.True(wide.High - wide.Low > narrow.High - narrow.Low);

        IncidentEstimate Estimate(ReliabilityGrade grade, ReliabilityGrade? ofStatus) => Policies.Calibrated.Estimate(new IncidentCase
        {
            Claims = [claim], Sources = new Dictionary<string, SourceFacts> { ["a"] = new("A", SourceKind.NewsAgency, grade, ofStatus) },
        });
    }

    private static IEnumerable<double> Weights(IncidentEstimate estimate, Claim claim) =>
        estimate.Claims.Single(part => part.Claim.Name == claim.Name).Statements.Select(part => part.Influence?.Weight ?? 0);

    private static Corroboration Corroborated(IncidentCase incident) => Corroboration.Of(incident, AttributionSummary.Of(incident.Attributions, incident.Claims));

    private static string Text(Corroboration corroboration) => corroboration.ToString();

    private static (Harm, VictimGroup, DocumentedBounds, CountRanges?) Numbers(Estimate estimate) => (estimate.Harm, estimate.Victims, estimate.Bounds, estimate.Count?.Ranges);
}
