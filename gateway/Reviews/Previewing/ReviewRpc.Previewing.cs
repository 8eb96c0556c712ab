using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

internal sealed partial class ReviewRpc
{
    /// <inheritdoc/>
    public override Task PreviewFlag(PreviewFlagRequest request, IServerStreamWriter<Preview> responseStream, ServerCallContext context) =>
        PreviewAsync(PreviewOrder.Of(request), responseStream, context);

    /// <inheritdoc/>
    public override Task PreviewRating(PreviewRatingRequest request, IServerStreamWriter<Preview> responseStream, ServerCallContext context) =>
        PreviewAsync(PreviewOrder.Of(request), responseStream, context);

    private async Task PreviewAsync(PreviewOrder order, IServerStreamWriter<Preview> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var part in previews.RunAsync(order, context, stream.Token))
            await responseStream.WriteAsync(part);
    }
}
