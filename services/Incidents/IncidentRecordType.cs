using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Storage;

namespace Casualties.Incidents;

/// <summary>The records of the incidents service, and the columns by which they are filtered.</summary>
public static class IncidentRecordType
{
    /// <summary>Incidents.</summary>
    public static readonly RecordType<Incident> Records = new(
        new RecordKind("incidents", "country", "admin1", "start_date", "tactic", "state", RecordType.VisibilityColumn),
        Incident.Parser,
        incident =>
        [
            IndexText.Of(incident.Place?.Country),
            IndexText.Of(incident.Place?.Admin1),
            IndexText.Of(incident.EventTime?.StartDate),
            IndexText.Of(incident.Tactic),
            IndexText.Of(incident.State),
            IndexText.Of(incident.KnownTo),
        ]);
}
