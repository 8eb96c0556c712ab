namespace Casualties.Estimation.Scoring;

/// <summary>
/// Uniform numbers that are the same for a seed on every machine and runtime, which <see cref="Random"/> does not promise
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014). Not for secrets.
/// </summary>
/// <param name="seed">Any number; each gives another stream.</param>
public sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong NextUInt64()
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>The next number from 0 up to, and without, 1, in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));
}
