using System.Collections.Immutable;

namespace Casualties.Estimation;

/// <summary>From what claims count to the parameters that fit it best, each drawn towards its prior as far as the prior is worth. Model page, section 2.6.</summary>
internal static class Reestimation
{
    /// <summary>From fewer incidents nothing is learned about lags.</summary>
    public const int MinIncidentsForLags = 30;

    // Claims that the prior of a bin of lag is worth.
    private const double LagStrength = 40;

    public static SourceParameters[] Sources(SourcePrior[] priors, ReadOnlySpan<ClaimCounts> totals)
    {
        var sources = new SourceParameters[priors.Length];
        double shift = 0, precision = 0;
        for (var source = 0; source < sources.Length; source++)
        {
            sources[source] = Source(priors[source], totals[source]);
            var weight = totals[source].ErrorWeight / (sources[source].Spread * sources[source].Spread);
            shift += weight * (sources[source].Bias - priors[source].Mean.Bias);
            precision += weight;
        }
        // That all sources err alike cannot be told from their claims. Left free, their biases would drift together.
        var common = precision > 0 ? shift / precision : 0;
        for (var source = 0; source < sources.Length; source++)
        {
            var bias = Math.Clamp(sources[source].Bias - common, -SourceParameters.MaxBias, SourceParameters.MaxBias);
            if (totals[source].Used > 0)
                sources[source] = sources[source] with { Bias = bias };
        }
        return sources;
    }

    public static ImmutableArray<LagParameters> Lags(ImmutableArray<LagParameters> priors, ReadOnlySpan<ClaimCounts> totals)
    {
        var lags = priors.ToBuilder();
        for (var bin = 0; bin < lags.Count; bin++)
        {
            var (prior, counts) = (priors[bin], totals[bin]);
            var incomplete = LagStrength * prior.IncompleteShare;
            lags[bin] = prior with
            {
                IncompleteShare = (incomplete + counts.Incomplete) / (LagStrength + counts.Incomplete + counts.Exact + counts.Noisy),
                MeanLogShortfall = Math.Min(
                    ((incomplete * prior.MeanLogShortfall) + counts.Shortfall) / (incomplete + counts.IncompletePoints), LagParameters.MaxShortfall),
            };
        }
        return lags.ToImmutable();
    }

    private static SourceParameters Source(SourcePrior prior, in ClaimCounts counts)
    {
        var mean = prior.Mean;
        if (counts.Used == 0)
            return mean;
        var honest = counts.Exact + counts.Incomplete + counts.Noisy;
        var variance = ((prior.SpreadStrength * mean.Spread * mean.Spread) + counts.SquaredError) / (prior.SpreadStrength + counts.Points);
        var precision = (1 / mean.BiasVariance) + (counts.ErrorWeight / variance);
        return new(
            Share(mean.Fabricated, prior.FabricatedStrength, counts.Fabricated, counts.Fabricated + honest),
            Math.Min(Math.Sqrt(variance), SourceParameters.MaxSpread),
            ((mean.Bias / mean.BiasVariance) + (counts.Error / variance)) / precision,
            1 / precision,
            Share(mean.Denial, prior.DenialStrength, counts.Denial, counts.OfHarm),
            Share(mean.Copying, prior.CopyingStrength, counts.Copied, counts.Followed));
    }

    private static double Share(double prior, double strength, double count, double of) => ((prior * strength) + count) / (strength + of);
}
