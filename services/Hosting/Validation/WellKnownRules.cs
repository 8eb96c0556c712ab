using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace Casualties.Hosting;

/// <summary>The rules of Google's common types, whose contracts carry theirs in comments only.</summary>
internal static class WellKnownRules
{
    // Timestamp: years 1 to 9999.
    private const long MinTimestampSeconds = -62_135_596_800;
    private const long MaxTimestampSeconds = 253_402_300_799;
    private const int MaxNanos = 999_999_999;

    // Four digits, so that the order of dates as ISO 8601 text is the order of days.
    private const int MinYear = 1000;
    private const int MaxYear = 9999;

    public static MessageRules? For(MessageDescriptor message) => message.FullName switch
    {
        "google.protobuf.Timestamp" => new WholeMessage<Timestamp>(FaultOf),
        "google.type.Date" => new WholeMessage<Date>(FaultOf),
        "google.type.LatLng" => new WholeMessage<LatLng>(FaultOf),
        _ => null,
    };

    private static string? FaultOf(Timestamp time) =>
        time.Seconds is >= MinTimestampSeconds and <= MaxTimestampSeconds && time.Nanos is >= 0 and <= MaxNanos
            ? null : "must be a time in the years 1 to 9999";

    private static string? FaultOf(Date date) => date switch
    {
        { Year: < MinYear or > MaxYear } => "must have a year from 1000 to 9999",
        { Month: 0, Day: 0 } => null,
        { Month: 0 } => "has a day without a month",
        { Month: < 0 or > 12 } => "must have a month from 1 to 12, or 0 if only the year is known",
        { Day: 0 } => null,
        _ => date.Day >= 1 && date.Day <= System.DateTime.DaysInMonth(date.Year, date.Month) ? null : "has a day that its month does not have",
    };

    private static string? FaultOf(LatLng point) =>
        point.Latitude is >= -90 and <= 90 && point.Longitude is >= -180 and <= 180
            ? null : "must have a latitude from -90 to 90 and a longitude from -180 to 180";

    private sealed class WholeMessage<T>(Func<T, string?> faultOf) : MessageRules
        where T : class, IMessage
    {
        public override void Check(IMessage message, ref Walk walk)
        {
            if (faultOf((T)message) is { } fault)
                walk.Add("", fault);
        }
    }
}
