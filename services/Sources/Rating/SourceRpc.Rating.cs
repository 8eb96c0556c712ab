using Casualties.Hosting;
using Casualties.Hosting.Records;
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
            var rating = new Rating { Grade = request.Grade, Rationale = request.Rationale, RateTime = scope.Now, Scope = request.Scope, Evidence = { request.Evidence } };
            if (!source.TryRate(rating))
            {
                var violations = new Violations();
                violations.Add("scope", $"is the scope of one rating more than the {Source.MaxScopedRatings} that a source has at most");
                violations.ThrowIfAny();
            }
            return scope.AppendJudged(source);
        });
}
