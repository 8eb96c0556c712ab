using Casualties.Hosting;
using Casualties.Sources.V1;
using Google.Protobuf.Collections;

namespace Casualties.Sources;

/// <summary>What must hold of a calibration beyond the limits of its single fields, which stand in the contract.</summary>
public static class CalibrationRules
{
    /// <summary>The largest calibration, in bytes of protobuf: it must fit, with a revision around it, into one message of the usual 4 MiB.</summary>
    public const int MaxBytes = 3 * 1024 * 1024;

    /// <summary>How many ages of claims are told apart.</summary>
    public const int LagBins = 5;

    /// <summary>How many levels are corrected: 0, 0.05, .. 1.</summary>
    public const int Knots = 21;

    /// <summary>Adds what is wrong with a calibration beyond its single fields.</summary>
    public static void CheckAcrossFields(Calibration calibration, string path, Violations violations)
    {
        if (calibration.CalculateSize() > MaxBytes)
            violations.Add(path, $"is larger than {MaxBytes} bytes");
        if (calibration.ResolvedIncidentCount > calibration.IncidentCount)
            violations.Add($"{path}.resolved_incident_count", "must not be more than incident_count");
        CheckSources(calibration.Sources, path, violations);
        CheckKinds(calibration.Kinds, path, violations);
        if (calibration.Lags.Count is > 0 and < LagBins)
            violations.Add($"{path}.lags", $"must have {LagBins} items, or none");
        CheckKnots(calibration.Recalibration, path, violations);
    }

    private static void CheckSources(RepeatedField<TrackRecord> sources, string path, Violations violations)
    {
        var seen = new HashSet<(string, SourceRelation)>(sources.Count);
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            if (!seen.Add((source.Source, source.Relation)))
                violations.Add($"{path}.sources[{i}]", "repeats the source and relation of an item before");
            CheckPositive(source.HasSpread, source.Spread, path, "sources", i, "spread", violations);
            CheckPositive(source.HasBiasVariance, source.BiasVariance, path, "sources", i, "bias_variance", violations);
        }
    }

    private static void CheckKinds(RepeatedField<KindTrackRecord> kinds, string path, Violations violations)
    {
        var seen = new HashSet<(SourceType, SourceRelation)>(kinds.Count);
        for (var i = 0; i < kinds.Count; i++)
        {
            var kind = kinds[i];
            if (!seen.Add((kind.Type, kind.Relation)))
                violations.Add($"{path}.kinds[{i}]", "repeats the type and relation of an item before");
            CheckPositive(kind.HasSpread, kind.Spread, path, "kinds", i, "spread", violations);
            CheckPositive(kind.HasBiasVariance, kind.BiasVariance, path, "kinds", i, "bias_variance", violations);
        }
    }

    // Limits of the contract are whole numbers that are allowed themselves; less than zero is a fault that they find.
    private static void CheckPositive(bool has, double value, string path, string list, int index, string field, Violations violations)
    {
        if (has && value == 0)
            violations.Add($"{path}.{list}[{index}].{field}", "must be more than 0");
    }

    // A level is looked up in the knots both ways, so that no two of them may be alike.
    private static void CheckKnots(RepeatedField<double> knots, string path, Violations violations)
    {
        if (knots.Count is > 0 and < Knots)
            violations.Add($"{path}.recalibration", $"must have {Knots} items, or none");
        if (knots.Count != Knots)
            return;
        if (knots[0] != 0)
            violations.Add($"{path}.recalibration[0]", "must be 0");
        if (knots[^1] != 1)
            violations.Add($"{path}.recalibration[{Knots - 1}]", "must be 1");
        for (var i = 1; i < Knots; i++)
        {
            if (knots[i] <= knots[i - 1])
                violations.Add($"{path}.recalibration[{i}]", "must be greater than the one before");
        }
    }
}
