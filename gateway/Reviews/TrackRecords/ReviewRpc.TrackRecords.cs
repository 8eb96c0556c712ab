using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

internal sealed partial class ReviewRpc
{
    /// <inheritdoc/>
    public override async Task<SourceTrackRecord> GetTrackRecord(GetTrackRecordRequest request, ServerCallContext context) =>
        await ReadAsync(request.MinRevisions, rows =>
        {
            if (new ShownRecords(rows, [request.Name], context)[request.Name] is not Source source)
                return null;
            var spans = rows.Spans(source.Name);
            var calibration = rows.Calibration.Calibration;
            return new SourceTrackRecord
            {
                Source = source.Name,
                Overall = TrackRecordMessages.Of(TrackRecordMessages.Sum(spans)),
                Years = { spans.Where(span => span.Year > 0).Select(TrackRecordMessages.Of) },
                Learned = { calibration?.Sources.Where(learned => learned.Source == source.Name).Select(learned => TrackRecordMessages.Of(learned, source)) ?? [] },
                Calibration = calibration?.Name ?? "",
                FlagCount = source.Flags.Count,
                UpheldFlagCount = source.Flags.Count(flag => flag.InForce),
            };
        }, context) ?? throw MissingSource(request.Name);
}
