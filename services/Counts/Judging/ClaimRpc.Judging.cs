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
            var claim = OfAnother(scope, scope.GetUnchanged(request.Name, request.Etag));
            var judgement = OutputOnly.Clear(request.Judgement);
            var original = OriginalOf(scope, claim, judgement);
            judgement.JudgeTime = scope.Now;
            if (claim.CopyJudgements.FirstOrDefault(one => one.Original == original.Name) is { } before)
                claim.CopyJudgements.Remove(before);
            else if (claim.CopyJudgements.Count == MaxCopyJudgements)
                throw new StateForbids(claim.Name, "TOO_MANY_JUDGEMENTS", $"{claim.Name} was compared with {MaxCopyJudgements} claims already.");
            // The last word on the last one looked at comes last.
            claim.CopyJudgements.Add(judgement);
            CheckRepeated(scope, claim);
            return scope.AppendJudged(claim);
        });

    // Whoever recorded either of the two does not judge between them.
    private static Claim OriginalOf(RecordScope<Claim> scope, Claim claim, CopyJudgement judgement)
    {
        var original = scope.Get(judgement.Original);
        var violations = new Violations();
        if (original.Incident != claim.Incident)
            violations.Add("judgement.original", $"must be a claim about {claim.Incident}");
        violations.ThrowIfAny();
        return OfAnother(scope, original);
    }

    // Whatever was decided: an earlier judgement, or the recorder's word, may hold again.
    private static void CheckRepeated(RecordScope<Claim> scope, Claim claim)
    {
        var violations = new Violations();
        if (claim.RepeatedClaim.Length > 0 && scope.Find(claim.RepeatedClaim) is { } repeated && GoesBackTo(scope, repeated, claim.Name))
            violations.Add("judgement.original", "would have the claim repeat itself, or one that repeats it: neither of the two would count");
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
