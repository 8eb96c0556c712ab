using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Type.V1;

namespace Casualties.Incidents;

/// <summary>What must hold of an incident beyond the limits of its single fields, which stand in the contract.</summary>
public static class IncidentRules
{
    /// <summary>Adds what is wrong with an incident beyond its single fields.</summary>
    public static void CheckAcrossFields(Incident incident, string path, Violations violations)
    {
        if (incident.EventTime is { StartDate: not null, EndDate: not null } time
            && string.CompareOrdinal(IndexText.LastDayOf(time.EndDate), IndexText.Of(time.StartDate)) < 0)
        {
            violations.Add($"{path}.event_time.end_date", "must not be before start_date");
        }
        if (incident.Place is { Location: not null, Precision: LocationPrecision.Unspecified })
            violations.Add($"{path}.place.precision", "is required with a location: a point without its precision misleads");
    }
}
