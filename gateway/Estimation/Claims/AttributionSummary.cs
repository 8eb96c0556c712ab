namespace Casualties.Estimation;

/// <summary>Who is said to be responsible for an incident.</summary>
/// <param name="Status">The state of the question.</param>
/// <param name="Statements">Who says what: the recorder first, then live claims in order of publication.</param>
public sealed record AttributionSummary(AttributionStatus Status, IReadOnlyList<AttributionStatement> Statements)
{
    /// <summary>
    /// Sums up. The best-founded kind of statement decides: an actor took responsibility or conceded; someone investigated or inferred; a source alleged;
    /// actors only denied; the actor is undetermined; nobody is named. Where statements of the deciding kind name different perpetrators, they compete.
    /// Targets and bystanders do not answer the question; copies, and what a flag leaves out, are listed but decide nothing.
    /// </summary>
    /// <param name="recorder">What the recorder of the incident says.</param>
    /// <param name="claims">Every claim about the incident.</param>
    public static AttributionSummary Of(IReadOnlyList<Attribution> recorder, IReadOnlyList<Claim> claims)
    {
        var statements = new List<AttributionStatement>();
        var deciding = new List<Attribution>();
        foreach (var attribution in recorder)
            Add(attribution, claim: null);
        foreach (var claim in PublicationOrder.Sort(claims))
            if (claim.State == ClaimState.Live)
                foreach (var attribution in claim.Attributions)
                    Add(attribution, claim);
        return new(Decide(deciding), statements);

        void Add(Attribution attribution, Claim? claim)
        {
            statements.Add(new(attribution, claim?.Name));
            if (claim is not ({ IsCopy: true } or { ExcludesAttributions: true }) && attribution.Role is not (AttributionRole.TargetedParty or AttributionRole.PartyPresent))
                deciding.Add(attribution);
        }
    }

    private static AttributionStatus Decide(List<Attribution> said) =>
        Named(said, AttributionStatus.ClaimedByActor, AttributionStatus.Conceded)
        ?? Named(said, AttributionStatus.InferredByRecorder)
        ?? Named(said, AttributionStatus.CompetingClaims, AttributionStatus.AllegedBySource)
        ?? First(said, AttributionStatus.DeniedByActor)
        ?? First(said, AttributionStatus.Undetermined)
        ?? AttributionStatus.Unattributed;

    private static AttributionStatus? First(List<Attribution> said, AttributionStatus status) =>
        said.Exists(attribution => attribution.Status == status) ? status : null;

    // Of statements with one of these statuses, the strongest (first) status there is; null without any. Co-perpetrators and
    // parties to a crossfire act beside a perpetrator, so naming several of them is no contradiction.
    private static AttributionStatus? Named(List<Attribution> said, params ReadOnlySpan<AttributionStatus> statuses)
    {
        string? perpetrator = null;
        var strongest = int.MaxValue;
        foreach (var attribution in said)
        {
            var strength = statuses.IndexOf(attribution.Status);
            if (strength < 0) continue;
            strongest = Math.Min(strongest, strength);
            if (attribution.Role is not (AttributionRole.Unspecified or AttributionRole.Perpetrator)) continue;
            if (perpetrator is not null && !perpetrator.Equals(attribution.Actor, StringComparison.OrdinalIgnoreCase))
                return AttributionStatus.CompetingClaims;
            perpetrator = attribution.Actor;
        }
        return strongest == int.MaxValue ? null : statuses[strongest];
    }
}

/// <summary>What somebody says about responsibility.</summary>
/// <param name="Attribution">What is said.</param>
/// <param name="Claim">The name of the claim that says it; null where the recorder of the incident does.</param>
public sealed record AttributionStatement(Attribution Attribution, string? Claim);
