using Casualties.Incidents.V1;
using Casualties.Hosting;
using Grpc.Core;

namespace Casualties.Incidents;

public sealed partial class IncidentRpc
{
    /// <inheritdoc/>
    public override Task<Incident> GetIncident(GetIncidentRequest request, ServerCallContext context) =>
        reader.GetAsync(request.Name, request.MinRevision, request.AsOf, context);

    /// <inheritdoc/>
    public override async Task<BatchGetIncidentsResponse> BatchGetIncidents(BatchGetIncidentsRequest request, ServerCallContext context)
    {
        var read = await reader.BatchGetAsync(request.Names, request.MinRevision, request.AsOf, context);
        return new BatchGetIncidentsResponse { Incidents = { read.Records }, Revision = read.Revision };
    }

    /// <inheritdoc/>
    public override async Task<ListIncidentsResponse> ListIncidents(ListIncidentsRequest request, ServerCallContext context)
    {
        var page = await reader.ListAsync(request.PageSize, request.PageToken, request.Filter, request.MinRevision, request.AsOf, context);
        return new ListIncidentsResponse { Incidents = { page.Records }, NextPageToken = page.NextPageToken, Revision = page.Revision };
    }

    /// <inheritdoc/>
    public override async Task<ListIncidentRevisionsResponse> ListIncidentRevisions(ListIncidentRevisionsRequest request, ServerCallContext context)
    {
        var page = await reader.RevisionsAsync(request.Name, request.PageSize, request.PageToken, context);
        return new ListIncidentRevisionsResponse { Revisions = { await ShownAsync(page.Revisions, context) }, NextPageToken = page.NextPageToken };
    }
}
