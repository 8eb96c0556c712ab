using System.Runtime.CompilerServices;
using Casualties.Estimation;
using Calibration = Casualties.Sources.V1.Calibration;
using TrackRecord = Casualties.Estimation.TrackRecord;

namespace Casualties.Gateway.Reports;

/// <summary>Puts what was learned into the terms of the estimator; once a record, since it is large and the same for every report.</summary>
internal static class CalibrationInput
{
    private static readonly ConditionalWeakTable<Calibration, Estimation.Calibration> Known = [];

    public static Estimation.Calibration Of(Calibration record) => Known.GetValue(record, Read);

    private static Estimation.Calibration Read(Calibration record)
    {
        var sources = new Dictionary<SourceInRelation, TrackRecord>(record.Sources.Count);
        foreach (var track in record.Sources)
        {
            var parameters = new SourceParameters(
                track.FabricatedShare, track.Spread, track.Bias, track.BiasVariance, track.DenialShare, track.CopiedShare);
            sources.Add(new(track.Source, (SourceRelation)track.Relation), new TrackRecord(parameters, null, track.ClaimCount));
        }
        var kinds = new Dictionary<KindInRelation, SourceParameters>(record.Kinds.Count);
        foreach (var kind in record.Kinds)
        {
            kinds.Add(
                new((SourceKind)kind.Type, (SourceRelation)kind.Relation),
                new(kind.FabricatedShare, kind.Spread, kind.Bias, kind.BiasVariance, kind.DenialShare, kind.CopiedShare));
        }
        return new(record.Name, sources, kinds, ParametersOf(record), record.Recalibration.Count == 0 ? null : Recalibration.Of([.. record.Recalibration]));
    }

    private static ModelParameters ParametersOf(Calibration record)
    {
        var lags = ModelParameters.Default.Lags;
        if (record.Lags.Count == 0)
            return ModelParameters.Default;
        return ModelParameters.Default with
        {
            Lags = [.. lags.Zip(record.Lags, (prior, learned) => prior with { IncompleteShare = learned.IncompleteShare, MeanLogShortfall = learned.MeanLogShortfall })],
        };
    }
}
