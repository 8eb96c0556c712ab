using Casualties.Hosting;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>The RPC for exports.</summary>
internal sealed class ExportRpc(ExportQueries exports, OpenStreams streams) : AggregateService.AggregateServiceBase
{
    /// <inheritdoc/>
    public override async Task ExportReports(ExportReportsRequest request, IServerStreamWriter<ExportReportsResponse> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in exports.RunAsync(request, context, stream.Token))
            await responseStream.WriteAsync(response);
    }
}
