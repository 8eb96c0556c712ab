using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override async Task WatchClaims(
        WatchClaimsRequest request, IServerStreamWriter<WatchClaimsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await watch.StreamAsync(
            request.AfterRevision,
            responseStream,
            async (revisions, checkpoint, newest) => new WatchClaimsResponse
            {
                Revisions = { await ShownAsync(revisions, context) }, Checkpoint = checkpoint, NewestRevision = newest,
            },
            stream.Token);
    }

    private async Task<IEnumerable<ClaimRevision>> ShownAsync(IReadOnlyList<Revision> revisions, ServerCallContext context) =>
        revisions.Zip(await reader.ParseAsync(revisions, context), static (revision, record) => new ClaimRevision { Info = RecordWatch.InfoOf(revision), Claim = record });
}
