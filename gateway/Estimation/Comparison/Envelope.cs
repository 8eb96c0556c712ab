using Casualties.Estimation.Scoring;

namespace Casualties.Estimation.Comparison;

/// <summary>
/// The lowest to the highest figure, as Airwars and Iraq Body Count publish them, with the median of the figures as its point. It knows no probability:
/// its range is the same at every level.
/// </summary>
public static class Envelope
{
    /// <summary>
    /// Forecasts from the latest figure of each source, in order of time. Where only parts were counted the point is the first of them, and the upper end
    /// twice the highest.
    /// </summary>
    /// <returns>Absent if no figure counts.</returns>
    public static Forecast? Of(IReadOnlyList<Evidence> evidence)
    {
        var readings = PlainReading.OfAll(evidence);
        if (readings.Count == 0) return null;
        var low = readings.Min(reading => reading.Low);
        var high = readings.Max(reading => reading.High);
        var onlyParts = readings[0].IsPart;
        var range = CountInterval.Around(low, onlyParts ? 2 * high : high);
        return new(onlyParts ? readings[0].Point : Middle(readings), range, range, range, range);
    }

    private static double Middle(IReadOnlyList<PlainReading> readings)
    {
        var points = readings.Select(reading => reading.Point).Order().ToArray();
        return (points[(points.Length - 1) / 2] + points[points.Length / 2]) / 2;
    }
}
