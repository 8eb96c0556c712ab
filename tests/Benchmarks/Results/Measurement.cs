namespace Benchmarks.Results;

/// <summary>What one measurement found.</summary>
/// <param name="Name">The measurement, as on the command line.</param>
/// <param name="Against">What "limit" means in it.</param>
/// <param name="Conditions">What was measured: sizes and counts that the figures depend on.</param>
/// <param name="Comparisons">The figures.</param>
/// <param name="Fault">What the suite got wrong, so that the figures do not count; null if nothing.</param>
internal sealed record Measurement(
    string Name, string Against, string Conditions, IReadOnlyList<Comparison> Comparisons, string? Fault = null);
