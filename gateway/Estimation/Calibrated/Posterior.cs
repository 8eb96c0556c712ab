using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>What the evidence about one quantity of one incident amounts to.</summary>
/// <param name="Distribution">How probable each number is.</param>
/// <param name="Parts">The part of each figure, in the order given; empty if they were not asked for.</param>
/// <param name="KnownMedian">The middle of what was known on the ground, people; 0 if the parts were not asked for.</param>
/// <param name="LogEvidence">The logarithm of the probability of the evidence, of all figures together.</param>
public sealed record Posterior(CountDistribution Distribution, IReadOnlyList<EvidencePart> Parts, long KnownMedian, double LogEvidence);

/// <summary>The part of one figure.</summary>
/// <param name="Weight">How much it counts, from 0 (left out) to 1 (the most reliable one).</param>
/// <param name="Bits">What would be lost without it, bits: the divergence of the distribution without it.</param>
/// <param name="MedianWithout">The median without it, people.</param>
/// <param name="RangeWithout">The 90% range without it, people.</param>
/// <param name="Reading">What the figure probably is.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EvidencePart(double Weight, double Bits, long MedianWithout, CountInterval RangeWithout, EvidenceReading Reading);
