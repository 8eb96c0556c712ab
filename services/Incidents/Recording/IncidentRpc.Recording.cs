using Casualties.Incidents.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> CreateIncident(CreateIncidentRequest request, ServerCallContext context)
    {
        IncidentRecordType.Records.CheckAcross(request.Incident, "incident");
        return writer.WriteAsync(request, request.RequestId, "", context, scope => scope.Add(New(request.Incident), request.IncidentId));
    }

    private static Incident New(Incident incident)
    {
        OutputOnly.Clear(incident);
        incident.State = IncidentState.Active;
        return incident;
    }
}
