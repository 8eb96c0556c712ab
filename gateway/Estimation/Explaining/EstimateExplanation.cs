using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>Why an estimate is what it is.</summary>
/// <param name="Estimate">The estimate.</param>
/// <param name="Sentences">What can be said of it in plain words.</param>
/// <param name="Claims">The claims that speak of its harm and group, in order of publication, with those statements only.</param>
/// <param name="Without">What it would be without each source, the one that matters most first; empty without a distribution.</param>
/// <param name="Fragility">How much hangs on single sources; null without a distribution.</param>
public sealed record EstimateExplanation(
    Estimate Estimate, IReadOnlyList<string> Sentences, IReadOnlyList<ClaimPart> Claims, IReadOnlyList<WithoutSource> Without, Fragility? Fragility)
{
    /// <summary>Explains one estimate of an incident.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="harm">The kind of harm.</param>
    /// <param name="victims">Who is counted.</param>
    /// <returns>Null if no live claim speaks of them.</returns>
    public static EstimateExplanation? Of(Policy policy, IncidentCase incident, Harm harm, VictimGroup victims)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var group = victims.Canonical();
        var whole = policy.Estimate(incident);
        if (whole.Estimates.FirstOrDefault(one => one.Harm == harm && one.Victims == group) is not { } estimate)
            return null;
        var claims = ClaimsAbout(whole, harm, group);
        var without = estimate.Count is null ? [] : LeaveOneOut(policy, incident, estimate);
        Fragility? fragility = estimate.Count is { } count ? Estimation.Fragility.Of(count, without) : null;
        return new(estimate, ExplanationWording.Sentences(policy, incident, estimate, claims, without, fragility), claims, without, fragility);
    }

    private static ClaimPart[] ClaimsAbout(IncidentEstimate whole, Harm harm, VictimGroup group) =>
    [
        .. whole.Claims
            .Select(claim => claim with { Statements = [.. claim.Statements.Where(part => part.Statement.Harm == harm && part.Statement.Victims.Canonical() == group)] })
            .Where(claim => claim.Statements.Count > 0),
    ];

    // As if the source had never said anything, which is more than leaving out its figure: who copied it then stands alone.
    private static WithoutSource[] LeaveOneOut(Policy policy, IncidentCase incident, Estimate estimate)
    {
        var voices = QuantityEvidence.Of(policy, incident, estimate.Harm, estimate.Victims).Voices;
        var without = new WithoutSource[voices.Count];
        for (var i = 0; i < without.Length; i++)
        {
            var rest = incident with { Claims = [.. incident.Claims.Where(claim => claim.Voice != voices[i])] };
            var count = CalibratedRanges.Estimate(QuantityEvidence.Of(policy, rest, estimate.Harm, estimate.Victims), rest);
            without[i] = new(voices[i], count?.Ranges);
        }
        var median = estimate.Count!.Ranges.Median;
        Array.Sort(without, (one, other) =>
        {
            var order = other.Change(median).CompareTo(one.Change(median));
            return order != 0 ? order : string.CompareOrdinal(one.Source, other.Source);
        });
        return without;
    }
}

/// <summary>What an estimate would be if one source had said nothing.</summary>
/// <param name="Source">The name of the source.</param>
/// <param name="Ranges">The median and the ranges without it; null where no figure would be left.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WithoutSource(string Source, CountRanges? Ranges)
{
    /// <summary>By how much the median changes, as a difference of logarithms of one plus the number of people; infinite where nothing would be left.</summary>
    /// <param name="median">The median with it.</param>
    public double Change(long median) => Ranges is { } ranges ? Math.Abs(Math.Log((1.0 + ranges.Median) / (1.0 + median))) : double.PositiveInfinity;
}

/// <summary>How much an estimate hangs on single sources.</summary>
/// <param name="LargestChange">The largest change of the median, see <see cref="WithoutSource.Change"/>; null where nothing would be left without one: it is the only one, or the policy asks for more.</param>
/// <param name="Level">The same in one word.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Fragility(double? LargestChange, FragilityLevel Level)
{
    // About a tenth, and about a half: a judgement of what readers call small and large.
    private const double Small = 0.1;
    private const double Large = 0.4;

    /// <summary>How fragile an estimate is.</summary>
    public static Fragility Of(CountEstimate count, IReadOnlyList<WithoutSource> without)
    {
        ArgumentNullException.ThrowIfNull(count);
        var largest = without.Count == 0 ? double.PositiveInfinity : without.Max(one => one.Change(count.Ranges.Median));
        if (double.IsPositiveInfinity(largest))
            return new(null, FragilityLevel.Fragile);
        return new(largest, largest <= Small ? FragilityLevel.Robust : largest <= Large ? FragilityLevel.Sensitive : FragilityLevel.Fragile);
    }
}

/// <summary>How much an estimate hangs on single sources, in one word. The values are those of the contract.</summary>
public enum FragilityLevel
{
    /// <summary>No source moves the median by more than about a tenth.</summary>
    Robust = 1,

    /// <summary>A source moves it by more than a tenth, none by more than about a half.</summary>
    Sensitive = 2,

    /// <summary>A source moves it by more than about a half, or nothing would be left without it.</summary>
    Fragile = 3,
}
