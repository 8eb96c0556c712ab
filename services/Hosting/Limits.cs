using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Casualties.Hosting;

/// <summary>The limits of a process, each with its unit. Configuration section <c>Limits</c>.</summary>
public sealed class Limits
{
    /// <summary>How many violations an error lists at most; further ones are counted.</summary>
    public const int MaxViolations = 100;

    /// <summary>
    /// How many bytes of UTF-8 the listed violations take at most. Details travel in a response header, and common clients accept 8 KiB of headers.
    /// </summary>
    public const int MaxViolationBytes = 5 * 1024;

    private static readonly TimeSpan SlowBodyGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromDays(1);

    /// <summary>The largest request message, or chunk of a request stream, in bytes. 1 or more.</summary>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How deep JSON may be nested, in levels. 1 or more.</summary>
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>How many calls one connection may carry at once. 1 or more.</summary>
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>The headers of a request in total, in bytes. 1 or more.</summary>
    public int MaxRequestHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>How many headers a request may have. 1 or more.</summary>
    public int MaxRequestHeaders { get; set; } = 100;

    /// <summary>How long the headers of a request may take from their first byte on, and the handshake of TLS. More than zero.</summary>
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How fast a JSON body must come, in bytes a second, after a grace of five seconds. 1 or more. Streams of gRPC may pause.</summary>
    public int MinRequestBytesPerSecond { get; set; } = 240;

    /// <summary>How many connections the process holds at once; one more is closed at once. 1 or more. The system must allow more open files than that.</summary>
    public int MaxConnections { get; set; } = 16_000;

    /// <summary>How long a connection may be without a call before it is closed. More than zero.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a unary call may take if the caller sets no deadline. More than zero, <see cref="MaxDeadline"/> at most.</summary>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a unary call may take, whatever deadline the caller sets. More than zero, a day at most.</summary>
    public TimeSpan MaxDeadline { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The same for the methods that are <see cref="LongRunningCallAttribute">long-running</see>: RefitCalibration. More than zero, a day at most.</summary>
    public TimeSpan MaxLongRunningDeadline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How many calls a second one caller may make in the long run; 0: any number. A caller is whom a token names, or else an IPv4 address or a /64 of IPv6.
    /// </summary>
    public int CallsPerSecond { get; set; } = 2000;

    /// <summary>How many calls one caller may make at once after a pause. <see cref="CallsPerSecond"/> or more.</summary>
    public int CallBurst { get; set; } = 10_000;

    /// <summary>How many calls one caller may make within 24 hours of the first; 0: any number. Each process counts for itself, from its start on.</summary>
    public int CallsPerDay { get; set; }

    /// <summary>How many streams one caller may have open at once; 0: any number.</summary>
    public int StreamsPerCaller { get; set; } = 100;

    /// <summary>How long a connection may be silent before it is asked for a sign of life. More than zero.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the other side may take for that sign of life before the connection is closed. More than zero.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a process that is told to stop waits for calls in flight. More than zero.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Reads the limits. Throws <see cref="InvalidSetting"/>.</summary>
    internal static Limits From(IConfiguration configuration)
    {
        var limits = new Limits();
        configuration.BindStrictly(nameof(Limits), limits);
        foreach (var (name, isWrong, rule) in limits.Rules())
        {
            if (isWrong)
                throw new InvalidSetting($"{nameof(Limits)}:{name}", rule);
        }
        return limits;
    }

    /// <summary>Hands the server those that it holds by itself.</summary>
    internal void Apply(KestrelServerLimits server)
    {
        server.KeepAliveTimeout = IdleTimeout;
        server.RequestHeadersTimeout = RequestHeadersTimeout;
        server.MaxRequestHeaderCount = MaxRequestHeaders;
        server.MaxRequestHeadersTotalSize = MaxRequestHeaderBytes;
        // Streams have no end to count to; the limit of each message is held where it is read, and says so with a reason.
        server.MaxRequestBodySize = null;
        server.MinRequestBodyDataRate = new MinDataRate(MinRequestBytesPerSecond, SlowBodyGrace);
        server.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        server.Http2.MaxRequestHeaderFieldSize = MaxRequestHeaderBytes;
        server.Http2.KeepAlivePingDelay = KeepAlivePingDelay;
        server.Http2.KeepAlivePingTimeout = KeepAlivePingTimeout;
    }

    private IEnumerable<(string Name, bool IsWrong, string Rule)> Rules() =>
    [
        .. Positive().Select(one => (one.Name, one.Value <= 0, "must be more than zero")),
        (nameof(MaxDeadline), MaxDeadline > LongestDeadline, "must be a day at most"),
        (nameof(MaxLongRunningDeadline), MaxLongRunningDeadline > LongestDeadline, "must be a day at most"),
        (nameof(DefaultDeadline), DefaultDeadline > MaxDeadline, $"must be {nameof(MaxDeadline)} at most"),
        (nameof(CallsPerSecond), CallsPerSecond < 0, "must be 0, for any number, or more"),
        (nameof(CallBurst), CallBurst < CallsPerSecond, $"must be {nameof(CallsPerSecond)} or more"),
        (nameof(CallsPerDay), CallsPerDay < 0, "must be 0, for any number, or more"),
        (nameof(StreamsPerCaller), StreamsPerCaller < 0, "must be 0, for any number, or more"),
    ];

    private IEnumerable<(string Name, double Value)> Positive() =>
    [
        (nameof(MaxRequestBytes), MaxRequestBytes),
        (nameof(MaxJsonDepth), MaxJsonDepth),
        (nameof(MaxStreamsPerConnection), MaxStreamsPerConnection),
        (nameof(MaxRequestHeaderBytes), MaxRequestHeaderBytes),
        (nameof(MaxRequestHeaders), MaxRequestHeaders),
        (nameof(RequestHeadersTimeout), RequestHeadersTimeout.TotalSeconds),
        (nameof(MinRequestBytesPerSecond), MinRequestBytesPerSecond),
        (nameof(MaxConnections), MaxConnections),
        (nameof(IdleTimeout), IdleTimeout.TotalSeconds),
        (nameof(DefaultDeadline), DefaultDeadline.TotalSeconds),
        (nameof(MaxDeadline), MaxDeadline.TotalSeconds),
        (nameof(MaxLongRunningDeadline), MaxLongRunningDeadline.TotalSeconds),
        (nameof(KeepAlivePingDelay), KeepAlivePingDelay.TotalSeconds),
        (nameof(KeepAlivePingTimeout), KeepAlivePingTimeout.TotalSeconds),
        (nameof(ShutdownTimeout), ShutdownTimeout.TotalSeconds),
    ];
}
