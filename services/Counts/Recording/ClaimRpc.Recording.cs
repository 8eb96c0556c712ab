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
        return writer.WriteAsync(request, request.RequestId, "", context, scope => Add(scope, request.Claim, request.ClaimId));
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
            Claims = { request.Entries.Select(entry => Add(scope, entry.Claim, entry.ClaimId)) },
        });
    }

    private static Claim Add(RecordScope<Claim> scope, Claim claim, string id, string supersedes = "")
    {
        OutputOnly.Clear(claim);
        claim.State = ClaimState.Live;
        claim.CreateRevision = scope.Revision + 1;
        claim.Supersedes = supersedes;
        if (claim.Copies.Length > 0 && scope.Find(claim.Copies) is { } original && original.Incident != claim.Incident)
        {
            var violations = new Violations();
            violations.Add("claim.copies", $"must be a claim about {claim.Incident}; {original.Name} is about another incident");
            violations.ThrowIfAny();
        }
        return scope.Add(claim, id);
    }
}
