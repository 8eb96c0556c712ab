namespace Reliability.Tests;

/// <summary>How long tests wait. Long: nothing here is about speed, and machines that run tests may be slow. Waiting ends as soon as it can.</summary>
internal static class Patience
{
    /// <summary>How long one thing may take to come about.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks again and again until something holds; fails, saying what did not come about.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!await holds())
        {
            if (limit.IsCancellationRequested)
                throw new TimeoutException($"This did not come about: {what}.");
            await Task.Delay(Pause, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks again and again until there is something to see, and answers it; fails, saying what did not come about.</summary>
    public static async Task<T> SeeAsync<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        T? seen = null;
        await UntilAsync(what, async () => (seen = await look()) is not null);
        return seen!;
    }

    /// <summary>Waits for a task; fails, saying what did not come about.</summary>
    public static async Task WaitAsync(string what, Task task)
    {
        try
        {
            await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"This did not come about: {what}.", e);
        }
    }
}
