using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>The distribution of a sum on its lattice, with the error that incidents share.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct LatticeDistribution
{
    // As in CountDistribution.
    private const double Tolerance = 1e-12;

    // Halves the range until it is one number of double precision.
    private const int Halvings = 60;

    private readonly long step;
    private readonly ReadOnlySpan<double> upTo;
    private readonly ReadOnlySpan<double> factors;

    /// <param name="step">People from one point to the next.</param>
    /// <param name="mass">The probability of each point, to a factor; becomes that of each point and all below.</param>
    /// <param name="sharedError">The standard deviation of the logarithm of the shared error; 0 for none.</param>
    public LatticeDistribution(long step, Span<double> mass, double sharedError)
    {
        this.step = step;
        factors = sharedError > 0 ? SharedError.Factors(sharedError) : [];
        Mode = MostProbable(mass) * step;
        double all = 0, below = 0;
        foreach (var one in mass)
            all += one;
        foreach (ref var one in mass)
            one = below += one / all;
        upTo = mass;
    }

    /// <summary>The most probable point, people, before the shared error.</summary>
    public long Mode { get; }

    /// <summary>The number with this probability at or below it.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    public long Quantile(double probability) =>
        step == 1 && factors.IsEmpty ? SmallestReaching(probability) : (long)Math.Floor(Bisect(probability) + 0.5);

    private static int MostProbable(ReadOnlySpan<double> mass)
    {
        var mode = 0;
        for (var point = 1; point < mass.Length; point++)
            mode = mass[point] > mass[mode] + Tolerance ? point : mode;
        return mode;
    }

    // Every number is a point and stays where it is, so there is nothing to interpolate.
    private int SmallestReaching(double probability)
    {
        var point = 0;
        while (point < upTo.Length - 1 && upTo[point] < probability - Tolerance)
            point++;
        return point;
    }

    private double Bisect(double probability)
    {
        double low = 0, high = (upTo.Length - 1) * step * (factors.IsEmpty ? 1 : factors[^1]);
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle) < probability)
                low = middle;
            else
                high = middle;
        }
        return high;
    }

    private double Cumulative(double number)
    {
        if (factors.IsEmpty)
            return Interpolate(number / step);
        var sum = 0.0;
        for (var node = 0; node < factors.Length; node++)
            sum += SharedError.Weights[node] * Interpolate(number / (factors[node] * step));
        return sum;
    }

    private double Interpolate(double place)
    {
        if (place >= upTo.Length - 1)
            return 1;
        var point = (int)place;
        return upTo[point] + ((place - point) * (upTo[point + 1] - upTo[point]));
    }
}
