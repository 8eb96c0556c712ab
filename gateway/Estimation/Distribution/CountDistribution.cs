using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>
/// A probability distribution over a number of people, on cells of whole numbers: single numbers up to 100, then cells that grow by 4% each. Within a
/// cell every number is equally probable.
/// </summary>
public sealed class CountDistribution
{
    // Absorbs the last bits of a running sum, so that a quantile does not depend on them.
    private const double Tolerance = 1e-12;

    private readonly Grid grid;
    private readonly double[] mass;

    internal CountDistribution(Grid grid, double[] mass)
    {
        this.grid = grid;
        this.mass = mass;
    }

    /// <summary>How many cells there are.</summary>
    public int Cells => grid.Cells;

    /// <summary>The lowest number of each cell, people; ascending, the first is 0.</summary>
    public ReadOnlySpan<long> Low => grid.Low.AsSpan(0, Cells);

    /// <summary>The highest number of each cell, people.</summary>
    public ReadOnlySpan<long> High => grid.High.AsSpan(0, Cells);

    /// <summary>The probability of each cell; they sum to 1.</summary>
    public ReadOnlySpan<double> Mass => mass.AsSpan(0, Cells);

    internal Grid Grid => grid;

    /// <summary>The mean, people.</summary>
    public double Mean
    {
        get
        {
            double sum = 0;
            for (var cell = 0; cell < Cells; cell++)
                sum += mass[cell] * grid.Middle[cell];
            return sum;
        }
    }

    /// <summary>The middle: half of the probability lies at or below it.</summary>
    public long Median => Quantile(0.5);

    /// <summary>The most probable number, people; the lowest of the most probable cell where that has several.</summary>
    public long Mode => MostProbable(Low, High, Mass);

    /// <summary>The probability that the number is not 0.</summary>
    public double ProbabilityOfAny => Math.Clamp(1 - mass[0], 0, 1);

    /// <summary>The smallest number with at least this probability at or below it.</summary>
    /// <param name="probability">From 0 to 1.</param>
    public long Quantile(double probability) => Quantile(Low, High, Mass, probability);

    /// <summary>The range that leaves the same probability out below and above.</summary>
    /// <param name="level">The probability that it holds, between 0 and 1, for example 0.9.</param>
    public CountInterval Range(double level) => new(Quantile((1 - level) / 2), Quantile((1 + level) / 2));

    /// <summary>The probability of less than, and of at most, a number.</summary>
    public (double Below, double UpTo) Cumulative(long number)
    {
        var sum = 0.0;
        for (var cell = 0; cell < Cells; cell++)
        {
            if (number > grid.High[cell])
            {
                sum += mass[cell];
                continue;
            }
            var one = mass[cell] / grid.Numbers[cell];
            var before = number - grid.Low[cell];
            return (sum + (before * one), Math.Min(1, sum + ((before + 1) * one)));
        }
        return (1, 1);
    }

    /// <summary>The quantile of a distribution that is given by its cells.</summary>
    internal static long Quantile(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<double> mass, double probability)
    {
        var below = 0.0;
        var cell = 0;
        while (cell < mass.Length - 1 && below + mass[cell] < probability - Tolerance)
            below += mass[cell++];
        var share = Math.Clamp((probability - below) / Math.Max(mass[cell], double.Epsilon), 0, 1);
        var place = Math.Max(Math.Ceiling((share * (high[cell] - low[cell] + 1)) - 1e-9), 1);
        return low[cell] + (long)place - 1;
    }

    /// <summary>The mode of a distribution that is given by its cells.</summary>
    internal static long MostProbable(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<double> mass)
    {
        var (best, most) = (0, 0.0);
        for (var cell = 0; cell < mass.Length; cell++)
        {
            var each = mass[cell] / (high[cell] - low[cell] + 1);
            if (each > most + Tolerance)
                (best, most) = (cell, each);
        }
        return low[best];
    }

    /// <summary>
    /// Whether there are two separate peaks of the density over the logarithm, each with more than a tenth of the probability, with a valley between them of less
    /// than half the lower peak. Model page, section 2.8.
    /// </summary>
    internal bool HasTwoPeaks()
    {
        const double PeakMass = 0.1;
        const double ValleyDepth = 0.5;
        var left = 0.0;
        var leftPeak = 0.0;
        for (var valley = 0; valley < Cells && left < 1 - PeakMass; valley++)
        {
            if (left > PeakMass && Density(valley) < ValleyDepth * leftPeak && 1 - left > PeakMass && PeakFrom(valley) * ValleyDepth > Density(valley))
                return true;
            left += mass[valley];
            leftPeak = Math.Max(leftPeak, Density(valley));
        }
        return false;
    }

    private double PeakFrom(int cell)
    {
        var peak = 0.0;
        for (; cell < Cells; cell++)
            peak = Math.Max(peak, Density(cell));
        return peak;
    }

    private double Density(int cell) => mass[cell] / grid.Numbers[cell] * (grid.Middle[cell] + 1);

    /// <summary>The information lost by using another distribution on the same cells in place of this one, in bits (Kullback and Leibler).</summary>
    /// <param name="other">As long as whole vectors need, 0 after the last cell.</param>
    internal double BitsAgainst(ReadOnlySpan<double> other)
    {
        var bits = Vector512<double>.Zero;
        var least = Vector512.Create(1e-300);
        for (var at = 0; at < grid.Length; at += Lanes.Width)
        {
            var own = Lanes.Load(mass, at);
            // Where there is no mass the logarithm is of something, so that it counts 0 times.
            bits += own * Vector512.Log2(Vector512.Max(own, least) / Vector512.Max(Lanes.Load(other, at), least));
        }
        return Math.Max(0, Lanes.Sum(bits));
    }
}
