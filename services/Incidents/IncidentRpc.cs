using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;

namespace Casualties.Incidents;

/// <summary>The service's RPCs. Each folder beside this file holds those of one capability, with its rules.</summary>
public sealed partial class IncidentRpc(
    RecordReader<Incident> reader, RecordWriter<Incident> writer, RecordWatch watch, OpenStreams streams) : IncidentService.IncidentServiceBase;
