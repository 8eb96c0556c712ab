using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> RecordClaim(RecordClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, "", context, scope => Add(scope, request.Claim, scope.NewName(request.ClaimId), "claim"));

    /// <inheritdoc/>
    public override Task<BatchRecordClaimsResponse> BatchRecordClaims(BatchRecordClaimsRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, "", context, scope => new BatchRecordClaimsResponse
        {
            Claims = { request.Entries.Select((entry, i) => Add(scope, entry.Claim, scope.NewName(entry.ClaimId), $"entries[{i}].claim")) },
        });

    private static Claim Add(RecordScope<Claim> scope, Claim claim, string name, string path, string supersedes = "")
    {
        OutputOnly.Clear(claim);
        claim.Name = name;
        claim.State = ClaimState.Live;
        claim.CreateRevision = scope.Revision + 1;
        claim.Supersedes = supersedes;
        CheckCopies(scope, claim, path);
        return scope.Add(claim);
    }

    // The claim that is copied may be recorded later; until then a report says that it is missing.
    private static void CheckCopies(RecordScope<Claim> scope, Claim claim, string path)
    {
        if (claim.Copies.Length == 0)
            return;
        var violations = new Violations();
        if (claim.Copies == claim.Name)
            violations.Add($"{path}.copies", "must be another claim");
        else if (scope.Find(claim.Copies) is { } original && original.Incident != claim.Incident)
            violations.Add($"{path}.copies", $"must be a claim about {claim.Incident}; {original.Name} is about another incident");
        violations.ThrowIfAny();
    }
}
