using Casualties.Counts.V1;
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
        await watch.StreamAsync(request.AfterRevision, responseStream, Respond, stream.Token);
    }

    private WatchClaimsResponse Respond(IReadOnlyList<Revision> revisions, long checkpoint, long newest) =>
        new() { Revisions = { revisions.Select(Shown) }, Checkpoint = checkpoint, NewestRevision = newest };

    private ClaimRevision Shown(Revision revision) => new() { Info = RecordWatch.InfoOf(revision), Claim = reader.Parse(revision) };
}
