using CsCheck;
using static Casualties.Estimation.Tests.AnyIncident;
using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>What holds of ranges for any legal incident.</summary>
public sealed class RangePropertyTests
{
    private static readonly Policy Calibrated = Policies.Calibrated;

    // Whether a number covers only a part of the incident.
    private static readonly bool[] Parts = [false, true];

    [Fact]
    public void The_order_of_claims_changes_nothing() =>
        Gen.Select(Cases, AnyPolicy).SelectMany((incident, policy) => Gen.Shuffle(incident.Claims.ToArray()).Select(shuffled => (incident, policy, shuffled)))
            .Sample((incident, policy, shuffled) =>
                Assert.Equal(EstimateText.Of(policy.Estimate(incident)), EstimateText.Of(policy.Estimate(incident with { Claims = shuffled }))));

    [Fact]
    public void Ranges_nest_and_probabilities_sum_to_one() =>
        Gen.Select(Cases, AnyPolicy).Sample((incident, policy) => Assert.All(policy.Estimate(incident).Estimates, estimate =>
        {
            Assert.EndsWith(".", estimate.Explanation, StringComparison.Ordinal);
            if (estimate.Count is { } count)
                AssertIsSound(count);
        }));

    [Fact]
    public void A_claim_not_in_force_is_as_if_never_made() =>
        Gen.Select(Cases, AnyPolicy, AnyClaims.Additions, Gen.OneOf(ClaimState.Retracted, ClaimState.Superseded)).Sample((incident, policy, added, state) =>
        {
            var without = policy.Estimate(incident);
            var with = policy.Estimate(incident.With(added with { State = state }));

            Assert.Equal(EstimateText.Of(without), EstimateText.Of(with with { Claims = [.. with.Claims.Where(part => part.Claim.Name != added.Name)] }));
            Assert.All(with.Part(added.Name), part => Assert.Null(part.Influence));
        });

    [Fact]
    public void A_plain_copy_moves_nothing() =>
        Gen.Select(Cases, AnyPolicy, AnyClaims.Additions, Gen.Bool).Sample((incident, policy, added, named) =>
        {
            var with = policy.Estimate(incident.With(named ? added with { Copies = "claims/elsewhere" } : added with { IsRepetition = true }));

            foreach (var before in policy.Estimate(incident).Estimates)
                Assert.Equal(EstimateText.Of(before), EstimateText.Of(with.Find(before.Harm, before.Victims)!));
            Assert.All(with.Part(added.Name), part => Assert.Null(part.Influence));
        });

    [Fact]
    public void The_same_said_again_through_another_publisher_moves_nothing() =>
        Gen.Select(Cases, Gen.Int[0, 11], Gen.Int[0, 2]).Sample((incident, choice, days) =>
        {
            var before = Calibrated.Estimate(incident);
            // The last words of each voice: what it said before them it would take back by saying it again.
            var last = before.Claims.Select(part => part.Claim).Where(claim => claim is { State: ClaimState.Live, IsCopy: false })
                .GroupBy(claim => claim.Voice).Select(claims => claims.Last()).ToArray();
            if (last.Length == 0) return;
            var said = last[choice % last.Length];
            var again = said with
            {
                Name = "claims/99",
                RecordedRevision = 99,
                Publisher = "elsewhere",
                Originator = said.Voice,
                PublishedDate = said.PublishedDate?.AddDays(days),
                PublishedTime = said.PublishedTime?.AddDays(days),
            };

            var after = Calibrated.Estimate(incident.With(again));

            foreach (var estimate in before.Estimates)
                Assert.Equal(EstimateText.Of(estimate.Count), EstimateText.Of(after.Find(estimate.Harm, estimate.Victims)!.Count));
        });

    [Fact]
    public void Documented_bounds_are_those_beside_which_ranges_stand() =>
        Cases.Sample(incident =>
        {
            var (documented, calibrated) = (Policies.DocumentedBounds.Estimate(incident), Calibrated.Estimate(incident));

            Assert.Equal(documented.Estimates.Select(Bare), calibrated.Estimates.Select(Bare));
            Assert.Equal(documented.Claims.SelectMany(claim => claim.Statements).Select(WithoutRange), calibrated.Claims.SelectMany(claim => claim.Statements).Select(WithoutRange));
            Assert.Equal((documented.CountOriginators, documented.Originators), (calibrated.CountOriginators, calibrated.Originators));

            static Estimate Bare(Estimate estimate) => estimate with { Count = null, Explanation = "" };
        });

    [Fact]
    public void What_is_not_admitted_has_no_weight() =>
        Gen.Select(Cases, AnyPolicy).Sample((incident, policy) =>
        {
            var estimate = policy.Estimate(incident);
            var statements = estimate.Claims.SelectMany(claim => claim.Statements).ToArray();

            Assert.All(statements.Where(part => part.Use == StatementUse.NotAdmitted), part => Assert.Null(part.Influence));
            var rest = incident with { Claims = [.. estimate.Claims.Select(WithoutNotAdmitted)] };
            foreach (var found in estimate.Estimates.Where(found => found.Count is not null))
                Assert.Equal(EstimateText.Of(Calibrated.Weigh(rest, Calibrated.Read(rest), found.Harm, found.Victims)!), EstimateText.Of(found.Count!.Distribution));
            foreach (var harm in statements.GroupBy(part => part.Statement.Harm).Where(parts => parts.All(part => part.Use == StatementUse.NotAdmitted)))
                Assert.All(estimate.Estimates.Where(found => found.Harm == harm.Key), found => Assert.True(found.Count is null && found.Claims == 0));
        });

