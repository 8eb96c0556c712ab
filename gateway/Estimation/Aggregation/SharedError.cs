namespace Casualties.Estimation;

/// <summary>
/// The error that the estimates of different incidents have in common (the same sources, the same habits), as a factor on the sum: log-normal with median 1,
/// by Gauss-Hermite quadrature. Without it errors would cancel in ever larger sums. Model page, sections 2.10 and 4.2.
/// </summary>
internal static class SharedError
{
    // A prior: nothing in the claims can measure it. In simulation the 90% range of 900 incidents held 75% without it, all with it.
    private const double OfSome = 0.05;
    private const double OfMany = 0.08;
    private const int Some = 300;

    private static readonly double[] Nodes = [-2.856970, -1.355626, 0, 1.355626, 2.856970];

    /// <summary>The weight of each factor.</summary>
    public static ReadOnlySpan<double> Weights => [0.011257, 0.222076, 0.533333, 0.222076, 0.011257];

    /// <summary>The standard deviation of its logarithm. A single incident has nothing to share one with; its own is in its distribution.</summary>
    public static double Spread(int incidents) => incidents switch
    {
        <= 1 => 0,
        <= Some => OfSome,
        _ => OfMany,
    };

    /// <summary>The factors, one for each weight.</summary>
    public static double[] Factors(double spread) => [.. Nodes.Select(node => Math.Exp(spread * node))];
}
