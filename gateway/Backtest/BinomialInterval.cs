using System.Runtime.InteropServices;

namespace Casualties.Gateway.Backtest;

/// <summary>How far a share seen in few cases may be from the one in all cases, at 95%.</summary>
/// <param name="Low">From 0.</param>
/// <param name="High">To 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BinomialInterval(double Low, double High)
{
    private const double Normal95 = 1.959963984540054;

    /// <summary>Wilson's interval, which holds its level on average also with few cases (Brown, Cai and DasGupta, Statistical Science 2001).</summary>
    /// <param name="share">The share seen, from 0 to 1.</param>
    /// <param name="cases">In how many cases, from 1.</param>
    public static BinomialInterval Of(double share, int cases)
    {
        double square = Normal95 * Normal95 / cases;
        double middle = (share + (square / 2)) / (1 + square);
        double half = Normal95 / (1 + square) * Math.Sqrt(((share * (1 - share)) + (square / 4)) / cases);
        return new(Math.Max(middle - half, 0), Math.Min(middle + half, 1));
    }
}
