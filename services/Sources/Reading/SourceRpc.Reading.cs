using Casualties.Sources.V1;
using Casualties.Hosting;
using Grpc.Core;

namespace Casualties.Sources;

public sealed partial class SourceRpc
{
    /// <inheritdoc/>
    public override Task<Source> GetSource(GetSourceRequest request, ServerCallContext context) =>
        reader.GetAsync(request.Name, request.MinRevision, request.AsOf, context);

    /// <inheritdoc/>
    public override async Task<BatchGetSourcesResponse> BatchGetSources(BatchGetSourcesRequest request, ServerCallContext context)
    {
        var read = await reader.BatchGetAsync(request.Names, request.MinRevision, request.AsOf, context);
        return new BatchGetSourcesResponse { Sources = { read.Records }, Revision = read.Revision };
    }

    /// <inheritdoc/>
    public override async Task<ListSourcesResponse> ListSources(ListSourcesRequest request, ServerCallContext context)
    {
        var page = await reader.ListAsync(request.PageSize, request.PageToken, request.Filter, request.MinRevision, request.AsOf, context);
        return new ListSourcesResponse { Sources = { page.Records }, NextPageToken = page.NextPageToken, Revision = page.Revision };
    }

    /// <inheritdoc/>
    public override async Task<ListSourceRevisionsResponse> ListSourceRevisions(ListSourceRevisionsRequest request, ServerCallContext context)
    {
        var page = await reader.RevisionsAsync(request.Name, request.PageSize, request.PageToken, context);
        return new ListSourceRevisionsResponse { Revisions = { page.Revisions.Select(Shown) }, NextPageToken = page.NextPageToken };
    }
}
