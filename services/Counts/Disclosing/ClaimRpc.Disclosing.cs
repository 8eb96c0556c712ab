using Casualties.Hosting.Records;
using Casualties.Counts.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> PublishClaim(PublishClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => RecordExposure.Publish(
            scope,
            scope.GetUnchanged(request.Name, request.Etag),
            new Publication { Visibility = request.Visibility },
            request.Reason,
            static (record, publication) => record.Visibility = publication.Visibility));

    /// <inheritdoc/>
    public override Task<Claim> RestrictClaim(RestrictClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => RecordExposure.Restrict(
            scope,
            scope.GetUnchanged(request.Name, request.Etag),
            new Publication { Visibility = request.Visibility },
            static (record, publication) => record.Visibility = publication.Visibility));
}
