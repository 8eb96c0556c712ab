using Casualties.Sources.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> UpdateSource(UpdateSourceRequest request, ServerCallContext context)
    {
        RecordUpdate.RequireEtag(request.Source, "source");
        return writer.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var source = scope.GetUnchanged(request.Source.Name, request.Source.Etag);
            RequireInForce(source);
            RecordUpdate.Apply(request.UpdateMask, request.Source, source, "source");
            return scope.Append(source);
        });
    }
}
