using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> PublishIncident(PublishIncidentRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => RecordExposure.Publish(
            scope,
            scope.GetUnchanged(request.Name, request.Etag),
            new Publication { Visibility = request.Visibility },
            request.Reason,
            static (record, publication) => record.Visibility = publication.Visibility));

    /// <inheritdoc/>
    public override Task<Incident> RestrictIncident(RestrictIncidentRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => RecordExposure.Restrict(
            scope,
            scope.GetUnchanged(request.Name, request.Etag),
            new Publication { Visibility = request.Visibility },
            static (record, publication) => record.Visibility = publication.Visibility));
}
