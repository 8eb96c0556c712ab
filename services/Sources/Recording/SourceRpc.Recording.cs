using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;
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
        source.Name = scope.NewName(id);
        source.State = SourceState.Active;
        var violations = new Violations();
        SourceRules.CheckAcrossFields(source, "source", violations);
        violations.ThrowIfAny();
        return scope.Add(source);
    }
}
