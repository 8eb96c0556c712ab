using Casualties.Estimation;
using Casualties.Estimation.Scoring;

namespace Casualties.Simulation.Calibrated;

/// <summary>The calibrated model as a method, with and without learning.</summary>
public static class CalibratedMethod
{
    /// <summary>How sources err is told from their grades and roles alone.</summary>
    public static Method ByGrades { get; } = Of("by-grades", FittedModel.ByGrades);

    /// <summary>How sources err is learned from all claims of the world, however few.</summary>
    public static Method Learned { get; } = Of("learned", FittedModel.Learned);

    /// <summary>As the product does it: what was learned is used where there are enough incidents.</summary>
    public static Method AsUsed { get; } = Of("calibrated", FittedModel.AsUsed);

    /// <summary>A method that has a model for each world.</summary>
    public static Method Of(string name, Func<SimulatedWorld, FittedModel> fit) => new(name, world =>
    {
        var model = fit(world);
        return [.. world.Incidents.Select(incident => Forecast(model.Estimate(incident), incident.Truth))];
    });

    /// <summary>What a distribution says, and where the truth lies in it.</summary>
    public static Forecast Forecast(CountDistribution distribution, long truth)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        var (below, upTo) = distribution.Cumulative(truth);
        return new(
            distribution.Median, distribution.Range(0.5), distribution.Range(0.8), distribution.Range(0.9), distribution.Range(0.95), new(below, upTo));
    }
}
