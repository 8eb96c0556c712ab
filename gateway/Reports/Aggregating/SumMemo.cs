using System.Numerics;
using System.Runtime.InteropServices;
using Casualties.Estimation;
using Microsoft.Extensions.Caching.Memory;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Remembers sums by what they are sums of. A dashboard asks for the same rows again and again, and after a change only those rows are other sums that hold what
/// changed: nothing has to be forgotten when the view moves on, since what no longer occurs is never asked for again.
/// </summary>
internal sealed class SumMemo : IDisposable
{
    /// <summary>How much memory sums and their parts take at most, bytes.</summary>
    private const long MaxBytes = 128 * 1024 * 1024;

    // With its key and its place in the cache.
    private const int BytesOfSum = 600;
    private const int BytesOfSpread = SumSpread.Numbers * sizeof(long);

    private readonly MemoryCache sums = new(new MemoryCacheOptions { SizeLimit = MaxBytes });

    /// <summary>The sum, remembered or made.</summary>
    public SumEstimate Get(SumKey key, Func<SumEstimate> make)
    {
        if (sums.TryGetValue(key, out SumEstimate known))
            return known;
        var made = make();
        Keep(key, made, BytesOfSum + (made.Spread is null ? 0 : BytesOfSpread));
        return made;
    }

    /// <summary>The part of a sum, remembered or made.</summary>
    public SumPart GetPart(SumKey key, SumLattice lattice, Func<SumPart> make)
    {
        if (sums.TryGetValue((key, lattice), out SumPart? known))
            return known!;
        var made = make();
        Keep((key, lattice), made, BytesOfSum + made.Bytes);
        return made;
    }

    /// <inheritdoc/>
    public void Dispose() => sums.Dispose();

    private void Keep(object key, object sum, long bytes)
    {
        using var entry = sums.CreateEntry(key);
        entry.Size = bytes;
        entry.Value = sum;
    }
}

/// <summary>
/// Names a sum by its terms. The numbers of figures are given out by this process one after another, so that nobody can choose records whose sums would be
/// taken for each other; by chance that happens once in 2^128.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SumKey(ulong One, ulong Other, int Terms, bool WithSpread)
{
    /// <summary>With a term more; in any order the same.</summary>
    public SumKey With(long serial, double weight)
    {
        var term = (ulong)serial ^ BitOperations.RotateLeft(BitConverter.DoubleToUInt64Bits(weight), 7);
        return this with { One = One + Mix(term + 0x9E3779B97F4A7C15), Other = Other + Mix(~term * 0xD1342543DE82EF95), Terms = Terms + 1 };
    }

    /// <summary>With the terms of another one.</summary>
    public SumKey With(SumKey other) => this with { One = One + other.One, Other = Other + other.Other, Terms = Terms + other.Terms };

    // The finalizer of SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
