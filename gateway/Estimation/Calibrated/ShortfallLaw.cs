using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>
/// How far an incomplete count falls short: exponentially, in logarithms. The probability that it lies below an edge, min(1, e^((edge - level) / g)), is a
/// product of what depends on the level alone, which is the same for all figures of a bin of lag and made once, and of what depends on the edge alone.
/// </summary>
internal sealed class ShortfallLaw(LagParameters lag)
{
    // So that neither factor is infinite or 0 times infinity. With g above 0.025 no number that a claim may state comes near it.
    private const double MaxExponent = 700;

    private readonly Lazy<double[]> longest = new(() =>
    {
        var levels = new double[Grid.Longest.Length];
        Fill(Grid.Longest, lag, levels);
        return levels;
    });

    /// <summary>The factor of an edge.</summary>
    public static double Reach(double logEdge, LagParameters lag) => Math.Exp(Math.Min(logEdge / lag.MeanLogShortfall, MaxExponent));

    /// <summary>The factor of each level.</summary>
    /// <param name="grid">The levels.</param>
    /// <param name="buffer">Where those of a grid with splits are put.</param>
    public ReadOnlySpan<double> Of(Grid grid, Span<double> buffer)
    {
        if (grid.IsBeginning)
            return longest.Value.AsSpan(0, grid.Length);
        Fill(grid, lag, buffer);
        return buffer;
    }

    private static void Fill(Grid grid, LagParameters lag, Span<double> levels)
    {
        for (var at = 0; at < grid.Length; at += Lanes.Width)
        {
            var exponent = Lanes.Load(grid.LogHigh, at) / Vector512.Create(lag.MeanLogShortfall);
            Lanes.Store(Vector512.Exp(-Vector512.Min(exponent, Vector512.Create(MaxExponent))), levels, at);
        }
    }
}
