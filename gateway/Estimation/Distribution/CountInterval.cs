namespace Casualties.Estimation;

/// <summary>A range of counts of people, both ends included.</summary>
public readonly record struct CountInterval
{
    // Ends that are whole numbers but for a rounding error stay what they are.
    private const double Slack = 1e-9;

    /// <param name="low">People, from 0.</param>
    /// <param name="high">People, not below <paramref name="low"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ends are negative or in the wrong order.</exception>
    public CountInterval(long low, long high)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(low);
        ArgumentOutOfRangeException.ThrowIfLessThan(high, low);
        Low = low;
        High = high;
    }

    /// <summary>The lowest count, people, from 0.</summary>
    public long Low { get; }

    /// <summary>The highest count, people.</summary>
    public long High { get; }

    /// <summary>The smallest range of counts around a range of real numbers; what lies below 0 is cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ends are in the wrong order, not numbers, or the upper one is negative.</exception>
    public static CountInterval Around(double low, double high) =>
        new((long)Math.Floor(Math.Max(low, 0) + Slack), (long)Math.Ceiling(high - Slack));

    /// <summary>Whether the count lies in the range.</summary>
    public bool Contains(long count) => Low <= count && count <= High;

    /// <summary>Whether the other range lies in this one.</summary>
    public bool Contains(CountInterval other) => Low <= other.Low && other.High <= High;
}
