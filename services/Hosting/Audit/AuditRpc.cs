using Casualties.Audit.V1;
using Casualties.Hosting.Records;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Hosting;

/// <summary>Answers auditors from the audit log of this process.</summary>
public class AuditRpc(AuditLog log, OpenStreams streams) : AuditService.AuditServiceBase
{
    /// <inheritdoc/>
    public override async Task<ListAuditEventsResponse> ListAuditEvents(ListAuditEventsRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        DemandOwn(request.Service);
        var page = await log.Reader.ListAsync(request.PageSize, request.PageToken, request.Filter, 0, null, context);
        return new ListAuditEventsResponse { Events = { page.Records }, NextPageToken = page.NextPageToken, Revision = page.Revision };
    }

    /// <inheritdoc/>
    public override async Task WatchAuditEvents(
        WatchAuditEventsRequest request, IServerStreamWriter<WatchAuditEventsResponse> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        DemandOwn(request.Service);
        using var stream = streams.Begin(context);
        await log.Watch.StreamAsync(request.AfterRevision, responseStream, (revisions, checkpoint, newest) => RespondAsync(revisions, checkpoint, newest, context), stream.Token);
    }

    /// <summary>Whether a process is this one.</summary>
    protected bool IsOwn(string service) => service == log.Service;

    private void DemandOwn(string service)
    {
        var violations = new Violations();
        if (!IsOwn(service))
            violations.Add("service", $"must be {log.Service}: no other process answers here");
        violations.ThrowIfAny();
    }

    private async Task<WatchAuditEventsResponse> RespondAsync(IReadOnlyList<Revision> revisions, long checkpoint, long newest, ServerCallContext context) => new()
    {
        Revisions =
        {
            revisions.Zip(
                await log.Reader.ParseAsync(revisions, context),
                static (revision, audited) => new AuditEventRevision { Info = RecordWatch.InfoOf(revision), Event = audited }),
        },
        Checkpoint = checkpoint,
        NewestRevision = newest,
    };
}
