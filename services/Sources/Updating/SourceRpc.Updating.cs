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
            var source = Whole(scope, request.Source.Name, request.Source.Etag);
            RequireInForce(source);
            var before = source.Clone();
            RecordUpdate.Apply(request.UpdateMask, request.Source, source, "source");
            RecordExposure.Keep(before, source, "source");
            return scope.Append(source);
        });
    }

    // Who changes a source must see all of it: what is not seen would be overwritten, or opened, blindly.
    private static Source Whole(RecordScope<Source> scope, string name, string etag)
    {
        var source = scope.GetUnchanged(name, etag);
        return source.Confidentiality != Confidentiality.Sealed || scope.Caller.KnowsSealedSources
            ? source
            : throw new StateForbids(name, IndexText.Of(source.Confidentiality)!, $"{name} is sealed: only stewards, who see all of it, change it.");
    }
}
