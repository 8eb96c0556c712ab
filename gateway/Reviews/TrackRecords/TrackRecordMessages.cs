using Casualties.Gateway.Backtest;
using Casualties.Gateway.Reports;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Sources.V1;

namespace Casualties.Gateway.Reviews;

/// <summary>Puts into the terms of the contract how a source did.</summary>
internal static class TrackRecordMessages
{
    private const int Decimals = 4;

    /// <summary>All years together.</summary>
    public static SpanRow Sum(IEnumerable<SpanRow> spans) => spans.Aggregate(new SpanRow(), static (sum, span) => new()
    {
        Claims = sum.Claims + span.Claims,
        Tested = sum.Tested + span.Tested,
        Within = sum.Within + span.Within,
        Copied = sum.Copied + span.Copied,
        Retracted = sum.Retracted + span.Retracted,
        Superseded = sum.Superseded + span.Superseded,
        LeftOut = sum.LeftOut + span.LeftOut,
    });

    public static TrackRecordSpan Of(SpanRow row)
    {
        var span = new TrackRecordSpan
        {
            Year = (int)row.Year,
            ClaimCount = (int)row.Claims,
            TestedCount = (int)row.Tested,
            WithinCount = (int)row.Within,
            CopiedCount = (int)row.Copied,
            RetractedCount = (int)row.Retracted,
            SupersededCount = (int)row.Superseded,
            ExcludedCount = (int)row.LeftOut,
        };
        if (span.TestedCount == 0)
            return span;
        var share = (double)span.WithinCount / span.TestedCount;
        var interval = BinomialInterval.Of(share, span.TestedCount, BinomialInterval.Normal90);
        (span.WithinShare, span.WithinShareLow, span.WithinShareHigh) = (Rounded(share), Rounded(interval.Low), Rounded(interval.High));
        return span;
    }

    public static LearnedErrors Of(TrackRecord learned, Source source)
    {
        var bias = BinomialInterval.Normal90 * Math.Sqrt(learned.BiasVariance);
        // As of a normal law of which nothing is known but how many were drawn.
        var spread = Math.Exp(BinomialInterval.Normal90 / Math.Sqrt(2.0 * Math.Max(1, learned.ClaimCount)));
        return new LearnedErrors
        {
            Relation = IndexText.Of(learned.Relation)!["SOURCE_RELATION_".Length..].ToLowerInvariant(),
            ClaimCount = learned.ClaimCount,
            Bias = Rounded(learned.Bias),
            BiasLow = Rounded(learned.Bias - bias),
            BiasHigh = Rounded(learned.Bias + bias),
            Spread = Rounded(learned.Spread),
            SpreadLow = Rounded(learned.Spread / spread),
            SpreadHigh = Rounded(learned.Spread * spread),
            FabricatedShare = Rounded(learned.FabricatedShare),
            DenialShare = Rounded(learned.DenialShare),
            CopiedShare = Rounded(learned.CopiedShare),
            SupersededByGrade = EstimationInput.Of(learned.Grade) != EstimationInput.Of(source.Rating?.Grade ?? ReliabilityGrade.Unspecified),
        };
    }

    private static double Rounded(double number) => Math.Round(number, Decimals);
}
