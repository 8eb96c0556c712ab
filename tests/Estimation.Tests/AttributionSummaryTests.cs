using static Casualties.Estimation.AttributionStatus;
using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

public sealed class AttributionSummaryTests
{
    [Theory]
    [InlineData(Unattributed)]
    [InlineData(Unattributed, "A unattributed")]
    [InlineData(Undetermined, "A undetermined", "B unattributed")]
    [InlineData(DeniedByActor, "A denied", "B denied", "C undetermined")]
    [InlineData(AllegedBySource, "A alleged", "A denied", "a alleged")]
    [InlineData(CompetingClaims, "A alleged", "B alleged")]
    [InlineData(CompetingClaims, "A competing")]
    [InlineData(InferredByRecorder, "A inferred", "B alleged", "C alleged", "A denied")]
    [InlineData(CompetingClaims, "A inferred", "B inferred")]
    [InlineData(ClaimedByActor, "A claimed", "B inferred", "A conceded")]
    [InlineData(Conceded, "A conceded", "B alleged")]
    [InlineData(CompetingClaims, "A claimed", "B claimed")]
    [InlineData(CompetingClaims, "A claimed", "B conceded")]
    [InlineData(AllegedBySource, "A alleged", "B alleged co")]
    [InlineData(AllegedBySource, "A alleged crossfire", "B alleged crossfire")]
    [InlineData(Unattributed, "A alleged target", "B alleged present")]
    public void The_best_founded_kind_of_statement_decides(AttributionStatus expected, params string[] said)
    {
        var attributions = said.Select(Parse).ToArray();
        var claims = attributions.Select((attribution, i) => By("a", i + 1) with { Attributions = [attribution] }).ToArray();

        Assert.Equal(expected, AttributionSummary.Of(attributions, []).Status);
        Assert.Equal(expected, AttributionSummary.Of([], claims).Status);
        Assert.Equal(expected, AttributionSummary.Of([], [.. claims.Reverse()]).Status);
    }

    [Fact]
    public void What_is_not_in_force_says_nothing_and_a_copy_is_listed_only()
    {
        var claim = By("a", 1) with { Attributions = [Parse("A claimed")] };

        Assert.Empty(AttributionSummary.Of([], [claim with { State = ClaimState.Retracted }, claim with { State = ClaimState.Superseded }]).Statements);
        var copied = AttributionSummary.Of([], [claim with { IsRepetition = true }]);
        Assert.Equal((Unattributed, 1), (copied.Status, copied.Statements.Count));
    }

    [Fact]
    public void The_recorder_is_listed_first_then_claims_as_published()
    {
        var early = By("a", 2) with { Attributions = [Parse("A alleged"), Parse("B denied")], PublishedDate = new(2021, 8, 2) };
        var late = By("b", 1) with { Attributions = [Parse("C alleged")] };

        var summary = AttributionSummary.Of([Parse("D inferred")], [late, early]);

        Assert.Equal(
            [("D", null), ("A", "claims/2"), ("B", "claims/2"), ("C", "claims/1")],
            summary.Statements.Select(statement => (statement.Attribution.Actor, statement.Claim)));
    }

    private static Attribution Parse(string said)
    {
        var words = said.Split(' ');
        var role = words is [_, _, var part]
            ? part switch
            {
                "co" => AttributionRole.CoPerpetrator,
                "crossfire" => AttributionRole.CrossfireParty,
                "target" => AttributionRole.TargetedParty,
                "present" => AttributionRole.PartyPresent,
                _ => throw new ArgumentException(part, nameof(said)),
            }
            : AttributionRole.Unspecified;
        return new(words[0], role, words[1] switch
        {
            "claimed" => ClaimedByActor,
            "conceded" => Conceded,
            "alleged" => AllegedBySource,
            "inferred" => InferredByRecorder,
            "denied" => DeniedByActor,
            "competing" => CompetingClaims,
            "undetermined" => Undetermined,
            "unattributed" => Unattributed,
            _ => throw new ArgumentException(words[1], nameof(said)),
        });
    }
}
