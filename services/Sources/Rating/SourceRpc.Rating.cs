using Casualties.Sources.V1;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> RateSource(RateSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope =>
        {
            var source = Whole(scope, request.Name, request.Etag);
            RequireInForce(source);
            source.Rating = new Rating { Grade = request.Grade, Rationale = request.Rationale, RateTime = scope.Now };
            return scope.Append(source);
        });
}
