using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>What a feed sent: revisions, or a sign of life.</summary>
/// <param name="Revisions">The revisions; none for a sign of life.</param>
/// <param name="Newest">The newest revision of the service.</param>
internal sealed record FeedMessage(IReadOnlyList<FeedRevision> Revisions, long Newest);

/// <summary>Opens the change feeds of the services, which differ only in the types of their messages.</summary>
internal sealed class Feeds(ServiceChannels channels)
{
    /// <summary>Follows a service from after a revision on.</summary>
    public IAsyncEnumerable<FeedMessage> Open(SuiteService service, long after, CancellationToken cancel) => service switch
    {
        SuiteService.Incidents => Read(
            channels.Incidents.WatchIncidents(new WatchIncidentsRequest { AfterRevision = after }, cancellationToken: cancel),
            response => new FeedMessage([.. response.Revisions.Select(one => new FeedRevision(one.Info, one.Incident))], response.NewestRevision), cancel),
        SuiteService.Counts => Read(
            channels.Claims.WatchClaims(new WatchClaimsRequest { AfterRevision = after }, cancellationToken: cancel),
            response => new FeedMessage([.. response.Revisions.Select(one => new FeedRevision(one.Info, one.Claim))], response.NewestRevision), cancel),
        SuiteService.Sources => Read(
            channels.Sources.WatchSources(new WatchSourcesRequest { AfterRevision = after }, cancellationToken: cancel),
            response => new FeedMessage([.. response.Revisions.Select(one => new FeedRevision(one.Info, one.Source ?? (IRecord)one.Calibration))], response.NewestRevision), cancel),
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };

    private static async IAsyncEnumerable<FeedMessage> Read<TResponse>(
        AsyncServerStreamingCall<TResponse> call,
        Func<TResponse, FeedMessage> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        using (call)
        {
            await foreach (var response in call.ResponseStream.ReadAllAsync(cancel))
                yield return read(response);
        }
    }
}
