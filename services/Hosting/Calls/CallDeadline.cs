using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>
/// The deadline of a unary gRPC call, which stands in a header and is kept by gRPC: the default one where the caller sets none, and never longer than
/// the suite bears.
/// </summary>
public sealed class CallDeadline(Limits limits)
{
    private const string Header = "grpc-timeout";
    private const int MaxDigits = 8;

    private readonly string _byDefault = Format(limits.DefaultDeadline);
    private readonly string _longest = Format(limits.MaxDeadline);
    private readonly string _longestOfLongRunning = Format(limits.MaxLongRunningDeadline);

    /// <summary>Whether the caller has set a deadline, if not a readable one.</summary>
    public static bool IsSet(IHeaderDictionary headers) => headers.ContainsKey(Header);

    /// <summary>Gives a call its deadline.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="longRunning">Whether the method is a <see cref="LongRunningCallAttribute">long-running</see> one.</param>
    public void Bound(IHeaderDictionary headers, bool longRunning)
    {
        // One that cannot be read would be none to gRPC.
        if (!headers.TryGetValue(Header, out var text) || Parse(text.ToString()) is not { } asked)
            headers[Header] = _byDefault;
        else if (asked > (longRunning ? limits.MaxLongRunningDeadline : limits.MaxDeadline))
            headers[Header] = longRunning ? _longestOfLongRunning : _longest;
    }

    private static string Format(TimeSpan deadline) => $"{(long)deadline.TotalMilliseconds}m";

    // Up to eight digits and a unit (the gRPC protocol over HTTP/2).
    private static TimeSpan? Parse(ReadOnlySpan<char> text)
    {
        if (text.Length is < 2 or > MaxDigits + 1 || !uint.TryParse(text[..^1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var count))
            return null;
        return text[^1] switch
        {
            'H' => TimeSpan.FromTicks(count * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(count * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks(count / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }
}

/// <summary>A unary method that may need longer than <see cref="Limits.MaxDeadline"/>: its callers may ask for <see cref="Limits.MaxLongRunningDeadline"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongRunningCallAttribute : Attribute;
