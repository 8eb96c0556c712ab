using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> PublishSource(PublishSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => RecordExposure.Publish(
            scope,
            Whole(scope, request.Name, request.Etag),
            new Publication { Visibility = request.Visibility, Confidentiality = request.Confidentiality },
            request.Reason,
            Apply));

    /// <inheritdoc/>
    public override Task<Source> RestrictSource(RestrictSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope => RecordExposure.Restrict(
            scope,
            Whole(scope, request.Name, request.Etag),
            new Publication { Visibility = request.Visibility, Confidentiality = request.Confidentiality },
            Apply));

    private static void Apply(Source source, Publication publication)
    {
        source.NamedBefore |= source.Confidentiality < Confidentiality.Pseudonymous;
        (source.Visibility, source.Confidentiality) = (publication.Visibility, publication.Confidentiality);
    }
}
