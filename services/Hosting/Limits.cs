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

    /// <summary>The largest request message, or chunk of a request stream, in bytes. 1 or more.</summary>
    public int MaxRequestBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How deep JSON may be nested, in levels. 1 or more.</summary>
    public int MaxJsonDepth { get; set; } = 32;

    /// <summary>How many calls one connection may carry at once. 1 or more.</summary>
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>The headers of a request in total, in bytes. 1 or more.</summary>
    public int MaxRequestHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>How long a unary call may take if the caller sets no deadline. More than zero, a day at most.</summary>
    public TimeSpan DefaultDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be silent before it is asked for a sign of life. More than zero.</summary>
    public TimeSpan KeepAlivePingDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the other side may take for that sign of life before the connection is closed. More than zero.</summary>
    public TimeSpan KeepAlivePingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a process that is told to stop waits for calls in flight. More than zero.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Reads the limits. Throws <see cref="InvalidSetting"/>.</summary>
    internal static Limits From(IConfiguration configuration)
    {
        var section = configuration.GetSection(nameof(Limits));
        var limits = new Limits();
        try
        {
            section.Bind(limits, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidSetting(nameof(Limits), e.Message);
        }
        foreach (var (name, value) in limits.Positive())
        {
            if (value <= 0)
                throw new InvalidSetting($"{nameof(Limits)}:{name}", "must be more than zero");
        }
        if (limits.DefaultDeadline > TimeSpan.FromDays(1))
            throw new InvalidSetting($"{nameof(Limits)}:{nameof(DefaultDeadline)}", "must be a day at most");
        return limits;
    }

    private IEnumerable<(string Name, double Value)> Positive() =>
    [
        (nameof(MaxRequestBytes), MaxRequestBytes),
        (nameof(MaxJsonDepth), MaxJsonDepth),
        (nameof(MaxStreamsPerConnection), MaxStreamsPerConnection),
        (nameof(MaxRequestHeaderBytes), MaxRequestHeaderBytes),
        (nameof(DefaultDeadline), DefaultDeadline.TotalSeconds),
        (nameof(KeepAlivePingDelay), KeepAlivePingDelay.TotalSeconds),
        (nameof(KeepAlivePingTimeout), KeepAlivePingTimeout.TotalSeconds),
        (nameof(ShutdownTimeout), ShutdownTimeout.TotalSeconds),
    ];
}
