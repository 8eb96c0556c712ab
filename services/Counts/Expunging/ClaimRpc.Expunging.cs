using Casualties.Hosting.Records;
using Casualties.Counts.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    private static readonly RecordExpunge<Claim> Expunging = new(
        "verbatim_quote", "verbatim_language", "url", "note", "originator", "published_date", "published_time", "attributions", "counts.words", "assessment.rationale", "assessment.evidence",
        "copy_judgements.rationale", "flags.rationale", "flags.evidence", "flags.steps.rationale");

    /// <inheritdoc/>
    public override Task<Claim> ExpungeClaim(ExpungeClaimRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => Expunging.Decide(
            scope,
            scope.GetUnchanged(request.Name, request.Etag),
            new Expunge { Paths = { request.Paths }, Reasons = request.Reasons },
            request.Reason));
}
