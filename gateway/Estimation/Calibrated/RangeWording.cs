using System.Globalization;

namespace Casualties.Estimation;

/// <summary>The sentences that explain ranges.</summary>
internal static class RangeWording
{
    public static string Sentence(CountEstimate count)
    {
        var ranges = count.Ranges;
        var sentence = $"Probably {Number(ranges.Median)} (90% range: {Span(ranges.NineTenths)}).";
        if (count.Remarks.Contains(EstimateRemark.SingleSource))
            sentence += " All of it rests on one source.";
        if (count.Remarks.Contains(EstimateRemark.LowerBoundOnly))
            sentence += " Figures only say that there were at least so many; the upper end is what is usual.";
        if (count.Remarks.Contains(EstimateRemark.Contested))
            sentence += count.Figures == 1 ? " It is doubtful whether its only figure is true." : " Figures contradict each other.";
        if (count.Remarks.Contains(EstimateRemark.PartSaysMore))
            sentence += " Figures for a part of these people come to more, since nearly all that is known speaks of that part: read it there.";
        if (count.Remarks.Contains(EstimateRemark.Rising))
            sentence += $" {Rising(count)}";
        return sentence;
    }

    /// <summary>What the last figures leave to be expected.</summary>
    public static string Rising(CountEstimate count) =>
        $"{Age(count.Growth.HoursCovered)}: by then probably {Number(count.Growth.KnownMedian)} were known, and with a probability of "
        + $"{Percent(count.Growth.ProbabilityOfMore)} there were more.";

    /// <summary>What a figure does.</summary>
    /// <param name="part">Its part.</param>
    /// <param name="median">The median with it, people.</param>
    /// <param name="range">The 90% range with it.</param>
    public static string Sentence(EvidencePart part, long median, CountInterval range)
    {
        if (part.Weight == 0)
            return "It is not weighed.";
        var weight = part.Weight.ToString("0.00", CultureInfo.InvariantCulture);
        var effect = part.MedianWithout == median && part.RangeWithout == range
            ? "without it the median and the 90% range would be the same"
            : $"without it the median would be {Number(part.MedianWithout)} and the 90% range {Span(part.RangeWithout)}";
        return $"It has a weight of {weight}; {effect}; it is most probably {Likeliest(part.Reading)}.";
    }

    public static string Likeliest(EvidenceReading reading)
    {
        (double Probability, string Words)[] readings =
        [
            (reading.Exact, "an exact count"), (reading.Noisy, "an honest figure with an error"), (reading.Incomplete, "a count of only a part so far"),
            (reading.Copy, "a copy of an earlier claim"), (reading.Denial, "a denial"), (reading.Fabricated, "unrelated to the truth"),
        ];
        var best = readings[0];
        foreach (var other in readings)
            best = other.Probability > best.Probability ? other : best;
        return $"{best.Words} ({Percent(best.Probability)})";
    }

    public static string Span(CountInterval range) => range.Low == range.High ? Number(range.Low) : $"{Number(range.Low)} to {Number(range.High)}";

    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    public static string Percent(double probability) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(probability * 100):0}%");

    private static string Age(double? hours) => hours switch
    {
        null => "It is not known how long after the incident the last new figure was given, so that it is taken for early",
        < 24 => "The last new figure is less than a day younger than the incident",
        < 48 => "The last new figure is 1 day younger than the incident",
        _ => string.Create(CultureInfo.InvariantCulture, $"The last new figure is {Math.Floor(hours.Value / 24):0} days younger than the incident"),
    };
}
