using Casualties.Estimation;
using Casualties.Estimation.Comparison;
using Casualties.Estimation.Scoring;
using MathNet.Numerics.Distributions;

namespace Casualties.Simulation.Competitors;

/// <summary>
/// The linear opinion pool: the mixture of a normal law for each figure on the scale log(count + 1), weighted by reliability (Stone, Ann. Math. Statist. 32,
/// 1961). It widens where sources disagree, and believes each of them a little.
/// </summary>
public static class LinearPool
{
    // Also an unreliable source has a say.
    private const double WeightMin = 0.05;

    // Quantiles are looked up at so many points, as in the reference, from below 0 people to 20 times the highest figure.
    private const int Points = 1500;
    private const double First = -1;
    private const double BeyondHighest = 3;

    /// <summary>Forecasts one incident.</summary>
    public static Forecast Of(SimulatedIncident incident, IReadOnlyList<GradedRole> sources)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var figures = LogMeasurement.OfAll(incident, sources);
        var laws = Array.ConvertAll(figures, figure => (Weight: Math.Max(WeightedMean.Weight(figure.Grade), WeightMin), figure.Mean, Deviation: Math.Sqrt(figure.Variance)));
        var total = laws.Sum(law => law.Weight);
        var step = (laws.Max(law => law.Mean) + BeyondHighest - First) / (Points - 1);
        return new(Quantile(0.5), Within(0.50), Within(0.80), Within(0.90), Within(0.95));

        CountInterval Within(double level) => CountInterval.Around(Quantile(0.5 - level / 2), Quantile(0.5 + level / 2));

        // The first point at or above the quantile, by bisection.
        double Quantile(double probability)
        {
            var (low, high) = (0, Points - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Below(First + middle * step) >= probability) high = middle;
                else low = middle + 1;
            }
            return Math.Max(0, double.ExpM1(First + low * step));
        }

        double Below(double x) => laws.Sum(law => law.Weight / total * Normal.CDF(law.Mean, law.Deviation, x));
    }
}
