namespace Benchmarks.Load;

/// <summary>What a load of calls came to.</summary>
/// <param name="Latency">The calls that were answered within the duration.</param>
/// <param name="Duration">How long the load lasted.</param>
internal sealed record LoadResult(LatencyHistogram Latency, TimeSpan Duration)
{
    public double PerSecond => Latency.Count / Duration.TotalSeconds;
}
