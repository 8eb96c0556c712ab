using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override async Task WatchIncidents(
        WatchIncidentsRequest request, IServerStreamWriter<WatchIncidentsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await watch.StreamAsync(
            request.AfterRevision,
            responseStream,
            async (revisions, checkpoint, newest) => new WatchIncidentsResponse
            {
                Revisions = { await ShownAsync(revisions, context) }, Checkpoint = checkpoint, NewestRevision = newest,
            },
            stream.Token);
    }

    private async Task<IEnumerable<IncidentRevision>> ShownAsync(IReadOnlyList<Revision> revisions, ServerCallContext context) =>
        revisions.Zip(await reader.ParseAsync(revisions, context), static (revision, record) => new IncidentRevision { Info = RecordWatch.InfoOf(revision), Incident = record });
}
