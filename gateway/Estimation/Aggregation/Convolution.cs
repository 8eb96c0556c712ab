using System.Numerics;

namespace Casualties.Estimation;

/// <summary>The distribution of the sum of two independent numbers on the same lattice.</summary>
internal static class Convolution
{
    // Up to so many products for each point of the transform, multiplying out is faster than transforming there and back.
    private const int ProductsPerPoint = 64;

    // What lies so far up shows in no quantile of a million such sums, and would make a series several times as long as where it matters.
    private const double NegligibleTail = 1e-14;

    /// <summary>Convolves two series and returns both to the pool.</summary>
    /// <param name="one">The one.</param>
    /// <param name="other">The other.</param>
    /// <param name="period">A power of two, at least 8; points from there on begin again at 0. Neither series is longer.</param>
    public static Series Take(Series one, Series other, int period)
    {
        var length = one.Length + other.Length - 1;
        var size = (int)Math.Min(BitOperations.RoundUpToPowerOf2((uint)length), (uint)period);
        var result = length <= size && (long)one.Length * other.Length <= (long)size * ProductsPerPoint
            ? Multiply(one, other, length)
            : Transform(one, other, Math.Min(length, size), size);
        one.Return();
        other.Return();
        return result.First(WithoutTail(result.Values));
    }

    private static int WithoutTail(ReadOnlySpan<double> values)
    {
        var (length, tail) = (values.Length, 0.0);
        while (length > 1 && (tail += values[length - 1]) <= NegligibleTail)
            length--;
        return length;
    }

    private static Series Multiply(Series one, Series other, int length)
    {
        var (shorter, longer) = one.Length < other.Length ? (one, other) : (other, one);
        var values = longer.Padded;
        var sums = Series.Zeros(shorter.Length + values.Length);
        for (var at = 0; at < shorter.Length; at++)
            Lanes.AddMultiple(shorter.Values[at], values, sums.Values.Slice(at, values.Length));
        return sums.First(length);
    }

    // One transform for both: the square of one + i other is their squares plus 2i times their product.
    private static Series Transform(Series one, Series other, int length, int size)
    {
        var (real, imaginary) = (Series.Zeros(size), Series.Zeros(size));
        one.Values.CopyTo(real.Values);
        other.Values.CopyTo(imaginary.Values);
        FourierTransform.SelfConvolve(real.Values, imaginary.Values);
        real.Return();
        foreach (ref var value in imaginary.Values)
            value = Math.Max(0, value / 2);
        return imaginary.First(length);
    }
}
