using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override async Task ImportClaims(
        IAsyncStreamReader<ImportClaimsRequest> requestStream,
        IServerStreamWriter<ImportClaimsResponse> responseStream,
        ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await RecordImport.RunAsync(requestStream, responseStream, chunk => Import(chunk, context), stream.Token);
    }

    private async Task<ImportClaimsResponse> Import(ImportClaimsRequest chunk, ServerCallContext context)
    {
        RecordImport.CheckChunk(chunk.RequestId, chunk.Entries.Count);
        var faults = chunk.Entries.Select(RecordImport.FaultOf).ToArray();
        return await writer.WriteAsync(chunk, chunk.RequestId, "", context, scope =>
        {
            var refused = RecordImport.AddAll(chunk.Entries, faults, entry => Add(scope, entry.Claim, scope.NewName(entry.ClaimId, "claim_id")));
            return new ImportClaimsResponse
            {
                RequestId = chunk.RequestId,
                Revision = scope.ToldRevision,
                RecordedCount = chunk.Entries.Count - refused.Count,
                Refused = { refused },
            };
        });
    }
}
