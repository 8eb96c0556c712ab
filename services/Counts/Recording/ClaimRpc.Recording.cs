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
        return writer.WriteAsync(request, request.RequestId, "", context, scope =>
        {
            var response = new BatchRecordClaimsResponse();
            for (var i = 0; i < request.Entries.Count; i++)
            {
                var (claim, id) = (request.Entries[i].Claim, request.Entries[i].ClaimId);
                CheckCopies(scope, claim, $"entries[{i}].claim", violations);
                response.Claims.Add(Append(scope, claim, id));
            }
            // Nothing of what was added is stored if anything is wrong.
            violations.ThrowIfAny();
            return response;
        });
    }

    private static Claim Add(RecordScope<Claim> scope, Claim claim, string id, string supersedes = "")
    {
        var violations = new Violations();
        CheckCopies(scope, claim, "claim", violations);
        violations.ThrowIfAny();
        return Append(scope, claim, id, supersedes);
    }

    private static void CheckCopies(RecordScope<Claim> scope, Claim claim, string path, Violations violations)
    {
        if (claim.Copies.Length > 0 && scope.Find(claim.Copies) is { } original && original.Incident != claim.Incident)
            violations.Add($"{path}.copies", $"must be a claim about {claim.Incident}; {original.Name} is about another incident");
    }

    private static Claim Append(RecordScope<Claim> scope, Claim claim, string id, string supersedes = "")
    {
        OutputOnly.Clear(claim);
        claim.State = ClaimState.Live;
        claim.CreateRevision = scope.Revision + 1;
        claim.Supersedes = supersedes;
        return scope.Add(claim, id);
    }
}
