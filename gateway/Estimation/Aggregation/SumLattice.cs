using System.Numerics;
using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>The numbers 0, step, 2 step ... on which distributions are summed. Model page, section 2.10.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SumLattice
{
    private const int MaxSteps = (1 << 14) - 1;

    // However skewed the incidents: less than 1 in 3,600 of any sum lies further out (Chebyshev), of real ones nothing that shows.
    private const double Deviations = 60;

    private const double Negligible = 1e-14;

    /// <summary>The lattice of a sum.</summary>
    public SumLattice(in SumExtent extent)
    {
        var range = Math.Min(extent.Tops, extent.Mean + (Deviations * Math.Sqrt(extent.Variance)) + extent.LargestTop);
        Step = (long)Math.Max(1, Math.Ceiling((range + 1) / MaxSteps));
        Length = Math.Max(FourierTransform.MinSize, (int)BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling((range / Step) + 2)));
    }

    /// <summary>People from one point to the next; 1 where every number is a point.</summary>
    public long Step { get; }

    /// <summary>How many points there are, a power of two. Sums beyond begin again at 0; so little lies there that it does not matter.</summary>
    public int Length { get; }

    /// <summary>Puts the mass of a distribution on the points, without what lies beyond its cut.</summary>
    internal Series Place(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<double> mass)
    {
        var cells = CountExtent.CutCell(mass) + 1;
        var points = Series.Zeros((int)(high[cells - 1] / Step) + 2);
        var kept = 0.0;
        for (var cell = 0; cell < cells; cell++)
            kept += mass[cell];
        for (var cell = 0; cell < cells; cell++)
        {
            var share = mass[cell] / kept;
            if (share <= Negligible)
                continue;
            if (high[cell] - low[cell] < Step)
                PlaceNarrow((low[cell] + high[cell]) / 2.0, share, points.Values);
            else
                PlaceWide(low[cell], high[cell], share, points.Values);
        }
        return points.First(points.Values.TrimEnd(0.0).Length);
    }

    // On the two points around it, so that the mean stays.
    private void PlaceNarrow(double middle, double mass, Span<double> points)
    {
        var place = middle / Step;
        var point = (int)place;
        var beyond = place - point;
        points[point] += mass * (1 - beyond);
        points[point + 1] += mass * beyond;
    }

    // Evenly, so that the spread stays.
    private void PlaceWide(long low, long high, double mass, Span<double> points)
    {
        var each = mass / (high - low + 1);
        // Two different points, since it is at least as wide as a step.
        var (first, last) = ((int)(low / Step), (int)(high / Step));
        points[first] += each * (((first + 1) * Step) - low);
        foreach (ref var point in points[(first + 1)..last])
            point += each * Step;
        points[last] += each * (high - (last * Step) + 1);
    }
}
