namespace Casualties.Hosting.Records;

/// <summary>Keeps streams from being silent: proxies and callers take silence for death.</summary>
public static class Heartbeat
{
    /// <summary>How long a stream stays silent at most; well under every proxy's idle timeout.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Waits for something to send, or for the time to send a sign of life, whichever comes first.</summary>
    /// <param name="something">Completes when there is something to send.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">Ends the stream.</param>
    public static async Task WaitAsync(Func<CancellationToken, Task> something, TimeProvider time, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        try
        {
            await something(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing came: the empty message that is sent now is the sign of life.
        }
    }
}
