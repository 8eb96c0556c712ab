using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    private const int MaxCopyJudgements = 20;

    /// <inheritdoc/>
    public override Task<Claim> JudgeClaimCopy(JudgeClaimCopyRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Judgement.Rationale, context, scope =>
        {
            var claim = ToBeJudged(scope, request.Name, request.Etag);
            var judgement = OutputOnly.Clear(request.Judgement);
            CheckOriginal(scope, claim, judgement);
            judgement.JudgeTime = scope.Now;
            if (claim.CopyJudgements.FirstOrDefault(one => one.Original == judgement.Original) is { } before)
                claim.CopyJudgements.Remove(before);
            else if (claim.CopyJudgements.Count == MaxCopyJudgements)
                throw new StateForbids(claim.Name, "TOO_MANY_JUDGEMENTS", $"{claim.Name} was compared with {MaxCopyJudgements} claims already.");
            // The last word on the last one looked at comes last.
            claim.CopyJudgements.Add(judgement);
            return scope.Append(claim);
        });

    private static void CheckOriginal(RecordScope<Claim> scope, Claim claim, CopyJudgement judgement)
    {
        const string Path = "judgement.original";
        var violations = new Violations();
        var original = scope.Get(judgement.Original);
        if (original.Incident != claim.Incident)
            violations.Add(Path, $"must be a claim about {claim.Incident}");
        else if (judgement.Verdict == CopyVerdict.Copy && GoesBackTo(scope, original, claim.Name))
            violations.Add(Path, "must not be the claim itself, nor repeat it: neither of the two would count");
        violations.ThrowIfAny();
    }

    private static bool GoesBackTo(RecordScope<Claim> scope, Claim claim, string name)
    {
        var met = new HashSet<string>();
        for (var one = claim; one is not null && met.Add(one.Name); one = one.RepeatedClaim.Length > 0 ? scope.Find(one.RepeatedClaim) : null)
        {
            if (one.Name == name)
                return true;
        }
        return false;
    }
}
