using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;
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
        // A name that was open then is searched for by who may not know it today.
        if (request.AsOf is not null && !context.Caller().KnowsSealedSources && request.Filter.Contains("display_name", StringComparison.OrdinalIgnoreCase))
        {
            var violations = new Violations();
            violations.Add("filter", "can ask for display_name as of now only");
            violations.ThrowIfAny();
        }
        var page = await reader.ListAsync(request.PageSize, request.PageToken, request.Filter, request.MinRevision, request.AsOf, context);
        return new ListSourcesResponse { Sources = { page.Records }, NextPageToken = page.NextPageToken, Revision = page.Revision };
    }

    /// <inheritdoc/>
    public override async Task<ListSourceRevisionsResponse> ListSourceRevisions(ListSourceRevisionsRequest request, ServerCallContext context)
    {
        var page = await reader.RevisionsAsync(request.Name, request.PageSize, request.PageToken, context);
        return new ListSourceRevisionsResponse { Revisions = { await ShownAsync(page.Revisions, context) }, NextPageToken = page.NextPageToken };
    }
}
