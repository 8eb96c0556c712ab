using System.Globalization;

namespace Casualties.Gateway.Bulletin;

/// <summary>
/// An axis of numbers of people, from 0. It is linear while the smallest of what it shows can be told from nothing, and logarithmic in one plus the number
/// where it could not: ranges reach from 3 to 27,891.
/// </summary>
internal sealed class CountAxis
{
    /// <summary>From this many times the smallest middle on, the largest number asks for a logarithmic axis.</summary>
    private const double LogarithmicFrom = 50;

    /// <summary>About as many steps are marked on a linear axis.</summary>
    private const int LinearSteps = 4;

    /// <summary>Up to this number a logarithmic axis also marks 3, 30 and so on.</summary>
    private const long ThreesUpTo = 3_000;

    private readonly double end;

    /// <summary>Makes an axis that holds some numbers.</summary>
    /// <param name="middles">The numbers that must be told apart: medians or, where there are none, the highest figures.</param>
    /// <param name="largest">The largest number to be shown.</param>
    public CountAxis(IEnumerable<long> middles, long largest)
    {
        long smallest = middles.Where(middle => middle > 0).DefaultIfEmpty(largest).Min();
        IsLogarithmic = largest > LogarithmicFrom * smallest;
        Ticks = IsLogarithmic ? Decades(largest) : Steps(largest);
        end = Scaled(Math.Max(largest, Ticks[^1]));
    }

    /// <summary>Whether equal distances are equal ratios.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The numbers that are marked, ascending, from 0.</summary>
    public IReadOnlyList<long> Ticks { get; }

    /// <summary>Where a number stands, 0 to 1.</summary>
    public double At(long number) => Scaled(number) / end;

    /// <summary>How a marked number is written.</summary>
    public static string Text(long tick) => tick.ToString("N0", CultureInfo.InvariantCulture);

    private double Scaled(double number) => IsLogarithmic ? Math.Log(1 + number) : number;

    private static List<long> Decades(long largest)
    {
        List<long> ticks = [0];
        for (long decade = 1; decade <= largest; decade *= 10)
        {
            ticks.Add(decade);
            if (largest <= ThreesUpTo && 3 * decade <= largest)
                ticks.Add(3 * decade);
        }

        return ticks;
    }

    private static List<long> Steps(long largest)
    {
        double rough = Math.Max(largest, 1) / (double)LinearSteps;
        double decade = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(rough, 1))));
        double[] nice = [1, 2, 5, 10];
        var step = (long)(decade * nice.First(times => times * decade >= Math.Min(rough, 10 * decade)));
        List<long> ticks = [0];
        while (ticks[^1] < Math.Max(largest, 1))
            ticks.Add(ticks[^1] + step);
        return ticks;
    }
}
