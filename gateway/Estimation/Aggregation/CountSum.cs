using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>The sum of one kind of harm over incidents.</summary>
/// <param name="Incidents">How many incidents are in the sum.</param>
/// <param name="WithoutEstimate">How many incidents were asked for and have no estimate. They are not in the sum, which does not say that nobody was harmed in them.</param>
/// <param name="SharedError">The error that the incidents have in common: the standard deviation of its logarithm.</param>
/// <param name="Estimate">The sum; null if no incident has an estimate.</param>
public sealed record CountSum(int Incidents, int WithoutEstimate, double SharedError, SumEstimate? Estimate);

/// <summary>The distribution of a sum. It is not the sum of medians, nor of ranges: errors cancel in part.</summary>
/// <param name="Ranges">The middle, and the ranges around it.</param>
/// <param name="Mode">
/// The most probable number, people, before the shared error; where the sum can go beyond 16,383, to 1 in 16,383 of how far it can go.
/// </param>
/// <param name="Mean">The sum of the means of the incidents, people. The shared error, of median 1, is left out of it, so that means add up.</param>
/// <param name="ProbabilityOfAny">The probability that anyone was harmed in any of them.</param>
/// <param name="Spread">The distribution, coarsely; null where it was not asked for.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SumEstimate(CountRanges Ranges, long Mode, double Mean, double ProbabilityOfAny, SumSpread? Spread = null);
