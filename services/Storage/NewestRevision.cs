namespace Casualties.Storage;

/// <summary>The newest durable revision, and a way to wait for it to move without polling.</summary>
public sealed class NewestRevision
{
    private readonly Lock gate = new();
    private TaskCompletionSource? moved;
    private long number;
    private bool closed;

    /// <summary>The number; 0 before the first.</summary>
    public long Number => Volatile.Read(ref number);

    /// <summary>Moves forward and wakes who waits. A number that is not ahead changes nothing.</summary>
    public void Advance(long to)
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            if (to <= number)
                return;
            Volatile.Write(ref number, to);
            (woken, moved) = (moved, null);
        }

        woken?.SetResult();
    }

    /// <summary>Completes once the number is at or above a revision.</summary>
    public async Task ReachAsync(long revision, CancellationToken cancel)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (number >= revision)
                    return;
                ObjectDisposedException.ThrowIf(closed, this);
                moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                next = moved.Task;
            }

            await next.WaitAsync(cancel);
        }
    }

    /// <summary>Starts again from nothing. Who waits goes on waiting for the number to be reached anew.</summary>
    public void StartAgain()
    {
        lock (gate)
            Volatile.Write(ref number, 0);
    }

    /// <summary>Ends all waits, now and later: nothing more will come.</summary>
    public void Close()
    {
        TaskCompletionSource? woken;
        lock (gate)
        {
            closed = true;
            (woken, moved) = (moved, null);
        }

        woken?.SetResult();
    }
}
