using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> RecordClaim(RecordClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, "", context, scope => Add(scope, request.Claim, scope.NewName(request.ClaimId, "claim_id")));

    /// <inheritdoc/>
    public override Task<BatchRecordClaimsResponse> BatchRecordClaims(BatchRecordClaimsRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, "", context, scope =>
        {
            var violations = new Violations();
            var response = new BatchRecordClaimsResponse();
            for (var i = 0; i < request.Entries.Count; i++)
            {
                var (claim, name) = (request.Entries[i].Claim, scope.NewName(request.Entries[i].ClaimId, $"entries[{i}].claim_id"));
                CheckCopies(scope, claim, name, $"entries[{i}].claim", violations);
                response.Claims.Add(Append(scope, claim, name));
            }
            // Nothing of what was added is stored if anything is wrong.
            violations.ThrowIfAny();
            return response;
        });

    private static Claim Add(RecordScope<Claim> scope, Claim claim, string name, Claim? replaced = null)
    {
        var violations = new Violations();
        CheckCopies(scope, claim, name, "claim", violations);
        violations.ThrowIfAny();
        return Append(scope, claim, name, replaced);
    }

    // The claim that is copied may be recorded later; until then a report says that it is missing.
    private static void CheckCopies(RecordScope<Claim> scope, Claim claim, string name, string path, Violations violations)
    {
        if (claim.Copies.Length == 0)
            return;
        if (claim.Copies == name)
            violations.Add($"{path}.copies", "must be another claim");
        else if (scope.Find(claim.Copies) is { } original && original.Incident != claim.Incident)
            violations.Add($"{path}.copies", $"must be a claim about {claim.Incident}; {original.Name} is about another incident");
    }

    private static Claim Append(RecordScope<Claim> scope, Claim claim, string name, Claim? replaced = null)
    {
        OutputOnly.Clear(claim);
        claim.Name = name;
        claim.State = ClaimState.Live;
        claim.CreateRevision = scope.Revision + 1;
        if (replaced is not null)
        {
            claim.Supersedes = replaced.Name;
            Inherit(claim, replaced);
        }
        return scope.Add(claim);
    }
}
