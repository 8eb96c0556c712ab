using System.Runtime.InteropServices;

namespace Casualties.Gateway.Backtest;

/// <summary>How far a share seen in few cases may be from the one in all cases, at a level.</summary>
/// <param name="Low">From 0.</param>
/// <param name="High">To 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BinomialInterval(double Low, double High)
{
    /// <summary>The normal quantile of two-sided 95%.</summary>
    public const double Normal95 = 1.959963984540054;

    /// <summary>The normal quantile of two-sided 90%.</summary>
    public const double Normal90 = 1.6448536269514722;

    /// <summary>Wilson's interval, which holds its level on average also with few cases (Brown, Cai and DasGupta, Statistical Science 2001).</summary>
    /// <param name="share">The share seen, from 0 to 1.</param>
    /// <param name="cases">In how many cases, from 1.</param>
    /// <param name="normal">The normal quantile of the level.</param>
    public static BinomialInterval Of(double share, int cases, double normal = Normal95)
    {
        double square = normal * normal / cases;
        double middle = (share + (square / 2)) / (1 + square);
        double half = normal / (1 + square) * Math.Sqrt(((share * (1 - share)) + (square / 4)) / cases);
        return new(Math.Max(middle - half, 0), Math.Min(middle + half, 1));
    }
}
