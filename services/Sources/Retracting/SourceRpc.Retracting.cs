using Casualties.Sources.V1;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> RetractSource(RetractSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, request.Reason, context, scope =>
        {
            var source = Whole(scope, request.Name, request.Etag);
            RequireInForce(source);
            source.State = SourceState.Retracted;
            return scope.Append(source);
        });

    private static void RequireInForce(Source source)
    {
        if (source.State != SourceState.Active)
            throw new StateForbids(source.Name, "SOURCE_STATE_RETRACTED", $"{source.Name} was retracted.");
    }
}
