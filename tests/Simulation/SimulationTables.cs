using static System.FormattableString;

namespace Casualties.Simulation;

/// <summary>Measurements as tables in Markdown. Widths, scores, errors and shifts are on the scale log(count + 1).</summary>
public static class SimulationTables
{
    /// <summary>How methods did in each scenario.</summary>
    public static IEnumerable<string> Lines(IEnumerable<SimulationScores> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return
        [
            "| scenario | method | incidents | 50% cov | 80% cov | 90% cov | 95% cov | 90% cov, truth>=10 | PIT-50 | PIT-90 | log width 90 | IS90 | WIS | log MAE |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|",
            .. scores.Select(Line),
        ];
    }

    /// <summary>What lies did to methods.</summary>
    public static IEnumerable<string> Lines(IEnumerable<LieEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        return
        [
            "| lie | method | incidents | shift of point | shift of upper 90% | 90% cov before | after |",
            "|---|---|---|---|---|---|---|",
            .. effects.Select(effect => Invariant(
                $"| {effect.Lie.Name} | {effect.Method} | {effect.Incidents} | {effect.PointShift:+0.000;-0.000} | {effect.HighShift:+0.000;-0.000} | {effect.CoverageBefore:0.000} | {effect.CoverageAfter:0.000} |")),
        ];
    }

    /// <summary>How sums over groups of incidents did.</summary>
    public static IEnumerable<string> Lines(IEnumerable<(string Group, SumScores Scores)> sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        return
        [
            "| group | groups | incidents in each | 90% cov | log width | log interval score | log(median/truth) | min-max: 90% cov | log width | log interval score |",
            "|---|---|---|---|---|---|---|---|---|---|",
            .. sums.Select(sum => Invariant($"| {sum.Group} | {sum.Scores.Groups} | {sum.Scores.Incidents:0} | {sum.Scores.Sums.Coverage:0.000} | {sum.Scores.Sums.MeanLogWidth:0.000} | ")
                + Invariant($"{sum.Scores.Sums.IntervalScore:0.000} | {sum.Scores.MeanLogError:+0.000;-0.000} | {sum.Scores.Bounds.Coverage:0.000} | ")
                + Invariant($"{sum.Scores.Bounds.MeanLogWidth:0.000} | {sum.Scores.Bounds.IntervalScore:0.000} |")),
        ];
    }

    // Most methods have no whole distribution.
    private static string Line(SimulationScores measured)
    {
        var scores = measured.Scores;
        return Invariant($"| {measured.Scenario.Name} | {measured.Method} | {scores.Count} | {scores.Within50.Coverage:0.000} | {scores.Within80.Coverage:0.000} | ")
            + Invariant($"{scores.Within90.Coverage:0.000} | {scores.Within95.Coverage:0.000} | {scores.LargeCoverage90:0.000} | {scores.Pit?.Within50:0.000} | ")
            + Invariant($"{scores.Pit?.Within90:0.000} | {scores.Within90.MeanLogWidth:0.000} | {scores.Within90.IntervalScore:0.000} | ")
            + Invariant($"{scores.WeightedIntervalScore:0.000} | {scores.MeanAbsoluteLogError:0.000} |");
    }
}
