using Casualties.Estimation;
using Casualties.Estimation.Comparison;

namespace Casualties.Simulation.Competitors;

/// <summary>A figure as a measurement with a known error, which meta-analysis and pools need: on the scale log(count + 1).</summary>
/// <param name="Mean">The point of the figure.</param>
/// <param name="Variance">That of its grade, and of a range four standard deviations wide.</param>
/// <param name="Grade">How reliable its source is.</param>
internal readonly record struct LogMeasurement(double Mean, double Variance, ReliabilityGrade Grade)
{
    public static LogMeasurement[] OfAll(SimulatedIncident incident, IReadOnlyList<GradedRole> sources) =>
        [.. PlainReading.OfAll(incident.Evidence).Select(reading => Of(reading, sources[reading.Source].Grade))];

    private static LogMeasurement Of(PlainReading reading, ReliabilityGrade grade)
    {
        var (deviation, stated) = (Deviation(grade), (double.LogP1(reading.High) - double.LogP1(reading.Low)) / 4);
        return new(double.LogP1(reading.Point), deviation * deviation + stated * stated, grade);
    }

    // The same scale that the calibrated model starts from, so that no method is better informed than another.
    private static double Deviation(ReliabilityGrade grade) => grade switch
    {
        ReliabilityGrade.A => 0.15,
        ReliabilityGrade.B => 0.20,
        ReliabilityGrade.C => 0.30,
        ReliabilityGrade.D => 0.45,
        ReliabilityGrade.E => 0.60,
        _ => 0.40,
    };
}
