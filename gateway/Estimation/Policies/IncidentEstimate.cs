namespace Casualties.Estimation;

/// <summary>What a policy makes of the claims about one incident.</summary>
/// <param name="Estimates">One for each harm and group that a live claim speaks of; killed, injured, missing, abducted, detained; see <see cref="VictimGroup.CompareTo"/>.</param>
/// <param name="Claims">Every claim with its part, in order of publication.</param>
/// <param name="CountOriginators">How many independent originators are named by live claims that give a number, copies left out.</param>
/// <param name="Originators">How many independent originators are named by live claims of any kind, copies left out.</param>
public sealed record IncidentEstimate(
    IReadOnlyList<Estimate> Estimates,
    IReadOnlyList<ClaimPart> Claims,
    int CountOriginators,
    int Originators)
{
    /// <summary>How many of all victims were killed or, where no figure says so, injured; null where no figure counts.</summary>
    public CountEstimate? Headline => CountOf(Harm.Killed) ?? CountOf(Harm.Injured);

    /// <summary>How many of all victims suffered a harm; null where no figure counts.</summary>
    public CountEstimate? CountOf(Harm harm)
    {
        foreach (var estimate in Estimates)
        {
            if (estimate.Harm == harm && estimate.Victims == VictimGroup.AllVictims)
                return estimate.Count;
        }
        return null;
    }
}

/// <summary>How many people of one group suffered one kind of harm.</summary>
/// <param name="Harm">The kind of harm.</param>
/// <param name="Victims">Who is counted; canonical, so never with unspecified perpetrators.</param>
/// <param name="Bounds">The lowest and the highest figure.</param>
/// <param name="Claims">How many claims were counted.</param>
/// <param name="Originators">How many independent originators the counted claims name.</param>
/// <param name="Explanation">How the estimate was come by, in a few sentences.</param>
/// <param name="Count">How many there were, as a distribution; null where no figure counts, or the policy gives documented bounds only.</param>
public sealed record Estimate(
    Harm Harm, VictimGroup Victims, DocumentedBounds Bounds, int Claims, int Originators, string Explanation, CountEstimate? Count = null);

/// <summary>The lowest and the highest figure that counted claims give. Not a confidence interval.</summary>
/// <param name="Low">People; null where no counted claim gives a lower figure.</param>
/// <param name="High">People, not below <paramref name="Low"/>; null where no counted claim gives an upper figure.</param>
/// <param name="OpenAbove">Whether a counted claim leaves the upper end open.</param>
public readonly record struct DocumentedBounds(long? Low, long? High, bool OpenAbove);

/// <summary>A claim and its part in the estimates.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Statements">The part of each count statement, in the order of the claim.</param>
public sealed record ClaimPart(Claim Claim, IReadOnlyList<StatementPart> Statements);

/// <summary>A count statement and its part in the estimate of its harm and group.</summary>
/// <param name="Statement">The statement as recorded.</param>
/// <param name="Use">What the policy did with it.</param>
/// <param name="SetsLow">Whether it gives the lowest figure of the estimate.</param>
/// <param name="SetsHigh">Whether it gives the highest figure of the estimate.</param>
/// <param name="OpensAbove">Whether it leaves the upper end open.</param>
/// <param name="Explanation">Why, in one sentence.</param>
/// <param name="Influence">What it does to the range of its harm and group; null where it has no part in one.</param>
public sealed record StatementPart(
    CountStatement Statement,
    StatementUse Use,
    bool SetsLow,
    bool SetsHigh,
    bool OpensAbove,
    string Explanation,
    EvidencePart? Influence = null);

/// <summary>What a policy did with a count statement. The values are those of the contract.</summary>
public enum StatementUse
{
    /// <summary>Counted.</summary>
    Counted = 1,

    /// <summary>Left out: the claim was retracted.</summary>
    Retracted = 2,

    /// <summary>Left out: the claim was superseded.</summary>
    Superseded = 3,

    /// <summary>Left out: the claim plainly repeats another one.</summary>
    Copy = 4,

    /// <summary>Left out: the same voice gave a later figure.</summary>
    EarlierFigure = 5,

    /// <summary>It gives no number; it only leaves the upper end open.</summary>
    NoNumber = 6,

    /// <summary>Left out: the policy asks for more than there is.</summary>
    NotAdmitted = 7,

    /// <summary>Left out: a flag was upheld.</summary>
    Flagged = 8,
}
