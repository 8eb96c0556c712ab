using Casualties.Estimation.Scoring;

namespace Casualties.Estimation.Comparison;

/// <summary>
/// The mean of the figures weighted by the reliability of their sources, with ranges of the normal law around it. Weights are the values that the
/// Admiralty scale has in the MISP taxonomy: 1, .75, .5, .25, 0 for A to E, and .5 for F.
/// </summary>
public static class WeightedMean
{
    // Also the figure of an unreliable source says more than none.
    private const double WeightMin = 0.02;

    // Below this there is in effect one figure, and no spread to measure.
    private const double EffectiveFiguresMin = 1.01;

    // Of the mean, in people squared: no mean of counts is surer than to half a person.
    private const double VarianceMin = 0.25;

    /// <summary>The weight of a source, from 0 to 1.</summary>
    public static double Weight(ReliabilityGrade grade) => grade switch
    {
        ReliabilityGrade.A => 1,
        ReliabilityGrade.B => 0.75,
        ReliabilityGrade.C or ReliabilityGrade.F => 0.5,
        ReliabilityGrade.D => 0.25,
        ReliabilityGrade.E => 0,
        _ => throw new ArgumentException($"There is no grade {grade}.", nameof(grade)),
    };

    /// <summary>Forecasts from the latest figure of each source.</summary>
    /// <param name="evidence">The figures.</param>
    /// <param name="sources">The sources that the figures name by index.</param>
    /// <returns>Absent if no figure counts.</returns>
    public static Forecast? Of(IReadOnlyList<Evidence> evidence, IReadOnlyList<GradedRole> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var readings = PlainReading.OfAll(evidence);
        if (readings.Count == 0) return null;
        var weights = readings.Select(reading => Math.Max(Weight(sources[reading.Source].Grade), WeightMin)).ToArray();
        var total = weights.Sum();
        var (mean, squares) = (0.0, 0.0);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= total;
            mean += weights[i] * readings[i].Point;
            squares += weights[i] * weights[i];
        }
        var spread = 0.0;
        for (var i = 0; i < weights.Length; i++)
            spread += weights[i] * (readings[i].Point - mean) * (readings[i].Point - mean);
        var effective = 1 / squares;
        spread = effective > EffectiveFiguresMin ? spread * effective / (effective - 1) : 0;
        // Figures that agree by chance are still counts, which vary at least as a Poisson law does.
        var error = Math.Sqrt(Math.Max(Math.Max(spread / effective, mean / weights.Length), VarianceMin));
        return new(
            mean,
            Around(mean, 0.6744897501960817 * error),
            Around(mean, 1.2815515655446004 * error),
            Around(mean, 1.6448536269514722 * error),
            Around(mean, 1.959963984540054 * error));
    }

    private static CountInterval Around(double mean, double half) => CountInterval.Around(mean - half, mean + half);
}
