using Casualties.Estimation;
using Casualties.Estimation.Comparison;
using Casualties.Estimation.Scoring;
using Casualties.Simulation.Calibrated;

namespace Casualties.Simulation;

/// <summary>How well sums over groups of incidents were told, at 90%, beside sums of lowest and highest figures.</summary>
/// <param name="Groups">How many groups.</param>
/// <param name="Incidents">Incidents in a group, mean.</param>
/// <param name="Sums">What became of the ranges of the sums.</param>
/// <param name="Bounds">What became of the sums of lowest and highest figures.</param>
/// <param name="MeanLogError">Mean of the log of median over truth.</param>
public sealed record SumScores(int Groups, double Incidents, LevelScores Sums, LevelScores Bounds, double MeanLogError)
{
    private const double Level = 0.9;

    /// <summary>Scores sums over groups of the incidents of worlds, those of one key together.</summary>
    public static SumScores Measure(Scenario scenario, IReadOnlyList<ulong> seeds, Func<SimulatedIncident, int> key)
    {
        var groups = new List<(long Truth, int Incidents, CountInterval Sum, CountInterval Bounds, long Median)>();
        foreach (var seed in seeds)
        {
            var world = Simulator.Run(scenario, seed);
            var model = FittedModel.AsUsed(world);
            groups.AddRange(world.Incidents.GroupBy(key).OrderBy(group => group.Key).Select(group => Sum(model, [.. group])));
        }
        return new(
            groups.Count,
            groups.Average(group => group.Incidents),
            Score(groups.ConvertAll(group => (group.Truth, group.Sum))),
            Score(groups.ConvertAll(group => (group.Truth, group.Bounds))),
            groups.Average(group => LogScore.Error(group.Median, group.Truth)));
    }

    private static (long Truth, int Incidents, CountInterval Sum, CountInterval Bounds, long Median) Sum(FittedModel model, SimulatedIncident[] group)
    {
        var sum = SumOfCounts.Of([.. group.Select(model.Estimate)]).Estimate!.Value;
        var bounds = new SumOfBounds();
        foreach (var incident in group)
        {
            var documented = Envelope.Of(incident.Evidence)!.Value.Within90;
            bounds.Add(new(documented.Low, documented.High, OpenAbove: false));
        }
        return (group.Sum(incident => incident.Truth), group.Length, sum.Ranges.NineTenths, new(bounds.Bounds.Low!.Value, bounds.Bounds.High!.Value), sum.Ranges.Median);
    }

    private static LevelScores Score(List<(long Truth, CountInterval Range)> groups) => new(
        groups.Average(group => group.Range.Contains(group.Truth) ? 1.0 : 0),
        groups.Average(group => LogScore.Width(group.Range)),
        groups.Average(group => LogScore.Interval(group.Range, group.Truth, Level)));
}
