namespace Casualties.Estimation;

/// <summary>The distribution of a sum on its lattice, with the error that incidents share.</summary>
internal sealed class LatticeDistribution
{
    // As in CountDistribution.
    private const double Tolerance = 1e-12;

    // Halves the range until it is one number of double precision.
    private const int Halvings = 60;

    private readonly long step;
    private readonly double[] upTo;
    private readonly double[]? factors;

    /// <param name="step">People from one point to the next.</param>
    /// <param name="mass">The probability of each point, to a factor.</param>
    /// <param name="sharedError">The standard deviation of the logarithm of the shared error; 0 for none.</param>
    public LatticeDistribution(long step, ReadOnlySpan<double> mass, double sharedError)
    {
        this.step = step;
        factors = sharedError > 0 ? SharedError.Factors(sharedError) : null;
        double all = 0, below = 0;
        foreach (var one in mass)
            all += one;
        upTo = new double[mass.Length];
        var mode = 0;
        for (var point = 0; point < mass.Length; point++)
        {
            upTo[point] = below += mass[point] / all;
            if (mass[point] > mass[mode] + Tolerance)
                mode = point;
        }
        Mode = mode * step;
    }

    /// <summary>The most probable point, people, before the shared error.</summary>
    public long Mode { get; }

    /// <summary>The number with this probability at or below it.</summary>
    /// <param name="probability">Between 0 and 1.</param>
    public long Quantile(double probability) =>
        step == 1 && factors is null ? SmallestReaching(probability) : (long)Math.Floor(Bisect(probability) + 0.5);

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
        double low = 0, high = (upTo.Length - 1) * step * (factors?[^1] ?? 1);
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
        if (factors is null)
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
