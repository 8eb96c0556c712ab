using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    /// <remarks>Its access rule has the notice delivered and the reading recorded before the answer leaves, and nothing taken out of it.</remarks>
    public override async Task<Source> ReadSealedSource(ReadSealedSourceRequest request, ServerCallContext context)
    {
        var source = await reader.GetAsync(request.Name, 0, null, context);
        return source.Confidentiality == Confidentiality.Sealed
            ? source
            : throw new StateForbids(source.Name, "NOT_SEALED", $"{source.Name} is not sealed: there is no glass to break.");
    }
}
