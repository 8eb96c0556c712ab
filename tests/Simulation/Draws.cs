using Casualties.Estimation.Scoring;

namespace Casualties.Simulation;

/// <summary>Random numbers of the laws that the simulator needs; the same for a seed on one machine.</summary>
/// <param name="seed">Any number; each gives other numbers.</param>
public sealed class Draws(ulong seed)
{
    // Above this a binomial number is split at an order statistic, below it is counted out.
    private const long TrialsCounted = 50;

    private readonly SplitMix64 bits = new(seed);

    /// <summary>From 0 up to, and without, 1.</summary>
    public double Uniform() => bits.NextDouble();

    /// <summary>From <paramref name="low"/> up to, and without, <paramref name="high"/>.</summary>
    public double Uniform(double low, double high) => low + (high - low) * bits.NextDouble();

    /// <summary>True with that probability.</summary>
    public bool Chance(double probability) => bits.NextDouble() < probability;

    /// <summary>A whole number from <paramref name="low"/> up to, and without, <paramref name="end"/>.</summary>
    public int Integer(int low, int end) => low + (int)((end - low) * bits.NextDouble());

    /// <summary>Box and Muller, Ann. Math. Statist. 29(2), 1958.</summary>
    public double Normal(double mean, double deviation) =>
        mean + deviation * Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>The exponential of a normal number of that mean and standard deviation.</summary>
    public double LogNormal(double mean, double deviation) => Math.Exp(Normal(mean, deviation));

    /// <summary>By inversion, as those below; 1 - u is never 0.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Uniform());

    /// <summary>Double exponential around 0; the standard deviation is 1.41 times the scale.</summary>
    public double Laplace(double scale) => Chance(0.5) ? Exponential(scale) : -Exponential(scale);

    /// <summary>Pareto of the second kind (Lomax): P(X > x) = (1 + x)^-shape.</summary>
    public double Lomax(double shape) => Math.Pow(1 - Uniform(), -1 / shape) - 1;

    /// <summary>Marsaglia and Tsang, ACM Trans. Math. Softw. 26(3), 2000; for shapes from 1.</summary>
    public double Gamma(double shape, double scale)
    {
        var d = shape - 1.0 / 3;
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal(0, 1);
            var v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            if (Math.Log(1 - Uniform()) < x * x / 2 + d - d * v + d * Math.Log(v)) return scale * d * v;
        }
    }

    /// <summary>Knuth, The Art of Computer Programming 2, 3.4.1; for means that are not large.</summary>
    public long Poisson(double mean)
    {
        var (limit, product, count) = (Math.Exp(-mean), Uniform(), 0L);
        for (; product > limit; product *= Uniform())
            count++;
        return count;
    }

    /// <summary>How many of the trials succeed; large numbers of trials are split at their middle order statistic (Knuth 2, 3.4.1, after Ahrens and Dieter).</summary>
    public long Binomial(long trials, double probability)
    {
        var successes = 0L;
        while (trials > TrialsCounted)
        {
            var middle = 1 + trials / 2;
            var (below, above) = (Gamma(middle, 1), Gamma(trials + 1 - middle, 1));
            var statistic = below / (below + above);
            if (statistic <= probability)
            {
                successes += middle;
                trials -= middle;
                probability = (probability - statistic) / (1 - statistic);
            }
            else
            {
                trials = middle - 1;
                probability /= statistic;
            }
        }
        for (; trials > 0; trials--)
        {
            if (Chance(probability)) successes++;
        }
        return successes;
    }
}
