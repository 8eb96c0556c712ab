using Casualties.Counts.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> FlagClaim(FlagClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Flag.Rationale, context, scope => RecordFlags.Raise(
            scope, scope.GetUnchanged(request.Name, request.Etag), request.Flag));

    /// <inheritdoc/>
    public override Task<Claim> DecideClaimFlag(DecideClaimFlagRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope =>
        {
            var claim = scope.GetUnchanged(request.Name, request.Etag);
            return RecordFlags.Decide(scope, claim, request.FlagId, request.State, request.Rationale, Predecessors(scope, claim));
        });

    /// <inheritdoc/>
    public override Task<Claim> AppealClaimFlag(AppealClaimFlagRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope => RecordFlags.Appeal(
            scope, scope.GetUnchanged(request.Name, request.Etag), request.FlagId, request.Rationale));
}
