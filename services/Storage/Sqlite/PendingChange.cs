using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>A change in the queue, and later what came of it; its caller learns that only after the commit.</summary>
internal sealed class PendingChange(Change change)
{
    private readonly TaskCompletionSource<ChangeOutcome> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChangeOutcome? outcome;
    private Exception? refusal;

    public Task<ChangeOutcome> Outcome => answer.Task;

    /// <summary>Decides on the change and writes its rows. Throws only if the store fails; that is the end of the whole batch.</summary>
    public void Carry(WriterSession session)
    {
        Decision decision;
        try
        {
            if (session.FindReplay(change) is { } replay)
            {
                outcome = replay;
                return;
            }

            decision = session.Decide(change);
        }
        catch (Exception e) when (e is not SqliteException)
        {
            refusal = e;
            return;
        }

        outcome = session.Store(change, decision);
    }

    public void Answer()
    {
        if (refusal is null)
            answer.SetResult(outcome!);
        else
            answer.SetException(refusal);
    }

    public void Fail(StoreFailed failure) => answer.SetException(failure);
}
