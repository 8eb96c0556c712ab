using Casualties.Hosting.Records;
using Casualties.Hosting;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> CreateSource(CreateSourceRequest request, ServerCallContext context) =>
        writer.WriteAsync(request, request.RequestId, "", context, scope => Add(scope, request.Source, request.SourceId));

    private static Source Add(RecordScope<Source> scope, Source source, string id)
    {
        OutputOnly.Clear(source);
        source.Name = scope.NewName(id, "source_id");
        source.State = SourceState.Active;
        var violations = new Violations();
        // Claims name the source by its id, to people who may not know who it is.
        if (id.Length > 0 && source.Confidentiality >= Confidentiality.Pseudonymous)
            violations.Add("source_id", "must be empty for a source of this confidentiality: an id that people choose says who it is");
        SourceRules.CheckAcrossFields(source, "source", violations);
        violations.ThrowIfAny();
        return scope.Add(source);
    }
}
