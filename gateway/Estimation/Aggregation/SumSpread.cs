namespace Casualties.Estimation;

/// <summary>The distribution of a sum as equally probable numbers, ascending: so little of it that sums can be compared with each other.</summary>
public sealed class SumSpread
{
    /// <summary>How many numbers there are: so many that the ends of a 90% range are numbers themselves, the eleventh from either side, and not between two.</summary>
    public const int Numbers = 210;

    private readonly long[] numbers;

    internal SumSpread(long[] numbers) => this.numbers = numbers;

    /// <summary>The probability that it is nobody, to one part of <see cref="Numbers"/>.</summary>
    public double ProbabilityOfNone => numbers.Count(number => number == 0) / (double)Numbers;

    /// <summary>The probability at the middle of a part, of which all are equally probable.</summary>
    internal static double Probability(int part) => (part + 0.5) / Numbers;

    /// <summary>How many more there are in this sum than in another one, independent of it; negative: fewer.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="probability">Which quantile, between 0 and 1.</param>
    public long MoreThan(SumSpread other, double probability)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (low, high) = (numbers[0] - other.numbers[^1], numbers[^1] - other.numbers[0]);
        while (low < high)
        {
            // Rounded down also where it is negative, so that the range shrinks.
            var middle = low + ((high - low) / 2);
            if (Share(number => number - middle, other) >= probability)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>How many times as many there are in this sum as in another one, independent of it. Of no meaning where the other one can well be nobody.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="probability">Which quantile, between 0 and 1.</param>
    public double TimesAsManyAs(SumSpread other, double probability)
    {
        ArgumentNullException.ThrowIfNull(other);
        const int Halvings = 60;
        double low = 0, high = numbers[^1] + 1;
        for (var halving = 0; halving < Halvings; halving++)
        {
            var middle = (low + high) / 2;
            if (Share(number => number / middle, other) >= probability)
                high = middle;
            else
                low = middle;
        }
        return high;
    }

    // The share of pairs in which the other number reaches what this one demands; the demand grows with this number.
    private double Share(Func<long, double> demand, SumSpread other)
    {
        var (pairs, at) = (0, 0);
        foreach (var number in numbers)
        {
            while (at < Numbers && other.numbers[at] < demand(number))
                at++;
            pairs += Numbers - at;
        }
        return pairs / (double)(Numbers * Numbers);
    }
}
