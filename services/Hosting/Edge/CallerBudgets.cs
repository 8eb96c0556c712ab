using System.Buffers.Binary;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>What each caller may still ask of this process: calls a second, calls a day, streams at once.</summary>
internal sealed class CallerBudgets : IDisposable
{
    // Addresses share these, so that no number of addresses takes more memory. Which share one differs from process to process.
    private const int AddressShares = 65_536;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<HttpContext>? _rate;
    private readonly PartitionedRateLimiter<HttpContext>? _quota;
    private readonly PartitionedRateLimiter<HttpContext>? _streams;
    private readonly Counter<long> _refused;

    public CallerBudgets(Limits limits, IMeterFactory meters)
    {
        _rate = limits.CallsPerSecond == 0 ? null : PerCaller(caller => RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = limits.CallsPerSecond,
            ReplenishmentPeriod = Second,
            TokenLimit = limits.CallBurst,
        }));
        _quota = limits.CallsPerDay == 0 ? null : PerCaller(caller => RateLimitPartition.GetFixedWindowLimiter(caller, _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = limits.CallsPerDay,
            Window = TimeSpan.FromDays(1),
        }));
        _streams = limits.StreamsPerCaller == 0 ? null : PerCaller(caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = limits.StreamsPerCaller,
        }));
        _refused = meters.Create(Telemetry.Source).CreateCounter<long>("casualties.calls.limited", "{call}", "Calls refused since their caller asks too much.");
    }

    /// <summary>
    /// Takes a look at credentials from the budget of the caller's address; answers why not. It takes nothing of the day's calls: many callers may share
    /// an address.
    /// </summary>
    public Excess? TakeLook(HttpContext context)
    {
        using var rate = _rate?.AttemptAcquire(context);
        return rate is { IsAcquired: false } ? Refused(nameof(Limits.CallsPerSecond), rate) : null;
    }

    /// <summary>Takes a call from the caller's budget; answers why not.</summary>
    public Excess? TakeCall(HttpContext context)
    {
        if (TakeLook(context) is { } tooFast)
            return tooFast;
        using var quota = _quota?.AttemptAcquire(context);
        return quota is { IsAcquired: false } ? Refused(nameof(Limits.CallsPerDay), quota) : null;
    }

    /// <summary>Takes a stream from the caller's budget, to be given back by disposing of the lease; answers why not.</summary>
    public Excess? TakeStream(HttpContext context, out IDisposable? stream)
    {
        var lease = _streams?.AttemptAcquire(context);
        stream = lease;
        return lease is { IsAcquired: false } ? Refused(nameof(Limits.StreamsPerCaller), lease) : null;
    }

    public void Dispose()
    {
        _rate?.Dispose();
        _quota?.Dispose();
        _streams?.Dispose();
    }

    private Excess Refused(string limit, RateLimitLease lease)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("limit", limit));
        return new Excess(limit, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > Second ? wait : Second);
    }

    private static PartitionedRateLimiter<HttpContext> PerCaller(Func<Payer, RateLimitPartition<Payer>> partition) =>
        PartitionedRateLimiter.Create<HttpContext, Payer>(context => partition(PayerOf(context)));

    private static Payer PayerOf(HttpContext context) =>
        context.Features.Get<Caller>() is { } caller && !ReferenceEquals(caller, Caller.Anonymous)
            ? new Payer(caller.Subject, 0)
            : new Payer(null, ShareOf(context.Connection.RemoteIpAddress));

    // One subscriber has a whole /64 of IPv6 at least.
    private static int ShareOf(System.Net.IPAddress? address)
    {
        if (address is null)
            return 0;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var network = address.AddressFamily == AddressFamily.InterNetwork ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return (int)((uint)HashCode.Combine(address.AddressFamily, network) % AddressShares);
    }

    private readonly record struct Payer(string? Subject, int AddressShare);
}

/// <summary>A caller asks too much.</summary>
/// <param name="Limit">The limit, as <see cref="Limits"/> names it.</param>
/// <param name="RetryAfter">When to try again. A second or more.</param>
internal readonly record struct Excess(string Limit, TimeSpan RetryAfter);
