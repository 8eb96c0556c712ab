using Casualties.Hosting;
using Casualties.Reports.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>The report RPCs, over gRPC and JSON. Single reports over gRPC go by <see cref="ReadyReportRpc"/>.</summary>
internal sealed class ReportRpc(ReportQueries queries, OpenStreams streams) : ReportService.ReportServiceBase
{
    /// <inheritdoc/>
    public override async Task<IncidentReport> GetIncidentReport(GetIncidentReportRequest request, ServerCallContext context)
    {
        var ready = await queries.GetAsync(request, context.Budget());
        var report = IncidentReport.Parser.ParseFrom(ready.Body);
        report.MergeFrom(ready.Freshness);
        return report;
    }

    /// <inheritdoc/>
    public override Task<BatchGetIncidentReportsResponse> BatchGetIncidentReports(
        BatchGetIncidentReportsRequest request, ServerCallContext context) => queries.BatchGetAsync(request, context.Budget());

    /// <inheritdoc/>
    public override async Task ListIncidentReports(
        ListIncidentReportsRequest request, IServerStreamWriter<ListIncidentReportsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in queries.ListAsync(request, stream.Token))
            await responseStream.WriteAsync(response, stream.Token);
    }

    /// <inheritdoc/>
    public override async Task WatchIncidentReports(
        WatchIncidentReportsRequest request, IServerStreamWriter<WatchIncidentReportsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in queries.WatchAsync(request, stream.Token))
            await responseStream.WriteAsync(response, stream.Token);
    }
}
