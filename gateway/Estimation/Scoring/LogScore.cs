namespace Casualties.Estimation.Scoring;

/// <summary>
/// Scores of one forecast against one later figure, on the scale log(count + 1), where an error of a few people weighs as it should beside one of thousands
/// (Bosse et al., PLoS Comput Biol 2023). The two scores are proper, so that nobody gains by saying what he does not believe; lower is better.
/// </summary>
public static class LogScore
{
    /// <summary>The interval score: the width, plus 2/(1 - level) times the distance by which the figure was missed (Gneiting and Raftery, JASA 2007).</summary>
    /// <param name="range">The forecast range.</param>
    /// <param name="figure">The later figure, people, from 0.</param>
    /// <param name="level">The probability that the range was said to have, above 0 and below 1.</param>
    public static double Interval(CountInterval range, long figure, double level)
    {
        var (low, high, y) = (double.LogP1(range.Low), double.LogP1(range.High), double.LogP1(figure));
        return high - low + 2 / (1 - level) * (Math.Max(low - y, 0) + Math.Max(y - high, 0));
    }

    /// <summary>The width of a range.</summary>
    public static double Width(CountInterval range) => double.LogP1(range.High) - double.LogP1(range.Low);

    /// <summary>The point less the later figure; above 0 when the forecast was too high.</summary>
    public static double Error(double point, long figure) => double.LogP1(point) - double.LogP1(figure);

    /// <summary>
    /// The weighted interval score of the median and the four ranges, which approximates the continuous ranked probability score
    /// (Bracher et al., PLoS Comput Biol 2021).
    /// </summary>
    public static double WeightedInterval(in Forecast forecast, long figure) =>
        (Math.Abs(Error(forecast.Median, figure)) / 2
            + Weighted(forecast.Within50, figure, 0.50)
            + Weighted(forecast.Within80, figure, 0.80)
            + Weighted(forecast.Within90, figure, 0.90)
            + Weighted(forecast.Within95, figure, 0.95)) / 4.5;

    private static double Weighted(CountInterval range, long figure, double level) => (1 - level) / 2 * Interval(range, figure, level);
}
