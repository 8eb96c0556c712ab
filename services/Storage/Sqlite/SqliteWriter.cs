using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Polly;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// The one writer: a thread that owns the writing connection, takes whatever changes are queued, and commits them together. No timer: a
/// lone change commits at once, and while one commit waits for the disk the next batch gathers by itself.
/// </summary>
internal sealed class SqliteWriter
{
    /// <summary>How many changes may wait; more callers wait for a place.</summary>
    private const int QueuedChanges = 4_096;

    /// <summary>A batch ends once it holds this many changes …</summary>
    private const int ChangesPerBatch = 1_024;

    /// <summary>… or has appended this many revisions.</summary>
    private const int RevisionsPerBatch = 8_192;

    private readonly Func<WriterSession> openSession;
    private readonly NewestRevision newest;
    private readonly ResiliencePipeline whileBusy;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PendingChange> batch = [];
    private readonly Channel<PendingChange> queue =
        Channel.CreateBounded<PendingChange>(new BoundedChannelOptions(QueuedChanges) { SingleReader = true });

    private WriterSession? session;

    public SqliteWriter(WriterSession session, Func<WriterSession> openSession, NewestRevision newest, TimeProvider time, string name)
    {
        this.session = session;
        this.openSession = openSession;
        this.newest = newest;
        // Only another program (a backup, a shell) can hold the write lock. It is asked for before anything is decided, so waiting repeats nothing.
        whileBusy = BusyRetry.Create(time, 3, TimeSpan.FromMilliseconds(100));
        newest.Advance(session.Newest);
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    public async Task<ChangeOutcome> WriteAsync(Change change, CancellationToken cancel)
    {
        var pending = new PendingChange(change);
        try
        {
            await queue.Writer.WriteAsync(pending, cancel);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The log is closed.", e);
        }

        return await pending.Outcome.WaitAsync(cancel);
    }

    /// <summary>Takes no more changes and completes when those queued are done.</summary>
    public Task DrainAsync()
    {
        queue.Writer.TryComplete();
        return ended.Task;
    }

    private void Run()
    {
        try
        {
            RunBatches();
            ended.SetResult();
        }
        catch (Exception e)
        {
            ended.SetException(e);
        }
    }

    // Closes the connection before anyone learns that it ended: they let go of the file then.
    private void RunBatches()
    {
        try
        {
            while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
                RunBatch();
            session?.Checkpoint();
        }
        finally
        {
            session?.Dispose();
        }
    }

    private void RunBatch()
    {
        batch.Clear();
        if (!queue.Reader.TryRead(out var next))
            return;
        batch.Add(next);
        try
        {
            session ??= openSession();
            whileBusy.Execute(static session => session.Begin(), session);
            var full = session.Newest + RevisionsPerBatch;
            next.Carry(session);
            while (batch.Count < ChangesPerBatch && session.Newest < full && queue.Reader.TryRead(out next))
            {
                batch.Add(next);
                next.Carry(session);
            }

            session.Commit();
            // Readers first: who gets an answer must be able to read what it says.
            newest.Advance(session.Newest);
            if (session.MustErase)
                session.Erase();
        }
        catch (Exception e)
        {
            Abandon(e);
            return;
        }

        foreach (var pending in batch)
            pending.Answer();
    }

    // Whatever went wrong, none of the batch can be answered, not even its refusals: they may rest on changes that were not stored.
    private void Abandon(Exception cause)
    {
        session?.Dispose();
        session = null;
        foreach (var pending in batch)
            pending.Fail(new StoreFailed("The store failed; the change may or may not be stored. Repeat it with the same request id.", cause));
    }
}
