using Casualties.Gateway.Reports.Exporting;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>The RPCs for what many reports come to together.</summary>
internal sealed class AggregateRpc(AggregateQueries aggregates, ComparisonQueries comparisons, ExportQueries exports, OpenStreams streams) : AggregateService.AggregateServiceBase
{
    /// <inheritdoc/>
    [LongRunningCall]
    public override Task<Aggregate> AggregateReports(AggregateReportsRequest request, ServerCallContext context) =>
        aggregates.AggregateAsync(request.Query, request.MinRevisions, request.AsOf, context);

    /// <inheritdoc/>
    public override async Task WatchAggregate(WatchAggregateRequest request, IServerStreamWriter<WatchAggregateResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in aggregates.WatchAsync(request, context, stream.Token))
            await responseStream.WriteAsync(response);
    }

    /// <inheritdoc/>
    public override async Task ExportReports(ExportReportsRequest request, IServerStreamWriter<ExportReportsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in exports.RunAsync(request, context, stream.Token))
            await responseStream.WriteAsync(response);
    }

    /// <inheritdoc/>
    [LongRunningCall]
    public override Task<Comparison> CompareReports(CompareReportsRequest request, ServerCallContext context) => comparisons.CompareAsync(request, context);
}
