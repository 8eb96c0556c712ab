using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>The sum of one kind of harm over incidents.</summary>
/// <param name="Incidents">How many incidents are in the sum.</param>
/// <param name="WithoutEstimate">How many incidents were asked for and have no estimate. They are not in the sum, which does not say that nobody was harmed in them.</param>
/// <param name="SharedError">The error that the incidents have in common: the standard deviation of its logarithm.</param>
/// <param name="Estimate">The sum; null if no incident has an estimate.</param>
public sealed record CountSum(int Incidents, int WithoutEstimate, double SharedError, SumEstimate? Estimate);

/// <summary>The distribution of a sum. It is not the sum of medians, nor of ranges: errors cancel in part.</summary>
/// <param name="Median">The middle, people.</param>
/// <param name="Mode">The most probable number, people, before the shared error. Above 16,383 only to the width of the lattice: 1 in 16,383 of how far the sum can go.</param>
/// <param name="Mean">The sum of the means of the incidents, people. The shared error, of median 1, is left out of it, so that means add up.</param>
/// <param name="ProbabilityOfAny">The probability that anyone was harmed in any of them.</param>
/// <param name="Range50">The range of 50%, people; each range leaves the same probability out below and above.</param>
/// <param name="Range80">The range of 80%, people.</param>
/// <param name="Range90">The range of 90%, people.</param>
/// <param name="Range95">The range of 95%, people.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SumEstimate(
    long Median, long Mode, double Mean, double ProbabilityOfAny, CountInterval Range50, CountInterval Range80, CountInterval Range90, CountInterval Range95)
{
    /// <summary>The probabilities whose quantiles make an estimate, ascending.</summary>
    internal static ReadOnlySpan<double> Probabilities =>
        [(1 - 0.95) / 2, (1 - 0.9) / 2, (1 - 0.8) / 2, (1 - 0.5) / 2, 0.5, (1 + 0.5) / 2, (1 + 0.8) / 2, (1 + 0.9) / 2, (1 + 0.95) / 2];

    /// <param name="quantiles">The quantiles of <see cref="Probabilities"/>.</param>
    internal static SumEstimate Of(ReadOnlySpan<long> quantiles, long mode, double mean, double any) => new(
        quantiles[4],
        mode,
        mean,
        Math.Clamp(any, 0, 1),
        new(quantiles[3], quantiles[5]),
        new(quantiles[2], quantiles[6]),
        new(quantiles[1], quantiles[7]),
        new(quantiles[0], quantiles[8]));
}
