using System.Globalization;

namespace Casualties.Estimation;

/// <summary>The sentences that explain ranges.</summary>
internal static class RangeWording
{
    // Below this much a figure changes nothing that anyone would see.
    private const double NothingBits = 0.01;

    public static string Sentence(CountEstimate count)
    {
        var ranges = count.Ranges;
        var sentence = $"Probably {Number(ranges.Median)} (90% range: {Span(ranges.NineTenths)}).";
        if (count.Remarks.Contains(EstimateRemark.SingleSource))
            sentence += " All of it rests on one source.";
        if (count.Remarks.Contains(EstimateRemark.LowerBoundOnly))
            sentence += " Figures only say that there were at least so many; the upper end is what is usual.";
        if (count.Remarks.Contains(EstimateRemark.Contested))
            sentence += " Figures contradict each other.";
        if (count.Remarks.Contains(EstimateRemark.Rising))
            sentence += $" {Rising(count)}";
        return sentence;
    }

    /// <summary>What the last figures leave to be expected.</summary>
    public static string Rising(CountEstimate count) =>
        $"The last figure is {Age(count.Growth.HoursCovered)}: by then probably {Number(count.Growth.KnownMedian)} were known, and with a probability of "
        + $"{Percent(count.Growth.ProbabilityOfMore)} there were more.";

    public static string Sentence(EvidencePart part)
    {
        if (part.Weight == 0)
            return "It is not weighed.";
        var weight = part.Weight.ToString("0.00", CultureInfo.InvariantCulture);
        var effect = part.Bits < NothingBits
            ? "without it the range would be the same"
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

    private static string Age(double hours) =>
        hours < 24 ? "less than a day younger than the incident"
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(hours / 24):0} {(hours < 48 ? "day" : "days")} younger than the incident");
}
