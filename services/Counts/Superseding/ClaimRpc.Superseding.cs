using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> SupersedeClaim(SupersedeClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var old = scope.GetUnchanged(request.Name, request.Etag);
            RequireLive(old);
            CheckReplaces(request.Claim, old);
            request.Claim.Visibility = old.KnownTo;
            // The old one first: as of every revision that anyone can name, at most one of the two counts.
            old.State = ClaimState.Superseded;
            old.SupersededBy = scope.NewName(request.ClaimId, "claim_id");
            scope.Append(old);
            return Add(scope, request.Claim, old.SupersededBy, supersedes: old.Name);
        });

    // Only the voice that spoke may take its figure back: another source's figure stands beside it.
    private static void CheckReplaces(Claim claim, Claim old)
    {
        var violations = new Violations();
        if (claim.Incident != old.Incident)
            violations.Add("claim.incident", $"must be {old.Incident}, the incident of the claim that is replaced");
        var sameOriginator = old.Originator.Length > 0 && claim.Originator == old.Originator;
        if (claim.Publisher != old.Publisher && !sameOriginator)
            violations.Add("claim.publisher", "must be the publisher of the claim that is replaced, or the originators must be the same");
        // Where more could see it, two would have to decide; where fewer could, those who see the old one would see that something replaced it.
        if (claim.Visibility != Audience.Unspecified && claim.Visibility != old.KnownTo)
            violations.Add("claim.visibility", $"must be that of the claim that is replaced, {IndexText.Of(old.KnownTo)}, or unset");
        violations.ThrowIfAny();
    }
}
