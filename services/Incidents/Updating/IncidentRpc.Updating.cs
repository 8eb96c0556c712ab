using Casualties.Incidents.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> UpdateIncident(UpdateIncidentRequest request, ServerCallContext context)
    {
        IncidentRecordType.Records.CheckAddress(request.Incident, "incident");
        return writer.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var incident = scope.GetUnchanged(request.Incident.Name, request.Incident.Etag);
            RequireInForce(incident);
            UpdateMask.Apply(request.UpdateMask, request.Incident, incident);
            IncidentRecordType.Records.CheckWhole(incident, "incident");
            return scope.Append(incident);
        });
    }
}
