namespace Casualties.Estimation.Scoring;

/// <summary>Collects forecasts with the figures that came later, and scores them. The same forecasts in the same order with the same seed give the same scores.</summary>
/// <param name="seed">Fixes the draws of the randomised probability integral transform.</param>
public sealed class ScoreBoard(ulong seed)
{
    /// <summary>The lowest later figure that counts as large, people.</summary>
    public const long LargeFigureMin = 10;

    private const int Bins = 10;

    // Probabilities are sums, which may be off by this much.
    private const double Rounding = 1e-9;

    private readonly SplitMix64 draws = new(seed);
    private readonly LevelSums within50 = new(0.50);
    private readonly LevelSums within80 = new(0.80);
    private readonly LevelSums within90 = new(0.90);
    private readonly LevelSums within95 = new(0.95);
    private readonly List<double> absoluteErrors = [];
    private readonly int[] histogram = new int[Bins];
    private double errors;
    private double weightedScores;
    private int large;
    private int largeHeld;
    private int pits;
    private int pitsWithin50;
    private int pitsWithin90;

    /// <summary>Adds a forecast with the figure that came later.</summary>
    /// <param name="forecast">What was said. Either all forecasts have a step of probability, or none.</param>
    /// <param name="figure">People, from 0.</param>
    /// <exception cref="ArgumentException">The forecast contradicts itself, or has a step where others have none.</exception>
    public void Add(in Forecast forecast, long figure)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(figure);
        Check(forecast);
        within50.Add(forecast.Within50, figure);
        within80.Add(forecast.Within80, figure);
        within90.Add(forecast.Within90, figure);
        within95.Add(forecast.Within95, figure);
        weightedScores += LogScore.WeightedInterval(forecast, figure);
        var error = LogScore.Error(forecast.Median, figure);
        errors += error;
        absoluteErrors.Add(Math.Abs(error));
        if (figure >= LargeFigureMin)
        {
            large++;
            if (forecast.Within90.Contains(figure)) largeHeld++;
        }
        if (forecast.Pit is { } step) AddPit(step);
    }

    /// <summary>The scores of all forecasts so far.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public Scores Score()
    {
        var count = absoluteErrors.Count;
        if (count == 0) throw new InvalidOperationException("There is no forecast to score.");
        return new()
        {
            Count = count,
            Within50 = within50.Over(count),
            Within80 = within80.Over(count),
            Within90 = within90.Over(count),
            Within95 = within95.Over(count),
            WeightedIntervalScore = weightedScores / count,
            MedianAbsoluteLogError = Median(absoluteErrors),
            MeanAbsoluteLogError = absoluteErrors.Sum() / count,
            LogBias = errors / count,
            LargeCount = large,
            LargeCoverage90 = large > 0 ? (double)largeHeld / large : null,
            Pit = pits > 0 ? new((double)pitsWithin50 / pits, (double)pitsWithin90 / pits, Array.ConvertAll(histogram, hits => (double)hits / pits)) : null,
        };
    }

    private void AddPit(ProbabilityStep step)
    {
        var draw = step.Below + draws.NextDouble() * (step.UpTo - step.Below);
        pits++;
        if (draw is > 0.25 and < 0.75) pitsWithin50++;
        if (draw is > 0.05 and < 0.95) pitsWithin90++;
        histogram[Math.Clamp((int)(draw * Bins), 0, Bins - 1)]++;
    }

    private void Check(in Forecast forecast)
    {
        if (!(forecast.Median >= 0) || double.IsInfinity(forecast.Median))
            throw new ArgumentException($"The median must be a number from 0, not {forecast.Median}.", nameof(forecast));
        if (!forecast.Within95.Contains(forecast.Within90) || !forecast.Within90.Contains(forecast.Within80) || !forecast.Within80.Contains(forecast.Within50))
            throw new ArgumentException("A range of a higher level must hold those of lower levels.", nameof(forecast));
        if (forecast.Pit is { } step && !(step.Below >= -Rounding && step.UpTo >= step.Below && step.UpTo <= 1 + Rounding))
            throw new ArgumentException($"A step of probability must rise within 0 and 1, not from {step.Below} to {step.UpTo}.", nameof(forecast));
        if (forecast.Pit is null ? pits > 0 : pits < absoluteErrors.Count)
            throw new ArgumentException("Either all forecasts have a step of probability, or none.", nameof(forecast));
    }

    private static double Median(List<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private sealed class LevelSums(double level)
    {
        private int held;
        private double widths;
        private double scores;

        public void Add(CountInterval range, long figure)
        {
            if (range.Contains(figure)) held++;
            widths += LogScore.Width(range);
            scores += LogScore.Interval(range, figure, level);
        }

        public LevelScores Over(int count) => new((double)held / count, widths / count, scores / count);
    }
}
