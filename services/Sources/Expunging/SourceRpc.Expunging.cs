using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    private static readonly RecordExpunge<Source> Expunging = new(
        "display_name", "languages", "parent", "url", "note", "rating.rationale", "rating.evidence", "scoped_ratings.rationale", "scoped_ratings.evidence",
        "flags.rationale", "flags.evidence", "flags.steps.rationale");

    /// <inheritdoc/>
    public override Task<Source> ExpungeSource(ExpungeSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => Expunging.Decide(
            scope,
            Whole(scope, request.Name, request.Etag),
            new Expunge { Paths = { request.Paths }, Reasons = request.Reasons },
            request.Reason));
}
