namespace Benchmarks.Results;

/// <summary>What a ratio must reach.</summary>
/// <param name="Value">The ratio.</param>
/// <param name="AtMost">Whether the ratio must not be above it; otherwise it must not be below.</param>
internal sealed record Goal(double Value, bool AtMost = false)
{
    public bool IsReachedBy(double ratio) => AtMost ? ratio <= Value : ratio >= Value;
}

/// <summary>One quantity, round by round, beside its limit in the same rounds.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Suite">The suite's value of each round.</param>
/// <param name="Limit">The limit's value of each round, none of them 0; empty where there is no limit.</param>
/// <param name="Goal">What the ratio must reach; null where it merely informs.</param>
internal sealed record Comparison(string Name, string Unit, IReadOnlyList<double> Suite, IReadOnlyList<double> Limit, Goal? Goal = null)
{
    /// <summary>Suite over limit, round by round: what slowed a round down slowed both.</summary>
    public IReadOnlyList<double> Ratios { get; } = [.. Suite.Zip(Limit, (suite, limit) => suite / limit)];

    /// <summary>Whether the median ratio is what it must be; null where nothing is asked.</summary>
    public bool? Reached => Goal?.IsReachedBy(Spread.Of(Ratios).Median);
}

/// <summary>The middle and the ends of some values.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    public static Spread Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
