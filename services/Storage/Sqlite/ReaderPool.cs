using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Casualties.Storage.Sqlite;

/// <summary>
/// A bounded number of reading connections, each with its prepared statements. A read runs on the caller's thread (the driver knows no
/// other way) and ends before anything is awaited, so that no read transaction holds up the checkpoints.
/// </summary>
internal sealed class ReaderPool(string path, RecordKinds kinds, int size) : IAsyncDisposable
{
    private readonly SemaphoreSlim places = new(size);
    private readonly Lock gate = new();
    private readonly Stack<ReaderSession> idle = new(size);
    private bool disposed;

    public async Task<T> ReadAsync<TArgument, T>(Func<ReaderSession, TArgument, T> read, TArgument argument, CancellationToken cancel)
    {
        await places.WaitAsync(cancel);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, typeof(SqliteRevisionLog));
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

    private T Read<TArgument, T>(Func<ReaderSession, TArgument, T> read, TArgument argument, CancellationToken cancel)
    {
        var session = Take();
        try
        {
            T result;
            using (cancel.UnsafeRegister(static reading => ((ReaderSession)reading!).Interrupt(), session))
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

    private ReaderSession Take()
    {
        lock (gate)
        {
            if (idle.TryPop(out var session))
                return session;
        }

        return new ReaderSession(SqliteConnections.OpenReader(path), kinds);
    }

    private void Return(ReaderSession session)
    {
        lock (gate)
            idle.Push(session);
    }
}
