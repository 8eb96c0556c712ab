using System.Runtime.CompilerServices;
using Casualties.Estimation;
using Calibration = Casualties.Sources.V1.Calibration;
using TrackRecord = Casualties.Estimation.TrackRecord;

namespace Casualties.Gateway.Reports;

/// <summary>Puts what was learned into the terms of the estimator; once a record, since it is large and the same for every report.</summary>
internal static class CalibrationInput
{
    // A record may be surer than learning ever is, and sources that are never wrong may contradict each other: nothing would then be possible.
    private const double LeastShare = 1e-6;
    private const double LeastSpread = 1e-3;

    // Counts that lack less than three in a hundred are as good as complete, and the model divides by it.
    private const double LeastShortfall = 0.03;

    private static readonly ConditionalWeakTable<Calibration, Estimation.Calibration> Known = [];

    public static Estimation.Calibration Of(Calibration record) => Known.GetValue(record, Read);

    private static Estimation.Calibration Read(Calibration record)
    {
        var sources = new Dictionary<SourceInRelation, TrackRecord>(record.Sources.Count);
        foreach (var track in record.Sources)
        {
            var parameters = Parameters(track.FabricatedShare, track.Spread, track.Bias, track.BiasVariance, track.DenialShare, track.CopiedShare);
            sources.Add(new(track.Source, (SourceRelation)track.Relation), new TrackRecord(parameters, EstimationInput.Of(track.Grade), track.ClaimCount));
        }
        var kinds = new Dictionary<KindInRelation, SourceParameters>(record.Kinds.Count);
        foreach (var kind in record.Kinds)
        {
            kinds.Add(
                new((SourceKind)kind.Type, (SourceRelation)kind.Relation),
                Parameters(kind.FabricatedShare, kind.Spread, kind.Bias, kind.BiasVariance, kind.DenialShare, kind.CopiedShare));
        }
        return new(record.Name, sources, kinds, ParametersOf(record), record.Recalibration.Count == 0 ? null : Recalibration.Of([.. record.Recalibration]));
    }

    private static SourceParameters Parameters(double fabricated, double spread, double bias, double biasVariance, double denial, double copied) => new(
        Math.Clamp(fabricated, LeastShare, 1 - LeastShare),
        Math.Max(spread, LeastSpread),
        bias,
        Math.Max(biasVariance, LeastSpread * LeastSpread),
        Math.Min(denial, 1 - LeastShare),
        Math.Min(copied, 1 - LeastShare));

    private static ModelParameters ParametersOf(Calibration record)
    {
        var lags = ModelParameters.Default.Lags;
        if (record.Lags.Count == 0)
            return ModelParameters.Default;
        return ModelParameters.Default with
        {
            Lags = [.. lags.Zip(record.Lags, (prior, learned) => prior with { IncompleteShare = learned.IncompleteShare, MeanLogShortfall = Math.Max(learned.MeanLogShortfall, LeastShortfall) })],
        };
    }
}
