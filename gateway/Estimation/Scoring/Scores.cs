namespace Casualties.Estimation.Scoring;

/// <summary>How well a method forecast figures that came later. Widths, scores and errors are on the scale log(count + 1).</summary>
public sealed record Scores
{
    /// <summary>Forecasts scored, from 1.</summary>
    public required int Count { get; init; }

    /// <summary>What became of the ranges at 50%.</summary>
    public required LevelScores Within50 { get; init; }

    /// <summary>What became of the ranges at 80%.</summary>
    public required LevelScores Within80 { get; init; }

    /// <summary>What became of the ranges at 90%.</summary>
    public required LevelScores Within90 { get; init; }

    /// <summary>What became of the ranges at 95%.</summary>
    public required LevelScores Within95 { get; init; }

    /// <summary>Mean weighted interval score, see <see cref="LogScore.WeightedInterval"/>.</summary>
    public required double WeightedIntervalScore { get; init; }

    /// <summary>Median of the absolute errors of the point.</summary>
    public required double MedianAbsoluteLogError { get; init; }

    /// <summary>Mean of the absolute errors of the point.</summary>
    public required double MeanAbsoluteLogError { get; init; }

    /// <summary>Mean error of the point; above 0 when the forecasts are too high.</summary>
    public required double LogBias { get; init; }

    /// <summary>How many later figures are at least <see cref="ScoreBoard.LargeFigureMin"/>.</summary>
    public required int LargeCount { get; init; }

    /// <summary>The share of these that the range at 90% held. A range of few small counts covers more than it says, these do not. Absent if there are none.</summary>
    public double? LargeCoverage90 { get; init; }

    /// <summary>Calibration of the whole distributions. Absent if the forecasts have none.</summary>
    public PitScores? Pit { get; init; }
}

/// <summary>What became of the ranges at one level.</summary>
/// <param name="Coverage">The share of later figures that lay in the range, from 0 to 1.</param>
/// <param name="MeanLogWidth">Mean of <see cref="LogScore.Width"/>.</param>
/// <param name="IntervalScore">Mean of <see cref="LogScore.Interval"/>.</param>
public sealed record LevelScores(double Coverage, double MeanLogWidth, double IntervalScore);

/// <summary>
/// Randomised probability integral transform: a uniform draw from the step that the distribution function makes at the later figure. If the forecasts are
/// calibrated the draws are uniform, also for small counts, whose ranges must over-cover (Czado, Gneiting and Held, Biometrics 2009).
/// </summary>
/// <param name="Within50">The share of draws between .25 and .75; .50 if calibrated.</param>
/// <param name="Within90">The share of draws between .05 and .95; .90 if calibrated.</param>
/// <param name="Histogram">The shares of draws in ten bins of width .1, from the lowest; .1 each if calibrated.</param>
public sealed record PitScores(double Within50, double Within90, IReadOnlyList<double> Histogram);
