using Casualties.Audit.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Casualties.Hosting;

/// <summary>
/// Counts denied calls and writes what it counted into the audit log every few seconds: equal ones are one event, so that a flood of them neither fills the
/// disk nor holds up anyone.
/// </summary>
internal sealed partial class DeniedCalls(AuditLog log, TimeProvider time, ILogger<DeniedCalls> logger) : IAsyncDisposable
{
    /// <summary>How many kinds of denied calls of known callers are told apart at once; further ones are counted together.</summary>
    public const int MaxKnown = 1_000;

    /// <summary>The same for callers that are not known, who cost an attacker nothing. They cannot crowd out the known ones.</summary>
    public const int MaxUnknown = 100;

    /// <summary>How long equal calls gather at most, before they are written.</summary>
    public static readonly System.TimeSpan Interval = System.TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Dictionary<DeniedCall, Denied> _gathered = [];
    private int _known;
    private int _unknown;
    private ITimer? _timer;
    private (Guid Id, IReadOnlyList<AuditEvent> Events)? _unwritten;

    /// <summary>Counts a denied call.</summary>
    public void Add(HttpContext context, Google.Rpc.Status status)
    {
        var caller = context.Features.Get<Caller>();
        var network = caller is null ? Network.Of(context.Connection.RemoteIpAddress) : "";
        var call = new DeniedCall(caller, network, MethodOf(context), (Google.Rpc.Code)status.Code, StatusErrors.ReasonOf(status));
        lock (_gate)
        {
            if (!_gathered.TryGetValue(call, out var denied))
                denied = Begin(call);
            denied.Count++;
            denied.Last = time.GetUtcNow();
            StartTimer();
        }
    }

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopTimerAsync();
        await WriteAsync();
        // What failed was kept to be tried again, and nobody will.
        await StopTimerAsync();
        var lost = Take().Concat(_unwritten?.Events ?? []).Sum(one => one.Count);
        if (lost > 0)
            LogLost(logger, lost);
        _writing.Dispose();
    }

    private async ValueTask StopTimerAsync()
    {
        ITimer? timer;
        lock (_gate)
            (timer, _timer) = (_timer, null);
        if (timer is not null)
            await timer.DisposeAsync();
    }

    private Denied Begin(DeniedCall call)
    {
        ref var kinds = ref call.Caller is null ? ref _unknown : ref _known;
        var max = call.Caller is null ? MaxUnknown : MaxKnown;
        if (kinds >= max)
        {
            // As many of these as there are outcomes.
            call = new DeniedCall(null, "", "", call.Outcome, call.Reason);
            if (_gathered.TryGetValue(call, out var others))
                return others;
        }
        else
        {
            kinds++;
        }
        return _gathered[call] = new Denied(time.GetUtcNow());
    }

    // Never throws: nobody waits for it but the shutdown.
    private async Task WriteAsync()
    {
        await _writing.WaitAsync();
        try
        {
            // What failed is sent again as it was: it may have been stored all the same.
            if (_unwritten is { } again)
                await AppendAsync(again.Id, again.Events);
            if (Take() is { Count: > 0 } events)
                await AppendAsync(log.NewId(), events);
        }
        catch (Exception e) when (e is Storage.StoreFailed or ObjectDisposedException)
        {
            LogFailed(logger, e.Message);
            Retry();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task AppendAsync(Guid id, IReadOnlyList<AuditEvent> events)
    {
        _unwritten = (id, events);
        await log.AppendAsync(events, id, log.Service, CancellationToken.None);
        _unwritten = null;
    }

    private void Retry()
    {
        lock (_gate)
            StartTimer();
    }

    private void StartTimer() => _timer ??= time.CreateTimer(_ => _ = WriteAsync(), null, Interval, Timeout.InfiniteTimeSpan);

    private List<AuditEvent> Take()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            var taken = _gathered;
            (_gathered, _known, _unknown) = ([], 0, 0);
            return [.. taken.Select(entry => EventOf(entry.Key, entry.Value))];
        }
    }

    private static AuditEvent EventOf(DeniedCall call, Denied denied)
    {
        var one = new AuditEvent
        {
            Kind = AuditKind.Denied,
            Network = call.Network,
            Method = call.Method,
            Outcome = call.Outcome,
            ErrorReason = call.Reason,
            Count = denied.Count,
            FirstTime = Timestamp.FromDateTimeOffset(denied.First),
            LastTime = Timestamp.FromDateTimeOffset(denied.Last),
        };
        if (call.Caller is { } caller)
        {
            one.Caller = caller.Subject;
            one.Roles.Add(caller.Roles.All);
            one.Audience = caller.Audience;
            one.Organisation = caller.Organisation;
        }
        return one;
    }

    // Nothing that the caller wrote: an address of JSON may hold what was asked for, its pattern does not.
    private static string MethodOf(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<GrpcMethodMetadata>() is { } rpc)
            return rpc.Method.FullName;
        return context.Request.Path.Value is { } path && AccessRules.Of(path) is not null ? path : (endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "";
    }

    private sealed record DeniedCall(Caller? Caller, string Network, string Method, Google.Rpc.Code Outcome, ErrorReason Reason);

    private sealed class Denied(DateTimeOffset first)
    {
        public DateTimeOffset First { get; } = first;

        public DateTimeOffset Last { get; set; }

        public long Count { get; set; }
    }

    [LoggerMessage(1, LogLevel.Error, "Denied calls could not be written into the audit log, which is tried again: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);

    [LoggerMessage(2, LogLevel.Error, "{Count} denied calls are missing in the audit log")]
    private static partial void LogLost(ILogger logger, long count);
}
