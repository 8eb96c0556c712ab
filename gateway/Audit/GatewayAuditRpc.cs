using Casualties.Audit.V1;
using Casualties.Hosting;
using Grpc.Core;
using Microsoft.Net.Http.Headers;

namespace Casualties.Gateway.Audit;

/// <summary>Answers auditors from the gateway's own audit log, and asks the services for theirs with the caller's own credentials: it is they who decide.</summary>
internal sealed class GatewayAuditRpc(AuditLog log, OpenStreams streams, ServiceChannels channels, ServiceGuards guards) : AuditRpc(log, streams)
{
    private readonly OpenStreams streams = streams;

    /// <inheritdoc/>
    public override async Task<ListAuditEventsResponse> ListAuditEvents(ListAuditEventsRequest request, ServerCallContext context)
    {
        if (Asked(request.Service) is not { } service)
            return await base.ListAuditEvents(request, context);
        return await guards.CallAsync(
            service, async cancel => await channels.AuditOf(service).ListAuditEventsAsync(request, CredentialsOf(context), context.Deadline, cancel), context.Budget());
    }

    /// <inheritdoc/>
    public override async Task WatchAuditEvents(
        WatchAuditEventsRequest request, IServerStreamWriter<WatchAuditEventsResponse> responseStream, ServerCallContext context)
    {
        if (Asked(request.Service) is not { } service)
        {
            await base.WatchAuditEvents(request, responseStream, context);
            return;
        }
        using var stream = streams.Begin(context);
        using var call = channels.AuditOf(service).WatchAuditEvents(request, CredentialsOf(context), context.Deadline, stream.Token);
        try
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(stream.Token))
                await responseStream.WriteAsync(response, CancellationToken.None);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && e.GetRpcStatus() is null)
        {
            throw new ServiceUnreachable(service.Word(), e);
        }
    }

    // Null where it is not a service: the gateway's own, or one that there is not.
    private static SuiteService? Asked(string name) => SuiteServiceNames.All.Cast<SuiteService?>().FirstOrDefault(service => service!.Value.Word() == name);

    private static Metadata CredentialsOf(ServerCallContext context) => new() { { HeaderNames.Authorization, context.GetHttpContext().Request.Headers.Authorization.ToString() } };
}
