using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>
/// The cyclic convolution of a complex series with itself, by a fast Fourier transform of base two. The order in which a transform leaves its points does not
/// matter to a convolution, so none are moved; and its last three steps are left out, since multiplying out eight points fills a vector and those steps do not.
/// Ours and not a package's, since that is all there is to it and estimation depends on nothing.
/// </summary>
internal static class FourierTransform
{
    public const int MinSize = Lanes.Width;

    private const int MaxSize = 1 << 15;

    // At h + k: the k-th factor of a step that joins points at a distance of h, e to the power of -i pi k / h.
    private static readonly (double[] Cosine, double[] Sine) Factors = MakeFactors();

    // At 8 j: the places of eight points, turned by j.
    private static readonly Vector512<long>[] Turns = [.. Enumerable.Range(0, Lanes.Width).Select(Turn)];

    /// <summary>Convolves a series with itself, in place. Its length is a power of two from <see cref="MinSize"/> to 32,768.</summary>
    public static void SelfConvolve(Span<double> real, Span<double> imaginary)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(real.Length, MaxSize);
        for (var half = real.Length / 2; half >= Lanes.Width; half /= 2)
            Split(real, imaginary, half);
        Multiply(real, imaginary, 1.0 / (real.Length / Lanes.Width));
        for (var half = Lanes.Width; half <= real.Length / 2; half *= 2)
            Join(real, imaginary, half);
    }

    private static void Split(Span<double> real, Span<double> imaginary, int half)
    {
        ref var re = ref MemoryMarshal.GetReference(real);
        ref var im = ref MemoryMarshal.GetReference(imaginary[..real.Length]);
        ref var cosine = ref MemoryMarshal.GetReference(Factors.Cosine.AsSpan(half, half));
        ref var sine = ref MemoryMarshal.GetReference(Factors.Sine.AsSpan(half, half));
        for (var start = 0; start < real.Length; start += 2 * half)
        {
            for (var k = 0; k < half; k += Lanes.Width)
            {
                var (low, high) = ((nuint)(start + k), (nuint)(start + k + half));
                var (c, s) = (Vector512.LoadUnsafe(ref cosine, (nuint)k), Vector512.LoadUnsafe(ref sine, (nuint)k));
                var (a, b) = (Vector512.LoadUnsafe(ref re, low), Vector512.LoadUnsafe(ref im, low));
                var (x, y) = (Vector512.LoadUnsafe(ref re, high), Vector512.LoadUnsafe(ref im, high));
                (a + x).StoreUnsafe(ref re, low);
                (b + y).StoreUnsafe(ref im, low);
                (x, y) = (a - x, b - y);
                Vector512.FusedMultiplyAdd(x, c, -(y * s)).StoreUnsafe(ref re, high);
                Vector512.FusedMultiplyAdd(x, s, y * c).StoreUnsafe(ref im, high);
            }
        }
    }

    private static void Join(Span<double> real, Span<double> imaginary, int half)
    {
        ref var re = ref MemoryMarshal.GetReference(real);
        ref var im = ref MemoryMarshal.GetReference(imaginary[..real.Length]);
        ref var cosine = ref MemoryMarshal.GetReference(Factors.Cosine.AsSpan(half, half));
        ref var sine = ref MemoryMarshal.GetReference(Factors.Sine.AsSpan(half, half));
        for (var start = 0; start < real.Length; start += 2 * half)
        {
            for (var k = 0; k < half; k += Lanes.Width)
            {
                var (low, high) = ((nuint)(start + k), (nuint)(start + k + half));
                var (c, s) = (Vector512.LoadUnsafe(ref cosine, (nuint)k), Vector512.LoadUnsafe(ref sine, (nuint)k));
                var (a, b) = (Vector512.LoadUnsafe(ref re, low), Vector512.LoadUnsafe(ref im, low));
                var (x, y) = (Vector512.LoadUnsafe(ref re, high), Vector512.LoadUnsafe(ref im, high));
                (x, y) = (Vector512.FusedMultiplyAdd(x, c, y * s), Vector512.FusedMultiplyAdd(y, c, -(x * s)));
                (a + x).StoreUnsafe(ref re, low);
                (b + y).StoreUnsafe(ref im, low);
                (a - x).StoreUnsafe(ref re, high);
                (b - y).StoreUnsafe(ref im, high);
            }
        }
    }

    private static void Multiply(Span<double> real, Span<double> imaginary, double scale)
    {
        for (var at = 0; at < real.Length; at += Lanes.Width)
        {
            var (x, y) = (Lanes.Load(real, at), Lanes.Load(imaginary, at));
            Vector512<double> re = default, im = default;
            for (var j = 0; j < Lanes.Width; j++)
            {
                var (turnedX, turnedY) = (Vector512.Shuffle(x, Turns[j]), Vector512.Shuffle(y, Turns[j]));
                var (a, b) = (Vector512.Create(real[at + j]), Vector512.Create(imaginary[at + j]));
                re = Vector512.FusedMultiplyAdd(a, turnedX, re) - (b * turnedY);
                im = Vector512.FusedMultiplyAdd(a, turnedY, im) + (b * turnedX);
            }
            Lanes.Store(re * scale, real, at);
            Lanes.Store(im * scale, imaginary, at);
        }
    }

    private static Vector512<long> Turn(int by)
    {
        var places = new long[Lanes.Width];
        for (var place = 0; place < Lanes.Width; place++)
            places[place] = (place - by) & (Lanes.Width - 1);
        return Vector512.Create(places);
    }

    private static (double[] Cosine, double[] Sine) MakeFactors()
    {
        var (cosine, sine) = (new double[MaxSize], new double[MaxSize]);
        for (var half = Lanes.Width; half <= MaxSize / 2; half *= 2)
        {
            for (var k = 0; k < half; k++)
                (sine[half + k], cosine[half + k]) = Math.SinCos(-Math.PI * k / half);
        }
        return (cosine, sine);
    }
}
