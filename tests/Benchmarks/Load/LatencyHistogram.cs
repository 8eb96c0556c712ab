using System.Diagnostics;
using System.Numerics;

namespace Benchmarks.Load;

/// <summary>How long calls took: counts in buckets that are 1.6% wide at most, so that recording costs the same whatever was recorded before.</summary>
internal sealed class LatencyHistogram
{
    // Values below 128 ns have a bucket each; above, each power of two has 64.
    private const int ExactBits = 7;
    private const int BucketsPerPower = 1 << (ExactBits - 1);

    private readonly long[] counts = new long[64 * BucketsPerPower];

    /// <summary>How many calls were recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The longest call.</summary>
    public TimeSpan Longest { get; private set; }

    public void Record(TimeSpan latency)
    {
        counts[BucketOf((long)latency.TotalNanoseconds)]++;
        Count++;
        if (latency > Longest)
            Longest = latency;
    }

    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < counts.Length; bucket++)
            counts[bucket] += other.counts[bucket];
        Count += other.Count;
        if (other.Longest > Longest)
            Longest = other.Longest;
    }

    /// <summary>The time within which this part of the calls, 0 to 1, was answered.</summary>
    public TimeSpan Percentile(double part)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(part * Count));
        long seen = 0;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            seen += counts[bucket];
            if (seen >= rank)
                return TimeSpan.FromMicroseconds(MiddleOf(bucket) / 1000.0);
        }
        throw new UnreachableException("No call was recorded.");
    }

    private static int BucketOf(long nanoseconds)
    {
        if (nanoseconds < 1 << ExactBits)
            return (int)Math.Max(0, nanoseconds);
        var shift = BitOperations.Log2((ulong)nanoseconds) - (ExactBits - 1);
        return (shift * BucketsPerPower) + (int)(nanoseconds >> shift);
    }

    private static double MiddleOf(int bucket)
    {
        if (bucket < 1 << ExactBits)
            return bucket;
        var shift = (bucket / BucketsPerPower) - 1;
        return ((bucket - (shift * BucketsPerPower)) + 0.5) * Math.Pow(2, shift);
    }
}
