using Casualties.Hosting;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>The RPCs for what many reports come to together.</summary>
internal sealed class AggregateRpc(AggregateQueries aggregates) : AggregateService.AggregateServiceBase
{
    /// <inheritdoc/>
    [LongRunningCall]
    public override Task<Aggregate> AggregateReports(AggregateReportsRequest request, ServerCallContext context) =>
        aggregates.AggregateAsync(request.Query, request.MinRevisions, request.AsOf, context);
}
