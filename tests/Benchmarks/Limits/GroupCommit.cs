using System.Threading.Channels;

namespace Benchmarks.Limits;

/// <summary>
/// The least that a store must do so that many callers may each have a row made durable: one writer, which commits whatever is waiting. It is
/// the limit for single writes.
/// </summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    private const int RowsPerCommit = 1024;

    private readonly BareTable table;
    private readonly Task writing;
    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(4 * RowsPerCommit) { SingleReader = true });

    public GroupCommit(string path)
    {
        table = new BareTable(path);
        writing = Task.Factory.StartNew(Write, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Completes once the row is durable.</summary>
    public async Task InsertAsync(BareRow row)
    {
        var waiting = new Waiting(row);
        await queue.Writer.WriteAsync(waiting);
        await waiting.Durable.Task;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.Complete();
        await writing;
        table.Dispose();
    }

    private void Write()
    {
        var batch = new List<Waiting>(RowsPerCommit);
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            table.Begin();
            while (batch.Count < RowsPerCommit && queue.Reader.TryRead(out var waiting))
            {
                table.Insert(waiting.Row);
                batch.Add(waiting);
            }
            table.Commit();
            foreach (var waiting in batch)
                waiting.Durable.SetResult();
            batch.Clear();
        }
    }

    private sealed record Waiting(BareRow Row)
    {
        public TaskCompletionSource Durable { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
