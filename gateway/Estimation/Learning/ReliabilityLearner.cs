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

    /// <summary>Learns from incidents. Neither their order nor the number of threads changes a bit of the result.</summary>
    /// <param name="incidents">The incidents.</param>
    /// <param name="sources">The source-roles, by the index in the evidence, with what is believed of each before.</param>
    /// <param name="threads">How many incidents are worked on at a time, at least 1.</param>
    /// <param name="cancel">Ends it between two incidents.</param>
    /// <exception cref="ArgumentException">A prior, a figure or a truth is not within its limits.</exception>
    public LearnedReliability Learn(IReadOnlyList<LearningIncident> incidents, IReadOnlyList<LearningSource> sources, int threads, CancellationToken cancel)
    {
        var priors = sources.Select(source => source.Prior).ToArray();
        CheckPriors(priors);
        var set = new LearningSet(incidents, priors.Length);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel };
        var current = priors.Select(prior => prior.Mean).ToArray();
        ClaimCounts[] totals = [];
        var learned = parameters;
        for (var pass = 0; pass < Passes; pass++)
        {
            set.Count(new CalibratedModel(learned), current, options);
            totals = set.TotalsOfSources(priors.Length);
            current = Reestimation.Sources(priors, totals);
            if (set.Incidents >= Reestimation.MinIncidentsForLags)
                learned = parameters with { Lags = Reestimation.Lags(parameters.Lags, set.TotalsOfLags()) };
        }
        ImmutableArray<int> claims = [.. totals.Select(total => (int)total.Used)];
        return new([.. current], claims, KindReliability.Of(sources, totals), learned, set.Summarise(claims));
    }

    private static void CheckPriors(SourcePrior[] priors)
    {
        var wrong = Enumerable.Range(0, priors.Length).Where(source => !priors[source].IsProper).ToArray();
        if (wrong.Length > 0)
            throw new ArgumentException($"{wrong.Length} priors have a number that is not within its limits, or a strength that is not above 0; the first is that of source-role {wrong[0]}.", nameof(priors));
    }
}
