using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>How far a distribution goes: what has to be known of each incident before their distributions can be summed. Small enough to be kept beside a report.</summary>
/// <param name="Top">The highest number that a sum looks at, people; what lies beyond has a probability of at most 1 in 100,000.</param>
/// <param name="Mean">The mean, people.</param>
/// <param name="Variance">The variance, people squared.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CountExtent(long Top, double Mean, double Variance)
{
    // Prior tails are so flat that without a cut most of a lattice would lie where nothing ever is. Model page, section 2.10.
    private const double CutTail = 1e-5;

    /// <summary>How far a distribution goes.</summary>
    public static CountExtent Of(CountDistribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return Of(distribution.Low, distribution.High, distribution.Mass);
    }

    /// <summary>How far a distribution goes, given by its cells.</summary>
    /// <param name="low">The lowest number of each cell, people; ascending.</param>
    /// <param name="high">The highest number of each cell, people.</param>
    /// <param name="mass">The probability of each cell.</param>
    public static CountExtent Of(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<double> mass)
    {
        var top = high[CutCell(mass)];
        double mean = 0, variance = 0;
        for (var cell = 0; cell < mass.Length; cell++)
            mean += mass[cell] * ((low[cell] + high[cell]) / 2.0);
        for (var cell = 0; cell < mass.Length; cell++)
        {
            var (numbers, distance) = (high[cell] - low[cell] + 1.0, ((low[cell] + high[cell]) / 2.0) - mean);
            variance += mass[cell] * ((distance * distance) + (((numbers * numbers) - 1) / 12));
        }
        return new(top, mean, variance);
    }

    /// <summary>The last cell that a sum looks at.</summary>
    internal static int CutCell(ReadOnlySpan<double> mass)
    {
        double all = 0, below = 0;
        foreach (var one in mass)
            all += one;
        for (var cell = 0; cell < mass.Length - 1; cell++)
        {
            below += mass[cell];
            if (below / all >= 1 - CutTail)
                return cell;
        }
        return mass.Length - 1;
    }
}

/// <summary>How far the sum over incidents can go. Extents of disjoint sets of incidents add up.</summary>
/// <param name="Incidents">How many incidents there are.</param>
/// <param name="Tops">The sum of the tops, people.</param>
/// <param name="LargestTop">The largest top, people.</param>
/// <param name="Mean">The mean of the sum, people.</param>
/// <param name="Variance">The variance of the sum were the incidents independent, people squared.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SumExtent(int Incidents, long Tops, long LargestTop, double Mean, double Variance)
{
    /// <summary>With one incident more.</summary>
    public SumExtent With(in CountExtent incident) => new(
        checked(Incidents + 1), checked(Tops + incident.Top), Math.Max(LargestTop, incident.Top), Mean + incident.Mean, Variance + incident.Variance);
}
