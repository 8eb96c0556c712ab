using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    private const int MaxScopedRatings = 50;

    /// <inheritdoc/>
    public override Task<Source> RateSource(RateSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Rationale, context, scope =>
        {
            var source = Whole(scope, request.Name, request.Etag);
            RequireInForce(source);
            Supersede(source, new Rating
            {
                Grade = request.Grade,
                Rationale = request.Rationale,
                RateTime = scope.Now,
                Scope = new ReviewScope().Equals(request.Scope) ? null : request.Scope,
                Evidence = { request.Evidence },
            });
            return scope.Append(source);
        });

    // The one before stays in the revisions. The last one given stands last.
    private static void Supersede(Source source, Rating rating)
    {
        if (rating.Scope is null)
        {
            source.Rating = rating;
            return;
        }
        if (source.ScopedRatings.FirstOrDefault(one => one.Scope.Equals(rating.Scope)) is { } before)
            source.ScopedRatings.Remove(before);
        if (source.ScopedRatings.Count == MaxScopedRatings)
        {
            var violations = new Violations();
            violations.Add("scope", $"is the scope of one rating more than the {MaxScopedRatings} that a source has at most");
            violations.ThrowIfAny();
        }
        source.ScopedRatings.Add(rating);
    }
}
