namespace Casualties.Gateway.Reports;

/// <summary>Keeps the number of sums that are made at once low: each holds up to 200 MB until all distributions are there, and one of what would be beside what is up to twice that. Others wait, within their deadlines.</summary>
internal sealed class SumTurns : IDisposable
{
    private const int SumsAtOnce = 4;

    private readonly SemaphoreSlim turns = new(SumsAtOnce);

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
