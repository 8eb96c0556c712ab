using Casualties.Reports.V1;

namespace Suite.Tests;

/// <summary>
/// A distribution over whole numbers of people, each number by itself: sums are worked out number by number, without lattice, transforms or cut that matter. The second
/// opinion on what the suite sums up.
/// </summary>
internal sealed class BruteForce
{
    // Of each incident, and of each sum on the way, what lies beyond is left out.
    private const double CutTail = 1e-7;

    private const int Some = 300;
    private const int Halvings = 50;

    private static readonly double[] Nodes = [-2.856970, -1.355626, 0, 1.355626, 2.856970];
    private static readonly double[] Weights = [0.011257, 0.222076, 0.533333, 0.222076, 0.011257];

    // The probability of each number and all below.
    private readonly double[] upTo;
    private readonly double[] factors;

    private BruteForce(double[] mass, double sharedError)
    {
        upTo = new double[mass.Length];
        var (all, below) = (mass.Sum(), 0.0);
        for (var number = 0; number < mass.Length; number++)
            upTo[number] = below += mass[number] / all;
        factors = sharedError == 0 ? [] : [.. Nodes.Select(node => Math.Exp(sharedError * node))];
    }

    /// <summary>The probability that there is anyone, before any shared error.</summary>
    public double ProbabilityOfAny => 1 - upTo[0];

    /// <summary>Nobody, for certain.</summary>
    public static BruteForce Nobody { get; } = new([1], 0);

    /// <summary>The sum over incidents, each counted with a probability, else nobody; with the error that the model page has them share.</summary>
    public static BruteForce Sum(IEnumerable<(CountDistribution Distribution, double Weight)> incidents)
    {
        double[] sum = [1];
        var terms = 0;
        foreach (var (distribution, weight) in incidents)
        {
            sum = Plus(sum, distribution, weight);
            terms++;
        }
        return new(sum, terms switch { <= 1 => 0, <= Some => 0.05, _ => 0.08 });
    }

    /// <summary>The number with this probability at or below it.</summary>
    public double Quantile(double probability)
    {
        if (factors.Length == 0)
            return Array.FindIndex(upTo, below => below >= probability - 1e-12);
        return Bisect(0, upTo.Length * factors[^1], number => UpTo(number) >= probability);
    }

    /// <summary>How many more there are here than there, independent of each other.</summary>
    public double MoreThan(BruteForce other, double probability) =>
        Bisect(-other.End, End, more => Compare(other, there => there + more) >= probability);

    /// <summary>How many times as many there are here as there.</summary>
    public double TimesAsManyAs(BruteForce other, double probability) =>
        Bisect(0, End, times => Compare(other, there => there * times) >= probability);

    private double End => upTo.Length * (factors.Length == 0 ? 1 : factors[^1]);

    // A cell is so many numbers that are equally probable, so that a number of the sum takes in a window of the sum before.
    private static double[] Plus(double[] sum, CountDistribution distribution, double weight)
    {
        var (cells, left) = (0, 1.0);
        while (cells < distribution.Probability.Count && (cells == 0 || left > CutTail))
            left -= distribution.Probability[cells++];
        var before = new double[sum.Length + 1];
        for (var number = 0; number < sum.Length; number++)
            before[number + 1] = before[number] + sum[number];
        var sums = new double[sum.Length + (int)distribution.High[cells - 1]];
        for (var cell = 0; cell < cells; cell++)
        {
            var (low, high) = ((int)distribution.Low[cell], (int)distribution.High[cell]);
            var each = weight * distribution.Probability[cell] / (high - low + 1);
            for (var number = low; number < high + sum.Length; number++)
                sums[number] += each * (before[Math.Min(number - low + 1, sum.Length)] - before[Math.Max(number - high, 0)]);
        }
        for (var number = 0; number < sum.Length; number++)
            sums[number] += (1 - weight) * sum[number];
        var (end, tail) = (sums.Length, 0.0);
        while (end > 1 && tail + sums[end - 1] < CutTail)
            tail += sums[--end];
        return sums[..end];
    }

    // By whole numbers here, as they are answered there: each stands for what is rounded to it.
    private double Compare(BruteForce other, Func<double, double> most)
    {
        var (sum, before) = (0.0, 0.0);
        for (var there = 0; there <= other.End && before < 1 - CutTail; there++)
        {
            var below = other.UpToWhole(there);
            if (below > before)
                sum += (below - before) * UpToWhole(Math.Floor(most(there)));
            before = below;
        }
        return sum / before;
    }

    private double UpToWhole(double number) => number < 0 ? 0 : factors.Length == 0 ? UpTo(number) : UpTo(number + 0.5);

    private double UpTo(double number)
    {
        if (factors.Length == 0)
            return upTo[(int)Math.Min(number, upTo.Length - 1)];
        var sum = 0.0;
        for (var node = 0; node < factors.Length; node++)
        {
            var place = number / factors[node];
            var whole = (int)place;
            sum += Weights[node] * (whole >= upTo.Length - 1 ? 1 : upTo[whole] + ((place - whole) * (upTo[whole + 1] - upTo[whole])));
        }
        return sum;
    }

    // The lowest number for which it holds.
    private static double Bisect(double low, double high, Predicate<double> holds)
    {
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            if (holds(middle))
                high = middle;
            else
                low = middle;
        }
        return high;
    }
}