    [Fact]
    public void A_further_originator_can_only_admit_more() =>
        Gen.Select(Cases, AnyPolicy, AnyClaims.Additions).Sample((incident, policy, added) =>
        {
            var after = policy.Estimate(incident.With(added with { Publisher = "new", Originator = "new" }));

            foreach (var claim in policy.Estimate(incident).Claims)
            {
                foreach (var (was, now) in claim.Statements.Zip(after.Part(claim.Claim.Name)))
                    Assert.True(was.Use == StatementUse.NotAdmitted || now.Use == was.Use);
            }
        });

    [Fact]
    public void On_one_thread_and_on_four_the_result_is_the_same() =>
        Gen.Select(Cases, AnyPolicy).Array[40].Sample(
            cases =>
            {
                var alone = cases.Select(one => EstimateText.Of(one.Item2.Estimate(one.Item1))).ToArray();
                var together = new string[cases.Length];
                Parallel.For(0, cases.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = EstimateText.Of(cases[i].Item2.Estimate(cases[i].Item1)));

                Assert.Equal(alone, together);
            },
            iter: 10,
            threads: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(CountLimits.MaxPeople)]
    public void One_claim_of_any_form_gives_a_range(long number) => Assert.All(Enum.GetValues<CountForm>(), form =>
    {
        var part = By("a", 1, Say.Killed(form, number, part: true));

        AssertIsSound(Killed([By("a", 1, Say.Killed(form, number))])!);
        // From a part alone nothing follows for the whole.
        Assert.Null(Killed([part]));
        AssertIsSound(Killed([part, By("b", 2, Say.Killed(CountForm.Exact, 5))])!);
    });

    [Theory]
    [InlineData(50, 3)]
    [InlineData(CountLimits.MaxPeople, 0)]
    [InlineData(CountLimits.MaxPeople, 101)]
    public void Bounds_that_contradict_each_other_give_a_range(long atLeast, long atMost) =>
        AssertIsSound(Killed([By("a", 1, Say.Killed(CountForm.AtLeast, atLeast)), By("b", 2, Say.Killed(CountForm.AtMost, atMost))])!);

    [Fact]
    public void More_than_the_limit_without_perpetrators_that_were_none_is_still_legal()
    {
        var claim = By("a", 1, Say.Killed(CountForm.MoreThan, CountLimits.MaxPeople, VictimGroup.Everyone), Say.Killed(CountForm.Exact, 0, VictimGroup.PerpetratorsOnly));

        AssertIsSound(Killed([claim])!);
    }

    [Fact]
    public void Without_figures_in_force_there_is_no_range()
    {
        var retracted = By("a", 1, Say.Killed(CountForm.Exact, 8)) with { State = ClaimState.Retracted };

        Assert.Empty(Calibrated.Estimate([]).Estimates);
        Assert.Empty(Calibrated.Estimate([retracted, retracted with { Name = "claims/2", State = ClaimState.Superseded }]).Estimates);
    }

    [Theory]
    [InlineData(CountForm.Exact)]
    [InlineData(CountForm.About)]
    [InlineData(CountForm.AtLeast)]
    [InlineData(CountForm.MoreThan)]
    [InlineData(CountForm.AtMost)]
    public void A_number_above_the_limit_is_refused(CountForm form) => Assert.All(Policies.All, policy => Assert.All(Parts, part =>
    {
        var refused = Assert.ThrowsAny<ArgumentException>(() => policy.Estimate([By("a", 1, Say.Killed(form, 180_000_000, part: part))]));

        Assert.Contains("10000000", refused.Message, StringComparison.Ordinal);
    }));

    private static CountEstimate? Killed(IReadOnlyList<Claim> claims) => Calibrated.Estimate(claims).Find(Harm.Killed, default)!.Count;

    private static void AssertIsSound(CountEstimate count)
    {
        var (median, half, fourFifths, nineTenths, most) = count.Ranges;
        Assert.True(half.Contains(median) && fourFifths.Contains(half) && nineTenths.Contains(fourFifths) && most.Contains(nineTenths), count.Ranges.ToString());
        Assert.Equal(1, count.Distribution.Mass.ToArray().Sum(), 1e-9);
        Assert.All(count.Distribution.Mass.ToArray(), mass => Assert.InRange(mass, 0, 1));
        Assert.True(double.IsFinite(count.Distribution.Mean));
        Assert.InRange(count.Distribution.ProbabilityOfAny, 0, 1);
        Assert.InRange(count.Growth.ProbabilityOfMore, 0, 1);
        Assert.InRange(count.Figures, 1, int.MaxValue);
    }

    private static StatementPart WithoutRange(StatementPart part) => part with { Influence = null, Explanation = "" };

    private static Claim WithoutNotAdmitted(ClaimPart claim) =>
        claim.Claim with { Statements = [.. claim.Statements.Where(part => part.Use != StatementUse.NotAdmitted).Select(part => part.Statement)] };
}
