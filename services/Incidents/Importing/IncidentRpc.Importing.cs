using Casualties.Incidents.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override async Task ImportIncidents(
        IAsyncStreamReader<ImportIncidentsRequest> requestStream,
        IServerStreamWriter<ImportIncidentsResponse> responseStream,
        ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await RecordImport.RunAsync(requestStream, responseStream, chunk => Import(chunk, context), stream.Token);
    }

    private async Task<ImportIncidentsResponse> Import(ImportIncidentsRequest chunk, ServerCallContext context)
    {
        RecordImport.CheckChunk(chunk.RequestId, chunk.Entries.Count);
        var faults = chunk.Entries.Select(RecordImport.FaultOf).ToArray();
        return await writer.WriteAsync(chunk, chunk.RequestId, "", context, scope =>
        {
            var refused = RecordImport.AddAll(chunk.Entries, faults, entry => Add(scope, entry.Incident, scope.NewName(entry.IncidentId, "incident_id")));
            return new ImportIncidentsResponse
            {
                RequestId = chunk.RequestId,
                Revision = scope.ToldRevision,
                RecordedCount = chunk.Entries.Count - refused.Count,
                Refused = { refused },
            };
        });
    }
}
