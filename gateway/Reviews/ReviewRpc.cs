using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

/// <summary>The review RPCs. Each folder beside this file holds those of one capability.</summary>
internal sealed partial class ReviewRpc(ReadModel model, ReportInputQueries inputs, PageTokens pages, PreviewQueries previews, OpenStreams streams) : ReviewService.ReviewServiceBase
{
    private const int DefaultPageItems = 50;
    private const int MaxPageItems = 1000;

    private static int Limit(int pageSize) => pageSize == 0 ? DefaultPageItems : Math.Min(pageSize, MaxPageItems);

    // Reads what the view holds, once it has seen what the caller has.
    private async Task<T> ReadAsync<T>(SuiteRevisions? min, Func<ReviewRows, T> read, ServerCallContext context)
    {
        await inputs.SeenAsync(min, Viewer.Of(context.Caller()), context.Budget());
        return await model.ReviewAsync(read, context.Budget());
    }

    // As long as the view has not caught up, there may be such a source all the same.
    private Exception MissingSource(string name) => model.Freshness.IsFollowing(SuiteService.Sources) ? new RecordNotFound(name) : ReportInputQueries.Incomplete();
}
