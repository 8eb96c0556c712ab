using Casualties.Incidents.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> CreateIncident(CreateIncidentRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, "", context, scope => Add(scope, request.Incident, scope.NewName(request.IncidentId, "incident_id")));

    private static Incident Add(RecordScope<Incident> scope, Incident incident, string name)
    {
        OutputOnly.Clear(incident);
        incident.Name = name;
        incident.State = IncidentState.Active;
        return scope.Add(incident);
    }
}
