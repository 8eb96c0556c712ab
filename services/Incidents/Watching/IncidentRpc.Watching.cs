using Casualties.Incidents.V1;
using Casualties.Hosting.Records;
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
        await watch.StreamAsync(request.AfterRevision, responseStream, Respond, stream.Token);
    }

    private WatchIncidentsResponse Respond(IReadOnlyList<Revision> revisions, long checkpoint, long newest) =>
        new() { Revisions = { revisions.Select(Shown) }, Checkpoint = checkpoint, NewestRevision = newest };

    private IncidentRevision Shown(Revision revision) => new() { Info = RecordWatch.InfoOf(revision), Incident = reader.Parse(revision) };
}
