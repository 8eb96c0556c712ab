namespace Casualties.Storage;

/// <summary>Record times as stored and hashed: whole microseconds since 1970-01-01T00:00:00Z, the finest step that both engines keep.</summary>
internal static class RecordTime
{
    /// <summary>Cuts off what is finer, so that a record time is never later than the clock.</summary>
    public static long ToMicroseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
