using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> AssessClaim(AssessClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Assessment.Rationale, context, scope =>
        {
            var claim = OfAnother(scope, scope.GetUnchanged(request.Name, request.Etag));
            var assessment = OutputOnly.Clear(request.Assessment);
            CheckCorroboration(scope, claim, assessment);
            assessment.AssessTime = scope.Now;
            claim.Assessment = assessment;
            return scope.AppendJudged(claim);
        });

    // Nobody judges what they wrote, nor what took its place.
    private static Claim OfAnother(RecordScope<Claim> scope, Claim claim) =>
        Predecessors(scope, claim).Prepend(claim.Name).All(one => scope.Caller.Subject != scope.RecorderOf(one)) ? claim : throw new SecondPersonNeeded(claim.Name);

    // The claims that it took the place of, and those that these did.
    private static IEnumerable<string> Predecessors(RecordScope<Claim> scope, Claim claim)
    {
        for (var one = claim; one?.Supersedes.Length > 0; one = scope.Find(one.Supersedes))
            yield return one.Supersedes;
    }

    // "Confirmed by other sources" takes another source: whoever repeats a claim, or has it from the same originator, confirms nothing.
    private static void CheckCorroboration(RecordScope<Claim> scope, Claim claim, ClaimAssessment assessment)
    {
        const string Path = "assessment.corroborated_by";
        var violations = new Violations();
        var needed = assessment.Credibility == InformationCredibility.ConfirmedByOtherSources;
        if (!needed && assessment.CorroboratedBy.Length > 0)
            violations.Add(Path, "must be empty unless credibility is CONFIRMED_BY_OTHER_SOURCES");
        else if (needed && assessment.CorroboratedBy.Length == 0)
            violations.Add(Path, "is required for CONFIRMED_BY_OTHER_SOURCES: name a claim that confirms this one");
        else if (needed && (scope.Find(assessment.CorroboratedBy) is not { } other || !other.Corroborates(claim)))
            violations.Add(Path, "must be a live claim about the same incident of another originator, and repeat no other claim");
        violations.ThrowIfAny();
    }
}
