using System.Collections.Immutable;

namespace Casualties.Estimation;

/// <summary>
/// Learns how sources err from how their claims compare with those of others, and with the truth where it is known: empirical Bayes by expectation and
/// maximisation. What claims alone cannot tell stays as it is: the bias and the error that all sources share, and how many incidents harmed no one. Model
/// page, section 2.6.
/// </summary>
/// <param name="parameters">What all sources share, before learning.</param>
public sealed class ReliabilityLearner(ModelParameters parameters)
{
    /// <summary>How often posteriors are computed from parameters, and parameters from posteriors.</summary>
    public const int Passes = 8;

    /// <summary>Learns from incidents. The number of threads does not change a bit of the result; the order of incidents changes last bits only.</summary>
    /// <param name="incidents">The incidents.</param>
    /// <param name="priors">What is believed of each source-role before, by the index in the evidence.</param>
    /// <param name="threads">How many incidents are worked on at a time, at least 1.</param>
    /// <param name="cancel">Ends it between two incidents.</param>
    /// <exception cref="ArgumentException">A prior, a figure or a truth is not within its limits.</exception>
    public LearnedReliability Learn(IReadOnlyList<LearningIncident> incidents, IReadOnlyList<SourcePrior> priors, int threads, CancellationToken cancel)
    {
        CheckPriors(priors);
        var set = new LearningSet(incidents, priors.Count);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        var sources = priors.Select(prior => prior.Mean).ToArray();
        ClaimCounts[] totals = [];
        var learned = parameters;
        for (var pass = 0; pass < Passes; pass++)
        {
            set.Count(new CalibratedModel(learned), sources, options);
            totals = set.TotalsOfSources(priors.Count);
            sources = Reestimation.Sources(priors, totals);
            if (set.Incidents >= Reestimation.MinIncidentsForLags)
                learned = parameters with { Lags = Reestimation.Lags(parameters.Lags, set.TotalsOfLags()) };
        }
        ImmutableArray<int> claims = [.. totals.Select(total => (int)total.Used)];
        return new([.. sources], claims, learned, set.Summarise(claims));
    }

    private static void CheckPriors(IReadOnlyList<SourcePrior> priors)
    {
        var wrong = Enumerable.Range(0, priors.Count).Where(source => !priors[source].IsProper).ToArray();
        if (wrong.Length > 0)
            throw new ArgumentException($"{wrong.Length} priors are not proper, the first is that of source-role {wrong[0]}: shares are from 0 to 1, all else but the bias is above 0.", nameof(priors));
    }
}
