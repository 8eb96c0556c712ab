using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
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
            if (source.Confidentiality == Confidentiality.Sealed && !scope.Caller.KnowsSealedSources)
                throw new StateForbids(source.Name, IndexText.Of(source.Confidentiality)!, $"{source.Name} is sealed: only stewards, who see all of it, change it.");
            var before = source.Clone();
            RecordUpdate.Apply(request.UpdateMask, request.Source, source, "source");
            RecordExposure.Keep(before, source, "source");
            return scope.Append(source);
        });
    }
}
