using Casualties.Sources.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override async Task ImportSources(
        IAsyncStreamReader<ImportSourcesRequest> requestStream,
        IServerStreamWriter<ImportSourcesResponse> responseStream,
        ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await RecordImport.RunAsync(requestStream, responseStream, chunk => Import(chunk, context), stream.Token);
    }

    private async Task<ImportSourcesResponse> Import(ImportSourcesRequest chunk, ServerCallContext context)
    {
        RecordImport.CheckChunk(chunk.RequestId, chunk.Entries.Count);
        var faults = chunk.Entries.Select(RecordImport.FaultOf).ToArray();
        return await writer.WriteAsync(chunk, chunk.RequestId, "", context, scope =>
        {
            var refused = RecordImport.AddAll(chunk.Entries, faults, entry => Add(scope, entry.Source, entry.SourceId));
            return new ImportSourcesResponse
            {
                RequestId = chunk.RequestId,
                Revision = scope.ToldRevision,
                RecordedCount = chunk.Entries.Count - refused.Count,
                Refused = { refused },
            };
        });
    }
}
