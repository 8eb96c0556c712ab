using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;

namespace Casualties.Hosting;

/// <summary>What a caller may see of records.</summary>
public static class Sight
{
    /// <summary>Whether a caller may know that a record exists.</summary>
    public static bool Knows(this Caller caller, IRecord record) => record is not IDisclosedRecord disclosed || caller.Audience >= disclosed.KnownTo;

    /// <summary>
    /// The revision of a record as a caller is told it: the number, or, to those who may not see every record, the time at which it was recorded. From
    /// numbers they could tell how much is hidden.
    /// </summary>
    public static long RevisionOf(this Caller caller, IRecord record) => caller.SeesEveryRecord ? record.Revision : Microseconds(record.UpdateTime);

    /// <summary>The etag of a record as a caller is told it.</summary>
    public static string EtagOf(this Caller caller, IRecord record) => caller.SeesEveryRecord ? record.Etag : EtagOf(Microseconds(record.UpdateTime));

    /// <summary>A record time as the number that stands in place of a revision: microseconds since 1970-01-01T00:00:00Z. 0: never.</summary>
    public static long Microseconds(Timestamp? time) => time is null ? 0 : (time.Seconds * 1_000_000) + (time.Nanos / 1_000);

    /// <summary>The record time that a number means, as told in place of a revision.</summary>
    public static DateTimeOffset TimeOf(long microseconds) =>
        microseconds < 0 || microseconds > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / System.TimeSpan.TicksPerMicrosecond
            ? DateTimeOffset.MaxValue
            : DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);

    internal static string EtagOf(long revision) => $"\"{revision}\"";
}
