namespace Storage.Conformance;

/// <summary>The system's clock, but for its timers, which ring at once: whoever waits by it soon gives up.</summary>
internal sealed class HastyTimeProvider : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, TimeSpan.Zero, period);
}
