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
            // As stated: flags that hide the old one go with it, and hide only as long as they hold.
            request.Claim.Visibility = old.StatedVisibility();
            // The old one first: as of every revision that anyone can name, at most one of the two counts.
            old.State = ClaimState.Superseded;
            old.SupersededBy = scope.NewName(request.ClaimId, "claim_id");
            scope.Append(old);
            return Add(scope, request.Claim, old.SupersededBy, old);
        });

    // What people decided on a claim is not undone by replacing it: flags that have not ended and verdicts on copies go with it, and how far it is believed, where it says the same.
    private static void Inherit(Claim claim, Claim old)
    {
        claim.Flags.Add(old.Flags.Where(flag => !flag.IsEnded).Select(flag => flag.Clone()));
        claim.CopyJudgements.Add(old.CopyJudgements.Select(judgement => judgement.Clone()));
        if (claim.Counts.Equals(old.Counts) && claim.Attributions.Equals(old.Attributions))
            claim.Assessment = old.Assessment?.Clone();
    }

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
        if (claim.Visibility != Audience.Unspecified && claim.Visibility != old.StatedVisibility())
            violations.Add("claim.visibility", $"must be that of the claim that is replaced, {IndexText.Of(old.StatedVisibility())}, or unset");
        violations.ThrowIfAny();
    }
}
