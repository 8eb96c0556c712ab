using Casualties.Counts.V1;
using Casualties.Hosting;
using Grpc.Core;

namespace Casualties.Counts;

public sealed partial class ClaimRpc
{
    /// <inheritdoc/>
    public override Task<Claim> GetClaim(GetClaimRequest request, ServerCallContext context) =>
        reader.GetAsync(request.Name, request.MinRevision, request.AsOf, context);

    /// <inheritdoc/>
    public override async Task<BatchGetClaimsResponse> BatchGetClaims(BatchGetClaimsRequest request, ServerCallContext context)
    {
        var read = await reader.BatchGetAsync(request.Names, request.MinRevision, request.AsOf, context);
        return new BatchGetClaimsResponse { Claims = { read.Records }, Revision = read.Revision };
    }

    /// <inheritdoc/>
    public override async Task<ListClaimsResponse> ListClaims(ListClaimsRequest request, ServerCallContext context)
    {
        var page = await reader.ListAsync(request.PageSize, request.PageToken, request.Filter, request.MinRevision, request.AsOf, context);
        return new ListClaimsResponse { Claims = { page.Records }, NextPageToken = page.NextPageToken, Revision = page.Revision };
    }

    /// <inheritdoc/>
    public override async Task<ListClaimRevisionsResponse> ListClaimRevisions(ListClaimRevisionsRequest request, ServerCallContext context)
    {
        var page = await reader.RevisionsAsync(request.Name, request.PageSize, request.PageToken, context);
        return new ListClaimRevisionsResponse { Revisions = { await ShownAsync(page.Revisions, context) }, NextPageToken = page.NextPageToken };
    }
}
