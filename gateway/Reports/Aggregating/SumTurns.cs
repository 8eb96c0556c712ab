namespace Casualties.Gateway.Reports;

/// <summary>Keeps the number of sums low that are made on the spot at once: each holds the records and the addends of up to 20,000 incidents until all are there, and a comparison up to eight addends of each. Others wait, within their deadlines; and a reader of the view stays free for everything else.</summary>
internal sealed class SumTurns : IDisposable
{
    private const int SumsAtOnce = 4;

    private readonly SemaphoreSlim turns = new(Math.Min(SumsAtOnce, ReadModel.Readers - 1));

    /// <summary>Makes a sum when its turn has come.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> sum, CancellationToken cancel)
    {
        await turns.WaitAsync(cancel);
        try
        {
            return await sum();
        }
        finally
        {
            turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();
}
