using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>A reading connection with its prepared statements. Belongs to one thread at a time, but for <see cref="Interrupt"/>.</summary>
public interface IReaderSession : IDisposable
{
    /// <summary>Ends the statement that is running, from another thread.</summary>
    void Interrupt();
}

/// <summary>
/// A bounded number of reading connections, each with its prepared statements. A read runs on the caller's thread (the driver knows no
/// other way) and ends before anything is awaited, so that no read transaction holds up the checkpoints.
/// </summary>
/// <param name="open">Opens a connection and prepares its statements.</param>
/// <param name="size">How many reads may run at once.</param>
public sealed class ReaderPool<TSession>(Func<TSession> open, int size) : IAsyncDisposable
    where TSession : class, IReaderSession
{
    private readonly SemaphoreSlim places = new(size);
    private readonly Lock gate = new();
    private readonly Stack<TSession> idle = new(size);
    private bool disposed;

    /// <summary>Runs a read on the next connection that is free. Throws <see cref="StoreFailed"/>.</summary>
    public async Task<T> ReadAsync<TArgument, T>(Func<TSession, TArgument, T> read, TArgument argument, CancellationToken cancel)
    {
        await places.WaitAsync(cancel);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return Read(read, argument, cancel);
        }
        catch (SqliteException e)
        {
            cancel.ThrowIfCancellationRequested();
            throw new StoreFailed("Reading the store failed.", e);
        }
        finally
        {
            places.Release();
        }
    }

    /// <summary>Closes the connections once the reads that run have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        disposed = true;
        for (var i = 0; i < size; i++)
            await places.WaitAsync();
        while (idle.TryPop(out var session))
            session.Dispose();
        // Who still waits for a place shall learn that there is none.
        places.Release(size);
    }

    private T Read<TArgument, T>(Func<TSession, TArgument, T> read, TArgument argument, CancellationToken cancel)
    {
        var session = Take();
        try
        {
            T result;
            using (cancel.UnsafeRegister(static reading => ((IReaderSession)reading!).Interrupt(), session))
                result = read(session, argument);
            Return(session);
            return result;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private TSession Take()
    {
        lock (gate)
        {
            if (idle.TryPop(out var session))
                return session;
        }

        return open();
    }

    private void Return(TSession session)
    {
        lock (gate)
            idle.Push(session);
    }
}
