using Casualties.Incidents.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> UpdateIncident(UpdateIncidentRequest request, ServerCallContext context)
    {
        RecordUpdate.RequireEtag(request.Incident, "incident");
        return writer.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var incident = scope.GetUnchanged(request.Incident.Name, request.Incident.Etag);
            RequireInForce(incident);
            var before = incident.Clone();
            RecordUpdate.Apply(request.UpdateMask, request.Incident, incident, "incident");
            RecordExposure.Keep(before, incident, "incident");
            return scope.Append(incident);
        });
    }
}
