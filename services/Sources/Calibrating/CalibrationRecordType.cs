using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Storage;

namespace Casualties.Sources;

/// <summary>What was learned of sources, as records of the same log: whoever follows sources learns of it in its place among their changes.</summary>
public static class CalibrationRecordType
{
    /// <summary>Calibrations. The newest are asked for, so that listings begin with them.</summary>
    public static readonly RecordType<Calibration> Records = new(
        new RecordKind("calibrations", "state"), Calibration.Parser, calibration => [IndexText.Of(calibration.State)], NewestFirst: true);

    /// <summary>Whether a revision is one of a calibration.</summary>
    public static bool IsOf(Revision revision) => revision.Record.StartsWith("calibrations/", StringComparison.Ordinal);
}
