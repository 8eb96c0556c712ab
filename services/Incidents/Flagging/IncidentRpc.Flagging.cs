using Casualties.Incidents.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> FlagIncident(FlagIncidentRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Flag.Rationale, context, scope => RecordFlags.Raise(
            scope, scope.GetUnchanged(request.Name, request.Etag), request.Flag));

    /// <inheritdoc/>
    public override Task<Incident> DecideIncidentFlag(DecideIncidentFlagRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope => RecordFlags.Decide(
            scope, scope.GetUnchanged(request.Name, request.Etag), request.FlagId, request.State, request.Rationale));

    /// <inheritdoc/>
    public override Task<Incident> AppealIncidentFlag(AppealIncidentFlagRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope => RecordFlags.Appeal(
            scope, scope.GetUnchanged(request.Name, request.Etag), request.FlagId, request.Rationale));
}
