namespace Casualties.Estimation;

/// <summary>Puts ranges beside documented bounds.</summary>
public static class CalibratedRanges
{
    // Rules of the model page, section 2.8, with a valley between peaks so that two figures beside each other are not a contradiction.
    private const double ContestedWeight = 0.5;
    private const double ContestedProbability = 0.5;

    /// <summary>The same estimates with ranges, and the same claims with their influence.</summary>
    internal static IncidentEstimate Add(IncidentEstimate documented, IncidentCase incident)
    {
        var influence = new Dictionary<(int Claim, int Statement), (EvidencePart Part, string Sentence)>();
        var estimates = new Estimate[documented.Estimates.Count];
        for (var i = 0; i < estimates.Length; i++)
        {
            var estimate = documented.Estimates[i];
            estimates[i] = HasRange(estimate.Harm) ? Add(estimate, incident, documented.Claims, influence) : estimate;
        }
        for (var i = 0; i < estimates.Length; i++)
        {
            if (estimates[i].Count is { } count)
                estimates[i] = Explain(estimates[i], count, estimates);
        }
        return documented with { Estimates = estimates, Claims = influence.Count == 0 ? documented.Claims : Add(documented.Claims, influence) };
    }

    /// <summary>The model knows how tolls of killed and injured grow. The missing are found, the detained released: their numbers move otherwise.</summary>
    public static bool HasRange(Harm harm) => harm is Harm.Killed or Harm.Injured;

    /// <summary>The distribution of one quantity alone; null without evidence.</summary>
    internal static CountDistribution? Distribution(QuantityEvidence evidence, IncidentCase incident) =>
        evidence.SpeaksOfTheWhole ? Corrected(ModelOf(incident).Estimate(evidence.Evidence.AsSpan(), evidence.Sources.AsSpan()), incident) : null;

    /// <summary>The ranges of one quantity alone; null without evidence.</summary>
    internal static CountRanges? Ranges(QuantityEvidence evidence, IncidentCase incident) =>
        Distribution(evidence, incident) is { } distribution ? RangesOf(distribution) : null;

    private static CountEstimate? Estimate(QuantityEvidence evidence, IncidentCase incident, out Posterior? posterior)
    {
        posterior = null;
        // From parts alone nothing follows but that there were at least so many, which the documented bounds say.
        if (!evidence.SpeaksOfTheWhole)
            return null;
        posterior = ModelOf(incident).Estimate(evidence.Evidence.AsSpan(), evidence.Sources.AsSpan(), explain: true, incident.Calibration?.Recalibration);
        var distribution = Corrected(posterior, incident);
        var hours = evidence.HoursCovered;
        var growth = new TollGrowth(hours, posterior.KnownMedian, 1 - distribution.Cumulative(posterior.KnownMedian).UpTo);
        return new(distribution, RangesOf(distribution), Remarks(evidence, posterior, hours), growth, evidence.Counting.Count());
    }

    private static Estimate Add(
        Estimate estimate, IncidentCase incident, IReadOnlyList<ClaimPart> claims, Dictionary<(int Claim, int Statement), (EvidencePart Part, string Sentence)> influence)
    {
        var evidence = new QuantityEvidence(incident, claims, estimate.Harm, estimate.Victims);
        if (Estimate(evidence, incident, out var posterior) is not { } count)
            return estimate;
        var (median, range) = (count.Ranges.Median, count.Ranges.NineTenths);
        for (var i = 0; i < evidence.Evidence.Length; i++)
        {
            var (claim, statement) = evidence.Origin(i);
            // A figure for another group has its influence shown where it stands for its own; what is left out has none.
            if (!evidence.Evidence[i].Discounted && claims[claim].Statements[statement].Statement.Victims.Canonical() == estimate.Victims)
                influence[(claim, statement)] = (posterior!.Parts[i], RangeWording.Sentence(posterior.Parts[i], median, range));
        }
        return estimate with { Count = count };
    }

    // Groups are estimated apart. Where nearly all that is known speaks of a part, the whole can come out below it, and must say so.
    private static Estimate Explain(Estimate estimate, CountEstimate count, Estimate[] all)
    {
        if (Array.Exists(all, part => part.Harm == estimate.Harm && part.Victims != estimate.Victims && part.Victims.Whole() == estimate.Victims
            && part.Count is { } ofPart && ofPart.Ranges.Median > count.Ranges.Median))
            count = count with { Remarks = [.. count.Remarks, EstimateRemark.PartSaysMore] };
        return estimate with { Count = count, Explanation = $"{RangeWording.Sentence(count)} {estimate.Explanation}" };
    }

    private static ClaimPart[] Add(IReadOnlyList<ClaimPart> claims, Dictionary<(int Claim, int Statement), (EvidencePart Part, string Sentence)> influence)
    {
        var parts = new ClaimPart[claims.Count];
        for (var claim = 0; claim < parts.Length; claim++)
        {
            var statements = claims[claim].Statements.ToArray();
            for (var i = 0; i < statements.Length; i++)
            {
                if (influence.TryGetValue((claim, i), out var found))
                    statements[i] = statements[i] with { Influence = found.Part, Explanation = $"{statements[i].Explanation} {found.Sentence}" };
            }
            parts[claim] = claims[claim] with { Statements = statements };
        }
        return parts;
    }

    private static CalibratedModel ModelOf(IncidentCase incident) => incident.Calibration?.Model ?? CalibratedModel.Default;

    private static CountDistribution Corrected(Posterior posterior, IncidentCase incident) =>
        incident.Calibration?.Recalibration?.Apply(posterior.Distribution) ?? posterior.Distribution;

    private static CountRanges RangesOf(CountDistribution distribution) =>
        new(distribution.Median, distribution.Range(0.5), distribution.Range(0.8), distribution.Range(0.9), distribution.Range(0.95));

    private static List<EstimateRemark> Remarks(QuantityEvidence evidence, Posterior posterior, double? hours)
    {
        var remarks = new List<EstimateRemark>();
        if (evidence.CountingVoices.Count == 1)
            remarks.Add(EstimateRemark.SingleSource);
        if (evidence.Counting.All(one =>
            one.Form is EvidenceForm.AtLeast or EvidenceForm.Partial || one is { Form: EvidenceForm.Words, Word: QuantityWord.Some }))
            remarks.Add(EstimateRemark.LowerBoundOnly);
        if (posterior.Parts.Any(part => part.Weight >= ContestedWeight && part.Reading.Denial + part.Reading.Fabricated > ContestedProbability)
            || posterior.Distribution.HasTwoPeaks())
            remarks.Add(EstimateRemark.Contested);
        if (ModelParameters.LagBin(hours ?? 0) < ModelParameters.SettledBin)
            remarks.Add(EstimateRemark.Rising);
        return remarks;
    }
}
