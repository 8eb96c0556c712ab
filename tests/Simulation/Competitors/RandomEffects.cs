using Casualties.Estimation;
using Casualties.Estimation.Scoring;
using MathNet.Numerics.Distributions;

namespace Casualties.Simulation.Competitors;

/// <summary>
/// Random-effects meta-analysis of the figures on the scale log(count + 1): variance between sources after DerSimonian and Laird (Controlled Clinical Trials 7,
/// 1986), ranges of Student's law after Hartung and Knapp (Statistics in Medicine 20, 2001), never narrower than without them (Rover, Knapp and Friede, BMC
/// Medical Research Methodology 15, 2015).
/// </summary>
public static class RandomEffects
{
    // About 10^13 people on the log scale; with two figures that differ, 95% reach beyond all numbers.
    private const double LogMax = 30;

    /// <summary>Forecasts one incident.</summary>
    public static Forecast Of(SimulatedIncident incident, IReadOnlyList<GradedRole> sources)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var figures = LogMeasurement.OfAll(incident, sources);
        var between = VarianceBetween(figures);
        var (mean, weight) = Mean(figures, between);
        var degrees = figures.Length - 1;
        var scale = 1.0;
        if (degrees > 0)
            scale = Math.Max(1, figures.Sum(figure => (figure.Mean - mean) * (figure.Mean - mean) / (figure.Variance + between)) / degrees);
        var error = Math.Sqrt(scale / weight);
        return new(double.ExpM1(mean), Within(0.50), Within(0.80), Within(0.90), Within(0.95));

        CountInterval Within(double level)
        {
            var half = error * (degrees > 0 ? StudentT.InvCDF(0, 1, degrees, 0.5 + level / 2) : Normal.InvCDF(0, 1, 0.5 + level / 2));
            return CountInterval.Around(double.ExpM1(mean - half), double.ExpM1(Math.Min(mean + half, LogMax)));
        }
    }

    // By the method of moments; 0 for a single figure.
    private static double VarianceBetween(LogMeasurement[] figures)
    {
        var (mean, weight) = Mean(figures, between: 0);
        var heterogeneity = figures.Sum(figure => (figure.Mean - mean) * (figure.Mean - mean) / figure.Variance);
        var scale = weight - figures.Sum(figure => 1 / (figure.Variance * figure.Variance)) / weight;
        return figures.Length > 1 ? Math.Max(0, (heterogeneity - (figures.Length - 1)) / scale) : 0;
    }

    private static (double Mean, double Weight) Mean(LogMeasurement[] figures, double between)
    {
        var weight = figures.Sum(figure => 1 / (figure.Variance + between));
        return (figures.Sum(figure => figure.Mean / (figure.Variance + between)) / weight, weight);
    }
}
