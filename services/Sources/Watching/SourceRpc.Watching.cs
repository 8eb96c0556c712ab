using Casualties.Sources.V1;
using Casualties.Hosting.Records;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override async Task WatchSources(
        WatchSourcesRequest request, IServerStreamWriter<WatchSourcesResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await watch.StreamAsync(request.AfterRevision, responseStream, Respond, stream.Token);
    }

    private WatchSourcesResponse Respond(IReadOnlyList<Revision> revisions, long checkpoint, long newest) =>
        new() { Revisions = { revisions.Select(Shown) }, Checkpoint = checkpoint, NewestRevision = newest };

    private SourceRevision Shown(Revision revision) => CalibrationRecordType.IsOf(revision)
        ? new() { Info = RecordWatch.InfoOf(revision), Calibration = calibrationReader.Parse(revision) }
        : new() { Info = RecordWatch.InfoOf(revision), Source = reader.Parse(revision) };
}
