using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>What a source is to an incident, as told from its kind and from who is said to be responsible.</summary>
public sealed class SourceRoleTests
{
    [Theory]
    [InlineData("Taliban", "Taliban")]
    [InlineData("Taliban spokesman", "taliban")]
    [InlineData("Saudi-led coalition", "Coalition")]
    [InlineData("Russian Ministry of Defence", "Russia")]
    [InlineData("Houthis", "Houthi")]
    [InlineData("IS", "Amaq, news agency of IS")]
    public void A_belligerent_is_recognised_by_its_name(string source, string actor) => Assert.Equal(SourceRole.Perpetrator, RoleOf(source, actor));

    // Within other words a short name stands by chance.
    [Theory]
    [InlineData("Ministry of Health", "IS")]
    [InlineData("Israel Defense Forces", "IS")]
    [InlineData("Provincial council", "PRO")]
    [InlineData("Somali army", "Mali")]
    [InlineData("Army", "")]
    [InlineData("", "Army")]
    public void A_name_within_another_word_is_none(string source, string actor) => Assert.NotEqual(SourceRole.Perpetrator, RoleOf(source, actor));

    [Theory]
    [InlineData(SourceKind.PartyToConflict, SourceRole.Opponent)]
    [InlineData(SourceKind.ArmedGroupStatement, SourceRole.Opponent)]
    [InlineData(SourceKind.OfficialState, SourceRole.Official)]
    [InlineData(SourceKind.NewsAgency, SourceRole.News)]
    public void Only_belligerents_are_the_enemy(SourceKind kind, SourceRole role) => Assert.Equal(role, RoleOf("Army", "Rebels", kind));

    [Theory]
    [InlineData(AttributionStatus.DeniedByActor)]
    [InlineData(AttributionStatus.CompetingClaims)]
    [InlineData(AttributionStatus.Undetermined)]
    [InlineData(AttributionStatus.Unattributed)]
    public void Without_an_attribution_nobody_takes_a_side(AttributionStatus status) =>
        Assert.Equal(SourceRole.Official, RoleOf("Army", "Army", SourceKind.PartyToConflict, status));

    private static SourceRole RoleOf(
        string source, string actor, SourceKind kind = SourceKind.PartyToConflict, AttributionStatus status = AttributionStatus.AllegedBySource)
    {
        var incident = new IncidentCase
        {
            Claims = [By("a", 1, Killed(CountForm.Exact, 8))],
            Attributions = [new(actor, AttributionRole.Perpetrator, status)],
            Sources = new Dictionary<string, SourceFacts> { ["a"] = new(source, kind) },
        };
        return Assert.Single(QuantityEvidence.Of(Policies.Calibrated, incident, Harm.Killed, VictimGroup.AllVictims).Roles).Role;
    }
}
