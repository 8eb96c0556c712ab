using Casualties.Estimation;
using Casualties.Estimation.Scoring;

namespace Casualties.Gateway.Backtest;

/// <summary>How well early claims forecast later figures.</summary>
/// <param name="Window">How soon after the incident the claims had been published.</param>
/// <param name="Policy">The policy that was tried.</param>
/// <param name="Quantities">The scores for people killed, then for people injured; also where there are no pairs.</param>
/// <param name="Rows">The pairs, in the order of the later figures.</param>
/// <param name="LeftOut">Why other later figures made no pair.</param>
public sealed record BacktestResult(
    PublicationWindow Window, Policy Policy, IReadOnlyList<QuantityScores> Quantities, IReadOnlyList<PairForecast> Rows, IReadOnlyList<LeftOut> LeftOut);

/// <summary>The scores of all methods for one kind of harm.</summary>
/// <param name="Harm">The sheet's word for the harm.</param>
/// <param name="Pairs">How many pairs there are, from 0.</param>
/// <param name="Methods">The policy's own ranges first, then the methods of comparison; empty without pairs.</param>
public sealed record QuantityScores(string Harm, int Pairs, IReadOnlyList<MethodScores> Methods);

/// <summary>The scores of a method.</summary>
/// <param name="Method">See <see cref="Methods"/>.</param>
/// <param name="Scores">The scores.</param>
public sealed record MethodScores(string Method, Scores Scores);

/// <summary>What was forecast for a pair.</summary>
/// <param name="Pair">The pair.</param>
/// <param name="Own">The policy's own ranges; null where it gives none.</param>
/// <param name="Envelope">The lowest and the highest figure.</param>
/// <param name="WeightedMean">The mean weighted by reliability; null where the policy gives no ranges to compare with it.</param>
public sealed record PairForecast(Pair Pair, Forecast? Own, Forecast Envelope, Forecast? WeightedMean);

/// <summary>The names of the methods.</summary>
public static class Methods
{
    /// <summary>The policy's own ranges.</summary>
    public const string Calibrated = "calibrated";

    /// <summary>The lowest and the highest figure.</summary>
    public const string Envelope = "envelope";

    /// <summary>The mean weighted by the reliability of the sources.</summary>
    public const string WeightedMean = "weighted_mean";
}
