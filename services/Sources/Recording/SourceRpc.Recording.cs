using Casualties.Sources.V1;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> CreateSource(CreateSourceRequest request, ServerCallContext context)
    {
        SourceRecordType.Records.CheckAcross(request.Source, "source");
        return writer.WriteAsync(request, request.RequestId, "", context, scope => scope.Add(New(request.Source), request.SourceId));
    }

    private static Source New(Source source)
    {
        OutputOnly.Clear(source);
        source.State = SourceState.Active;
        return source;
    }
}
