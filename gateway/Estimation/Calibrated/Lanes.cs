using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>Vectors of eight doubles. The width is fixed, so that sums have the same last bits on every machine, whatever the width of its registers.</summary>
internal static class Lanes
{
    public const int Width = 8;

    public static int Padded(int length) => (length + Width - 1) & ~(Width - 1);

    public static Vector512<double> Load(ReadOnlySpan<double> values, int at) => Vector512.Create(values.Slice(at, Width));

    public static void Store(Vector512<double> vector, Span<double> values, int at) => vector.CopyTo(values.Slice(at, Width));

    /// <summary>The cumulative distribution of Student's t with 4 degrees of freedom, in closed form.</summary>
    public static Vector512<double> StudentT4(Vector512<double> z)
    {
        var half = z * 0.5;
        var sine = half / Vector512.Sqrt(Vector512.FusedMultiplyAdd(half, half, Vector512<double>.One));
        return Vector512.FusedMultiplyAdd(sine, Vector512.Create(0.75) - (sine * sine * 0.25), Vector512.Create(0.5));
    }

    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        ref var a = ref MemoryMarshal.GetReference(left);
        ref var b = ref MemoryMarshal.GetReference(right[..left.Length]);
        Vector512<double> even = default, odd = default;
        var at = 0;
        for (; at + (2 * Width) <= left.Length; at += 2 * Width)
        {
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, (nuint)at), Vector512.LoadUnsafe(ref b, (nuint)at), even);
            odd = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, (nuint)(at + Width)), Vector512.LoadUnsafe(ref b, (nuint)(at + Width)), odd);
        }
        if (at < left.Length)
            even = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref a, (nuint)at), Vector512.LoadUnsafe(ref b, (nuint)at), even);
        return Sum(even + odd);
    }

    /// <summary>Adds a multiple of a vector to another one.</summary>
    public static void AddMultiple(double factor, ReadOnlySpan<double> values, Span<double> sums)
    {
        var factors = Vector512.Create(factor);
        for (var at = 0; at < sums.Length; at += Width)
            Store(Vector512.FusedMultiplyAdd(factors, Load(values, at), Load(sums, at)), sums, at);
    }

    /// <summary>The sum of rows of a matrix, each with its factor. Four rows at a time, so that the result is loaded and stored a quarter as often.</summary>
    /// <param name="factors">As many as there are rows; a multiple of <see cref="Width"/>.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="sums">The result; as long as a row.</param>
    public static void Combine(ReadOnlySpan<double> factors, ReadOnlySpan<double> rows, int stride, Span<double> sums)
    {
        const int AtOnce = 4;
        sums.Clear();
        ref var sum = ref MemoryMarshal.GetReference(sums);
        for (var row = 0; row < factors.Length; row += AtOnce)
        {
            ref var first = ref MemoryMarshal.GetReference(rows.Slice(row * stride, ((AtOnce - 1) * stride) + sums.Length));
            var (a, b, c, d) = (Vector512.Create(factors[row]), Vector512.Create(factors[row + 1]), Vector512.Create(factors[row + 2]), Vector512.Create(factors[row + 3]));
            for (var at = 0; at < sums.Length; at += Width)
            {
                var one = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref first, (nuint)at), a, Vector512.LoadUnsafe(ref sum, (nuint)at));
                one = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref first, (nuint)(at + stride)), b, one);
                one = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref first, (nuint)(at + (2 * stride))), c, one);
                one = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref first, (nuint)(at + (3 * stride))), d, one);
                one.StoreUnsafe(ref sum, (nuint)at);
            }
        }
    }

    public static double Sum(ReadOnlySpan<double> values)
    {
        Vector512<double> sums = default;
        for (var at = 0; at < values.Length; at += Width)
            sums += Load(values, at);
        return Sum(sums);
    }

    public static double Max(ReadOnlySpan<double> values)
    {
        var most = Load(values, 0);
        for (var at = Width; at < values.Length; at += Width)
            most = Vector512.Max(most, Load(values, at));
        var result = most[0];
        for (var lane = 1; lane < Width; lane++)
            result = Math.Max(result, most[lane]);
        return result;
    }

    // Spelled out: the order of the library's own sum is not promised.
    public static double Sum(Vector512<double> lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
