using System.Globalization;

namespace Casualties.Estimation;

/// <summary>Which statements a policy lets count.</summary>
internal sealed class Admission
{
    private readonly Policy policy;
    private readonly IncidentCase incident;
    private readonly Dictionary<Harm, (HashSet<string> Originators, HashSet<SourceRole> Kinds)> voices = [];

    public Admission(Policy policy, IncidentCase incident, IReadOnlyList<Claim> claims)
    {
        this.policy = policy;
        this.incident = incident;
        if (policy is { MinOriginators: 0, MinSourceKinds: 0 })
            return;
        foreach (var claim in claims)
        {
            if (claim.State != ClaimState.Live || claim.IsCopy || claim.Uncorroborating || !IsGradedEnough(claim))
                continue;
            foreach (var statement in claim.Statements)
            {
                // An attackers' own toll admits no estimate of victims.
                if (Figure.Of(statement).IsNumber && !claim.Excludes(statement) && statement.Victims.Canonical() != VictimGroup.PerpetratorsOnly)
                    Hear(statement.Harm, claim);
            }
        }
    }

    /// <summary>Whether the statement may count.</summary>
    public bool Admits(Claim claim, CountStatement statement) => IsGradedEnough(claim) && Admits(statement.Harm);

    /// <summary>Whether there is enough for figures of the harm to count at all.</summary>
    public bool Admits(Harm harm) => Originators(harm) >= policy.MinOriginators && Kinds(harm) >= policy.MinSourceKinds;

    /// <summary>Why nothing of a harm, or not this statement, counts.</summary>
    public string Reason(Claim? claim, Harm harm)
    {
        if (claim is not null && !IsGradedEnough(claim))
            return "the policy counts only sources that a person has graded";
        return Originators(harm) < policy.MinOriginators
            ? string.Create(CultureInfo.InvariantCulture, $"the policy asks for figures of {policy.MinOriginators} independent originators, and there are {Originators(harm)}")
            : string.Create(CultureInfo.InvariantCulture, $"the policy asks for figures of {policy.MinSourceKinds} kinds of source, and there are {Kinds(harm)}");
    }

    private void Hear(Harm harm, Claim claim)
    {
        if (!voices.TryGetValue(harm, out var heard))
            voices.Add(harm, heard = (new(StringComparer.Ordinal), []));
        if (claim.Originator is not null)
            heard.Originators.Add(claim.Originator);
        if (SourceRoles.KindOf(FactsOf(claim)) is { } kind)
            heard.Kinds.Add(kind);
    }

    private int Originators(Harm harm) => voices.TryGetValue(harm, out var heard) ? heard.Originators.Count : 0;

    private int Kinds(Harm harm) => voices.TryGetValue(harm, out var heard) ? heard.Kinds.Count : 0;

    private bool IsGradedEnough(Claim claim) => !policy.GradedOnly || FactsOf(claim).Grade is not (null or ReliabilityGrade.F);

    private SourceFacts FactsOf(Claim claim) => incident.FactsOf(claim.Voice);
}
