using CsCheck;
using static Casualties.Estimation.Tests.AnyClaims;
using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>What holds for any legal claims.</summary>
public sealed class PolicyPropertyTests
{
    [Fact]
    public void The_order_of_claims_changes_nothing() =>
        Incidents.SelectMany(claims => Gen.Shuffle(claims.ToArray()).Select(shuffled => (claims, shuffled)))
            .Sample(pair => Assert.Equal(Text(Documented.Estimate(pair.claims)), Text(Documented.Estimate(pair.shuffled))));

    [Fact]
    public void A_claim_not_in_force_counts_as_if_never_made() =>
        Gen.Select(Incidents, Additions, Gen.OneOf(ClaimState.Retracted, ClaimState.Superseded)).Sample((claims, added, state) =>
        {
            var without = Documented.Estimate(claims);
            var with = Documented.Estimate([.. claims, added with { State = state }]);

            Assert.Equal(Figures(without), Figures(with));
            Assert.Equal(
                Parts(without.Claims),
                Parts(with.Claims.Where(part => part.Claim.Name != added.Name)));
            Assert.All(with.Part(added.Name), part => Assert.Equal((int)state == 2 ? StatementUse.Superseded : StatementUse.Retracted, part.Use));
        });

    [Fact]
    public void A_copy_changes_no_number() =>
        Gen.Select(Incidents, Additions, Gen.Bool).Sample((claims, added, named) =>
        {
            var without = Documented.Estimate(claims);
            var with = Documented.Estimate([.. claims, named ? added with { Copies = "claims/elsewhere" } : added with { IsRepetition = true }]);

            Assert.Equal((without.CountOriginators, without.Originators), (with.CountOriginators, with.Originators));
            foreach (var estimate in with.Estimates)
            {
                if (without.Find(estimate.Harm, estimate.Victims) is { } before)
                {
                    Assert.Equal(before, estimate);
                    continue;
                }
                var whole = without.Find(estimate.Harm, estimate.Victims.Whole())?.Bounds ?? default;
                Assert.Equal((0, new(null, whole.High, whole.OpenAbove)), (estimate.Claims, estimate.Bounds));
            }
            Assert.DoesNotContain(without.Estimates, estimate => with.Find(estimate.Harm, estimate.Victims) is null);
        });

    [Fact]
    public void A_new_voice_never_narrows_the_bounds() =>
        Gen.Select(Incidents, Additions).Sample((claims, added) =>
        {
            var before = Documented.Estimate(claims);
            var after = Documented.Estimate([.. claims, added with { Publisher = "new", Originator = added.Originator is null ? null : "new" }]);

            foreach (var old in before.Estimates)
            {
                var now = after.Find(old.Harm, old.Victims)!;
                // A group that lived on the upper end of its whole gets its own.
                if (old.Claims == 0 && now.Claims > 0) continue;
                Assert.False(now.Bounds.Low > old.Bounds.Low || (now.Bounds.Low is null && old.Bounds.Low is not null));
                Assert.False(now.Bounds.High < old.Bounds.High || (now.Bounds.High is null && old.Bounds.High is not null));
                Assert.True(now.Bounds.OpenAbove || !old.Bounds.OpenAbove);
            }
        });

    [Fact]
    public void Low_is_never_above_high_nor_below_zero() =>
        Incidents.Sample(claims => Assert.All(Documented.Estimate(claims).Estimates, estimate =>
        {
            Assert.False(estimate.Bounds.Low > estimate.Bounds.High);
            Assert.False(estimate.Bounds.Low < 0 || estimate.Bounds.High < 0);
            Assert.False(estimate.Bounds.Low is not null && estimate.Bounds.High is null);
            Assert.InRange(estimate.Originators, 0, estimate.Claims);
            Assert.EndsWith(".", estimate.Explanation, StringComparison.Ordinal);
        }));

