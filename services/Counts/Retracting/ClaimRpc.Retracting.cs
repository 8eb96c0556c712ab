using Casualties.Counts.V1;
using Casualties.Hosting.Records;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> RetractClaim(RetractClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var claim = scope.GetUnchanged(request.Name, request.Etag);
            RequireLive(claim);
            claim.State = ClaimState.Retracted;
            return scope.Append(claim);
        });

    private static void RequireLive(Claim claim)
    {
        if (claim.State != ClaimState.Live)
            throw new StateForbids(claim.Name, IndexText.Of(claim.State)!, $"{claim.Name} is no longer live: it was superseded or retracted.");
    }
}
