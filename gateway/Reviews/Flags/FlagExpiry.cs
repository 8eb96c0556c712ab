using Casualties.Counts.V1;
using Casualties.Gateway.Import;
using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Casualties.Gateway.Reviews;

/// <summary>
/// Records that flags have come to their ends. A flag that could not be ended is tried again at the next minute; how often it is tried, and by how many gateways,
/// makes no difference, since the same flag of the same record is ended by the same request.
/// </summary>
internal sealed partial class FlagExpiry(
    ReadModel model, ServiceChannels channels, ServiceGuards guards, SuiteKey key, TimeProvider time, ILogger<FlagExpiry> logger) : BackgroundService
{
    private const string Rationale = "Its time is over.";

    private static readonly System.TimeSpan Every = System.TimeSpan.FromMinutes(1);

    // Whoever could compute the id of a request could use it up for another one.
    private readonly byte[] secret = key.Derive("requests that end flags");

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minutes = new PeriodicTimer(Every, time);
        while (await minutes.WaitForNextTickAsync(stoppingToken))
            await TryAllAsync(stoppingToken);
    }

    private async Task TryAllAsync(CancellationToken stopping)
    {
        try
        {
            var now = Sight.Microseconds(Timestamp.FromDateTimeOffset(time.GetUtcNow()));
            var over = await model.ReviewAsync(
                rows =>
                {
                    var flags = rows.FlagsOver(now);
                    var records = rows.Records(flags.Select(flag => flag.Record));
                    return flags.GroupBy(flag => flag.Record, flag => Flag.Parser.ParseFrom(flag.Payload)).Select(flags => (records[flags.Key], flags.ToList())).ToList();
                },
                stopping);
            foreach (var (record, flags) in over)
                await TryAsync(record, flags, stopping);
        }
        catch (OperationCanceledException)
        {
            // The process is told to stop, and with it the next wait.
        }
        catch (Exception e)
        {
            LogFault(logger, e.GetType().FullName!, e.StackTrace);
        }
    }

    // One after another: each needs the etag that the one before made.
    private async Task TryAsync(IDisclosedRecord record, List<Flag> flags, CancellationToken stopping)
    {
        try
        {
            foreach (var flag in flags)
                record = await EndAsync(record, flag, stopping);
        }
        catch (Exception e) when (e is RpcException or ServiceUnreachable)
        {
            LogRefused(logger, record.Name, (e as RpcException)?.StatusCode ?? StatusCode.Unavailable);
        }
    }

    private Task<IDisclosedRecord> EndAsync(IDisclosedRecord record, Flag flag, CancellationToken stopping)
    {
        var (name, etag) = (record.Name, record.Etag);
        var id = ResourceIds.OfRequest(new RecordFlag { Record = name, Etag = etag, Flag = new Flag { Id = flag.Id } }, secret);
        return record switch
        {
            Source => Call(SuiteService.Sources, channels.Sources.DecideSourceFlagAsync, new DecideSourceFlagRequest
            {
                Name = name, Etag = etag, FlagId = flag.Id, State = FlagState.Expired, Rationale = Rationale, RequestId = id,
            }),
            Claim => Call(SuiteService.Counts, channels.Claims.DecideClaimFlagAsync, new DecideClaimFlagRequest
            {
                Name = name, Etag = etag, FlagId = flag.Id, State = FlagState.Expired, Rationale = Rationale, RequestId = id,
            }),
            Incident => Call(SuiteService.Incidents, channels.Incidents.DecideIncidentFlagAsync, new DecideIncidentFlagRequest
            {
                Name = name, Etag = etag, FlagId = flag.Id, State = FlagState.Expired, Rationale = Rationale, RequestId = id,
            }),
            _ => throw new InvalidOperationException($"No service decides on flags of {record.Descriptor.FullName}."),
        };

        async Task<IDisclosedRecord> Call<TRequest, TRecord>(SuiteService service, Func<TRequest, CallOptions, AsyncUnaryCall<TRecord>> decide, TRequest request)
            where TRecord : IDisclosedRecord =>
            await guards.CallAsync(service, token => decide(request, new CallOptions(cancellationToken: token)).ResponseAsync, stopping);
    }

    [LoggerMessage(1, LogLevel.Warning, "A flag of {Record} has come to its end, and that was not recorded ({Status}); it is tried again in a minute")]
    private static partial void LogRefused(ILogger logger, string record, StatusCode status);

    [LoggerMessage(2, LogLevel.Error, "Ending flags failed by a fault: {Type}; it is tried again in a minute\n{Stack}")]
    private static partial void LogFault(ILogger logger, string type, string? stack);
}
