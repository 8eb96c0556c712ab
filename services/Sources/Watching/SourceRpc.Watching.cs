using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;
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
        await watch.StreamAsync(
            request.AfterRevision,
            responseStream,
            async (revisions, checkpoint, newest) => new WatchSourcesResponse
            {
                Revisions = { await ShownAsync(revisions, context) }, Checkpoint = checkpoint, NewestRevision = newest,
            },
            stream.Token);
    }

    private async Task<IReadOnlyList<SourceRevision>> ShownAsync(IReadOnlyList<Revision> revisions, ServerCallContext context)
    {
        var shown = revisions.Select(revision => new SourceRevision { Info = RecordWatch.InfoOf(revision) }).ToArray();
        var sources = await reader.ParseAsync(revisions.Where(revision => !CalibrationRecordType.IsOf(revision)), context);
        var calibrations = await calibrationReader.ParseAsync(revisions.Where(CalibrationRecordType.IsOf), context);
        var (nextSource, nextCalibration) = (0, 0);
        for (var i = 0; i < shown.Length; i++)
        {
            if (CalibrationRecordType.IsOf(revisions[i]))
                shown[i].Calibration = calibrations[nextCalibration++];
            else
                shown[i].Source = sources[nextSource++];
        }
        return shown;
    }
}