    [Fact]
    public void An_end_is_open_exactly_where_a_statement_opens_it() =>
        Incidents.Sample(claims =>
        {
            var report = Documented.Estimate(claims);
            var opening = report.Claims.SelectMany(part => part.Statements).Where(part => part.OpensAbove)
                .Select(part => (part.Statement.Harm, Victims: part.Statement.Victims.Canonical())).ToHashSet();

            Assert.All(opening, opened => Assert.True(report.Bounds(opened.Harm, opened.Victims).OpenAbove));
            foreach (var estimate in report.Estimates.Where(estimate => estimate.Bounds.OpenAbove))
            {
                VictimGroup[] among = [estimate.Victims, .. Behind(estimate.Victims.Whole())];
                Assert.Contains(among, victims => opening.Contains((estimate.Harm, victims))
                    || opening.Any(part => part.Harm == estimate.Harm && part.Victims.Whole() == victims));
            }

            static VictimGroup[] Behind(VictimGroup whole) => whole.Perpetrators switch
            {
                PerpetratorScope.Only => [VictimGroup.PerpetratorsOnly],
                PerpetratorScope.Included => [VictimGroup.Everyone, VictimGroup.AllVictims, VictimGroup.PerpetratorsOnly],
                _ => [VictimGroup.AllVictims, VictimGroup.Everyone],
            };
        });

    [Fact]
    public void The_statements_that_set_an_end_are_marked() =>
        Incidents.Sample(claims =>
        {
            var report = Documented.Estimate(claims);
            foreach (var estimate in report.Estimates.Where(estimate => estimate.Claims > 0))
            {
                var own = report.Claims.SelectMany(part => part.Statements)
                    .Where(part => part.Statement.Harm == estimate.Harm && part.Statement.Victims.Canonical() == estimate.Victims).ToArray();
                Assert.All(own, part => Assert.True(part.Use == StatementUse.Counted || !(part.SetsLow || part.SetsHigh)));
                // Headline and everyone can take an end from each other's statements.
                if (estimate.Victims == VictimGroup.AllVictims || estimate.Victims == VictimGroup.Everyone) continue;
                Assert.Equal(estimate.Bounds.Low is not null, own.Any(part => part.SetsLow));
                Assert.True(own.Any(part => part.SetsHigh) || HasTheHighOfAPart(report, estimate.Harm, estimate.Victims));
            }
        });

    [Fact]
    public void A_whole_is_not_smaller_than_its_parts() =>
        Incidents.Sample(claims =>
        {
            var report = Documented.Estimate(claims);
            foreach (var part in report.Estimates.Where(part => part.Claims > 0 && part.Victims.Whole() != part.Victims))
            {
                if (report.Find(part.Harm, part.Victims.Whole()) is { Claims: > 0 } whole)
                    Assert.True(whole.Bounds.High >= part.Bounds.High);
            }
        });

    [Fact]
    public void No_voice_counts_twice_in_a_line_of_figures() =>
        Incidents.Sample(claims =>
        {
            var counted = Documented.Estimate(claims).Claims.SelectMany(part => part.Statements.Where(statement => statement.Use == StatementUse.Counted)
                .Select(statement => (part.Claim, statement.Statement)));
            foreach (var line in counted.GroupBy(found =>
                (found.Statement.Harm, found.Statement.Victims.Canonical(), found.Statement.PartOfIncident, found.Claim.Originator ?? found.Claim.Publisher)))
                Assert.Single(line.Select(found => found.Claim.Name).Distinct());
        });

    // Then a part, and no statement about the whole itself, sets the high.
    private static bool HasTheHighOfAPart(IncidentEstimate report, Harm harm, VictimGroup whole) =>
        report.Find(harm, whole) is { Bounds.High: { } high } && report.Estimates.Any(part =>
            part.Harm == harm && part.Claims > 0 && part.Victims != whole && part.Victims.Whole() == whole && part.Bounds.High == high);

    private static string Text(IncidentEstimate report) => $"{Figures(report)}\n{Parts(report.Claims)}";

    private static string Figures(IncidentEstimate report) =>
        string.Join('\n', [$"{report.CountOriginators} of {report.Originators}", .. report.Estimates.Select(estimate => estimate.ToString())]);

    private static string Parts(IEnumerable<ClaimPart> parts) =>
        string.Join('\n', parts.Select(part => $"{part.Claim.Name}: {string.Join("; ", part.Statements)}"));
}
