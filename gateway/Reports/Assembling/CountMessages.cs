using Casualties.Reports.V1;
using CountDistribution = Casualties.Reports.V1.CountDistribution;
using CountEstimate = Casualties.Reports.V1.CountEstimate;
using CountInterval = Casualties.Reports.V1.CountInterval;
using TollGrowth = Casualties.Reports.V1.TollGrowth;

namespace Casualties.Gateway.Reports;

/// <summary>Puts distributions into the terms of the contract. Real numbers are rounded, so that the last bits of a sum are not part of a report.</summary>
internal static class CountMessages
{
    private const int ProbabilityDecimals = 4;
    private const int MeanDecimals = 3;
    private const int CellDecimals = 10;

    public static CountEstimate Of(Estimation.CountEstimate count)
    {
        var ranges = count.Ranges;
        var message = new CountEstimate
        {
            Median = ranges.Median,
            Mean = Math.Round(count.Distribution.Mean, MeanDecimals),
            Mode = count.Distribution.Mode,
            ProbabilityOfAny = Probability(count.Distribution.ProbabilityOfAny),
            Growth = new TollGrowth { KnownMedian = count.Growth.KnownMedian, ProbabilityOfMore = Probability(count.Growth.ProbabilityOfMore) },
            FigureCount = count.Figures,
        };
        if (count.Growth.HoursCovered is { } hours)
            message.Growth.HoursCovered = Math.Round(hours, MeanDecimals);
        message.Intervals.Add(IntervalsOf(ranges));
        foreach (var remark in count.Remarks)
            message.Remarks.Add((EstimateRemark)remark);
        return message;
    }

    /// <summary>A sum over incidents. It has no growth of its own: each incident has its share in it.</summary>
    public static CountEstimate Of(Estimation.SumEstimate sum) => new()
    {
        Median = sum.Ranges.Median,
        Mean = Math.Round(sum.Mean, MeanDecimals),
        Mode = sum.Mode,
        ProbabilityOfAny = Probability(sum.ProbabilityOfAny),
        Intervals = { IntervalsOf(sum.Ranges) },
    };

    /// <summary>The ranges of 50, 80, 90 and 95%.</summary>
    public static IEnumerable<CountInterval> IntervalsOf(Estimation.CountRanges ranges) =>
        [Of(0.5, ranges.Half), Of(0.8, ranges.FourFifths), Of(0.9, ranges.NineTenths), Of(0.95, ranges.Most)];

    public static CountInterval Of(double level, Estimation.CountInterval range) => new() { Level = level, Low = range.Low, High = range.High };

    public static FigureInfluence Of(Estimation.EvidencePart part) => new()
    {
        Weight = Probability(part.Weight),
        Bits = Probability(part.Bits),
        MedianWithout = part.MedianWithout,
        IntervalWithout = Of(0.9, part.RangeWithout),
        Reading = new FigureReading
        {
            Denial = Probability(part.Reading.Denial),
            Fabricated = Probability(part.Reading.Fabricated),
            Exact = Probability(part.Reading.Exact),
            Incomplete = Probability(part.Reading.Incomplete),
            Noisy = Probability(part.Reading.Noisy),
            Copy = Probability(part.Reading.Copy),
        },
    };

    public static CountDistribution Of(Estimation.CountDistribution distribution)
    {
        var message = new CountDistribution();
        for (var cell = 0; cell < distribution.Cells; cell++)
        {
            message.Low.Add(distribution.Low[cell]);
            message.High.Add(distribution.High[cell]);
            message.Probability.Add(Math.Round(distribution.Mass[cell], CellDecimals));
        }
        return message;
    }

    private static double Probability(double probability) => Math.Round(probability, ProbabilityDecimals);
}
