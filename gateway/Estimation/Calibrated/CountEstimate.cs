using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>How many people of one group suffered one kind of harm, as a distribution.</summary>
/// <param name="Distribution">How probable each number is.</param>
/// <param name="Ranges">The ranges of 50, 80, 90 and 95%.</param>
/// <param name="Remarks">What must be known to read the numbers.</param>
/// <param name="Growth">How the toll is expected to grow.</param>
/// <param name="Figures">How many figures were weighed.</param>
public sealed record CountEstimate(
    CountDistribution Distribution,
    CountRanges Ranges,
    IReadOnlyList<EstimateRemark> Remarks,
    TollGrowth Growth,
    int Figures)
{
    /// <summary>Whether all figures come from one source.</summary>
    public bool HangsOnOneSource => Remarks.Contains(EstimateRemark.SingleSource);
}

/// <summary>The middle of a distribution, and the ranges around it, each within the next.</summary>
/// <param name="Median">The middle, people.</param>
/// <param name="Half">50%.</param>
/// <param name="FourFifths">80%.</param>
/// <param name="NineTenths">90%.</param>
/// <param name="Most">95%.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CountRanges(long Median, CountInterval Half, CountInterval FourFifths, CountInterval NineTenths, CountInterval Most)
{
    /// <summary>The probabilities whose quantiles are the middle and the ends of ranges, ascending.</summary>
    internal static ReadOnlySpan<double> Probabilities =>
        [(1 - 0.95) / 2, (1 - 0.9) / 2, (1 - 0.8) / 2, (1 - 0.5) / 2, 0.5, (1 + 0.5) / 2, (1 + 0.8) / 2, (1 + 0.9) / 2, (1 + 0.95) / 2];

    /// <param name="quantiles">The quantiles of <see cref="Probabilities"/>.</param>
    internal static CountRanges Of(ReadOnlySpan<long> quantiles) => new(
        quantiles[4], new(quantiles[3], quantiles[5]), new(quantiles[2], quantiles[6]), new(quantiles[1], quantiles[7]), new(quantiles[0], quantiles[8]));
}

/// <summary>Something that must be known to read an estimate. The values are those of the contract.</summary>
public enum EstimateRemark
{
    /// <summary>All figures come from one source.</summary>
    SingleSource = 1,

    /// <summary>Figures only say that there were at least so many.</summary>
    LowerBoundOnly = 2,

    /// <summary>Figures that count contradict each other so far that one is probably false.</summary>
    Contested = 3,

    /// <summary>The last new figure is less than four days younger than the incident.</summary>
    Rising = 4,

    /// <summary>A group that is a part of this one comes out at more: nearly all that is known speaks of that part.</summary>
    PartSaysMore = 5,
}

/// <summary>How a toll is expected to grow.</summary>
/// <param name="HoursCovered">Hours from the end of the incident to the last new figure, 0 or more; null where no figure has a day, or the incident has none. It is then taken for early.</param>
/// <param name="KnownMedian">The middle of what was known on the ground by then, people.</param>
/// <param name="ProbabilityOfMore">The probability that there were more.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TollGrowth(double? HoursCovered, long KnownMedian, double ProbabilityOfMore);
