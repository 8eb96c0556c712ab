using Casualties.Incidents.V1;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> RetractIncident(RetractIncidentRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var incident = scope.GetUnchanged(request.Name, request.Etag);
            RequireInForce(incident);
            incident.State = IncidentState.Retracted;
            return scope.Append(incident);
        });

    private static void RequireInForce(Incident incident)
    {
        if (incident.State != IncidentState.Active)
            throw new StateForbids(incident.Name, "INCIDENT_STATE_RETRACTED", $"{incident.Name} was retracted.");
    }
}
