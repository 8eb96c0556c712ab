using Casualties.Sources.V1;
using Google.Protobuf.WellKnownTypes;

namespace Casualties.Gateway.Reports;

/// <summary>The calibration that reports use at some revision of the sources service, and since when they do.</summary>
/// <param name="Calibration">The newest that is not retracted; null if there is none.</param>
/// <param name="Revision">
/// The revision that put it in force: its own, or that which took back the last newer one. 0: there never was a calibration. As of any later
/// revision up to the one looked at, the same calibration is in force.
/// </param>
/// <param name="RecordTime">When that revision was recorded; null with revision 0.</param>
public sealed record CalibrationInForce(Calibration? Calibration, long Revision, Timestamp? RecordTime)
{
    /// <summary>There never was a calibration.</summary>
    public static CalibrationInForce None { get; } = new(null, 0, null);

    /// <summary>The same with the revision as a viewer is told it.</summary>
    internal CalibrationInForce ToldTo(Viewer viewer) => viewer.SeesEveryRecord ? this : this with { Revision = Hosting.Sight.Microseconds(RecordTime) };

    /// <summary>Finds it among calibrations, the one recorded last first. Reads none beyond it.</summary>
    public static CalibrationInForce Of(IEnumerable<Calibration> newestFirst)
    {
        var found = None;
        foreach (var calibration in newestFirst)
        {
            if (calibration.Revision > found.Revision)
                found = found with { Revision = calibration.Revision, RecordTime = calibration.UpdateTime };
            if (calibration.State == CalibrationState.InForce)
                return found with { Calibration = calibration };
        }
        return found;
    }
}
