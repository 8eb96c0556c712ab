using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> RecordClaim(RecordClaimRequest request, ServerCallContext context)
    {
        ClaimRecordType.Records.CheckAcross(request.Claim, "claim");
        return writer.WriteAsync(request, request.RequestId, "", context, scope => scope.Add(New(request.Claim), request.ClaimId));
    }

    /// <inheritdoc/>
    public override Task<BatchRecordClaimsResponse> BatchRecordClaims(BatchRecordClaimsRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        for (var i = 0; i < request.Entries.Count; i++)
            ClaimRules.CheckAcrossFields(request.Entries[i].Claim, $"entries[{i}].claim", violations);
        violations.ThrowIfAny();
        return writer.WriteAsync(request, request.RequestId, "", context, scope => new BatchRecordClaimsResponse
        {
            Claims = { request.Entries.Select(entry => scope.Add(New(entry.Claim), entry.ClaimId)) },
        });
    }

    private static Claim New(Claim claim)
    {
        OutputOnly.Clear(claim);
        claim.State = ClaimState.Live;
        return claim;
    }
}
