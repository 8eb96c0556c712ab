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
    /// <param name="cancel">Ends it between two sources.</param>
    /// <returns>Null if no live claim speaks of them.</returns>
    public static EstimateExplanation? Of(Policy policy, IncidentCase incident, Harm harm, VictimGroup victims, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var group = victims.Canonical();
        var whole = policy.Estimate(incident);
        if (whole.Estimates.FirstOrDefault(one => one.Harm == harm && one.Victims == group) is not { } estimate)
            return null;
        var evidence = QuantityEvidence.Of(incident, whole, harm, group);
        var claims = ClaimsAbout(whole, evidence, harm, group);
        var without = estimate.Count is null ? [] : LeaveOneOut(policy, incident, estimate, evidence.CountingVoices, cancel);
        Fragility? fragility = estimate.Count is { } count ? Estimation.Fragility.Of(count, without) : null;
        return new(estimate, ExplanationWording.Sentences(policy, incident, estimate, claims, without, fragility), claims, without, fragility);
    }

    // Also figures for other people that bound this estimate: it rests on them.
    private static ClaimPart[] ClaimsAbout(IncidentEstimate whole, QuantityEvidence evidence, Harm harm, VictimGroup group)
    {
        var origins = Enumerable.Range(0, evidence.Evidence.Length).Select(evidence.Origin).ToHashSet();
        var about = new List<ClaimPart>();
        for (var claim = 0; claim < whole.Claims.Count; claim++)
        {
            StatementPart[] statements =
            [
                .. whole.Claims[claim].Statements.Where((part, i) =>
                    origins.Contains((claim, i)) || (part.Statement.Harm == harm && part.Statement.Victims.Canonical() == group)),
            ];
            if (statements.Length > 0)
                about.Add(whole.Claims[claim] with { Statements = statements });
        }
        return [.. about];
    }

    // As if the source had never said anything, which is more than leaving out its figure: who copied it then stands alone.
    private static WithoutSource[] LeaveOneOut(Policy policy, IncidentCase incident, Estimate estimate, IReadOnlyList<string> voices, CancellationToken cancel)
    {
        var without = new WithoutSource[voices.Count];
        for (var i = 0; i < without.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var rest = incident with { Claims = [.. incident.Claims.Where(claim => claim.Voice != voices[i])] };
            without[i] = new(voices[i], CalibratedRanges.Ranges(QuantityEvidence.Of(policy, rest, estimate.Harm, estimate.Victims), rest));
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
