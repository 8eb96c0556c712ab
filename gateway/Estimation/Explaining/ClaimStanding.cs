using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>How a claim stands to all others about its incident.</summary>
/// <param name="IsTested">Whether it gives a figure of all those killed or, where it gives none, injured, and others do too.</param>
/// <param name="IsWithin">Whether that figure can be true if the truth lies within the 90% range of all other figures: "at least eight" can, where the range goes beyond eight.</param>
/// <param name="People">How far the median of those killed or, where it says nothing of them, injured moves without it.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ClaimStanding(bool IsTested, bool IsWithin, long People)
{
    private static readonly Harm[] Harms = [Harm.Killed, Harm.Injured];

    /// <summary>How a claim stands.</summary>
    /// <param name="claim">The claim and its part in the estimate.</param>
    /// <param name="incident">The estimate.</param>
    public static ClaimStanding Of(ClaimPart claim, IncidentEstimate incident)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(incident);
        var standing = default(ClaimStanding);
        var moves = false;
        foreach (var harm in Harms)
        {
            if (incident.CountOf(harm) is not { } count || PartIn(claim, harm) is not ({ } statement, { } influence))
                continue;
            if (!moves)
                standing = standing with { People = Math.Abs(count.Ranges.Median - influence.MedianWithout) };
            moves = true;
            if (standing.IsTested || count.HangsOnOneSource || Figure.Of(statement) is not { IsNumber: true } figure)
                continue;
            standing = standing with { IsTested = true, IsWithin = Meets(figure, influence.RangeWithout) };
        }
        return standing;
    }

    private static (CountStatement? Statement, EvidencePart? Influence) PartIn(ClaimPart claim, Harm harm)
    {
        var part = claim.Statements.LastOrDefault(one => one.Influence is not null && one.Statement.Harm == harm && one.Statement.Victims.Canonical() == VictimGroup.AllVictims);
        return (part?.Statement, part?.Influence);
    }

    private static bool Meets(Figure figure, CountInterval range) => (figure.Low ?? 0) <= range.High && (figure.Open || figure.High >= range.Low);
}
