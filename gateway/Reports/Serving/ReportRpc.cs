using Casualties.Gateway.Calibrating;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>The report RPCs. Over gRPC, <see cref="ReadyReportRpc"/> answers those for whole reports, from the same queries.</summary>
internal sealed class ReportRpc(ReportQueries queries, EstimateQueries estimates, CalibrationRefit refit, OpenStreams streams)
    : ReportService.ReportServiceBase
{
    /// <inheritdoc/>
    public override async Task<IncidentReport> GetIncidentReport(GetIncidentReportRequest request, ServerCallContext context) =>
        (await queries.GetAsync(request, context)).Parse<IncidentReport>();

    /// <inheritdoc/>
    public override async Task<BatchGetIncidentReportsResponse> BatchGetIncidentReports(
        BatchGetIncidentReportsRequest request, ServerCallContext context) =>
        (await queries.BatchGetAsync(request, context)).Parse<BatchGetIncidentReportsResponse>();

    /// <inheritdoc/>
    public override async Task ListIncidentReports(
        ListIncidentReportsRequest request, IServerStreamWriter<ListIncidentReportsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in queries.ListAsync(request, context, stream.Token))
            await responseStream.WriteAsync(response.Parse<ListIncidentReportsResponse>());
    }

    /// <inheritdoc/>
    public override async Task WatchIncidentReports(
        WatchIncidentReportsRequest request, IServerStreamWriter<WatchIncidentReportsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in queries.WatchAsync(request, Viewer.Of(context.Caller()), stream.Token))
            await responseStream.WriteAsync(response.Parse<WatchIncidentReportsResponse>());
    }

    /// <inheritdoc/>
    public override Task<EstimateExplanation> ExplainEstimate(ExplainEstimateRequest request, ServerCallContext context) =>
        estimates.ExplainAsync(request, context);

    /// <inheritdoc/>
    public override Task<ComparePoliciesResponse> ComparePolicies(ComparePoliciesRequest request, ServerCallContext context) =>
        estimates.CompareAsync(request, context);

    /// <inheritdoc/>
    [LongRunningCall]
    public override Task<RefitCalibrationResponse> RefitCalibration(RefitCalibrationRequest request, ServerCallContext context) =>
        refit.RunAsync(request, context.Budget());

    /// <inheritdoc/>
    public override Task<ListPoliciesResponse> ListPolicies(ListPoliciesRequest request, ServerCallContext context) =>
        Task.FromResult(EstimateQueries.List());
}
