using Microsoft.Extensions.Time.Testing;

namespace Casualties.Tests.Shared;

/// <summary>Time that tests let pass.</summary>
public static class Clocks
{
    /// <summary>
    /// Lets time pass until something has happened, 15 seconds at a time: whoever waits for the time may begin to wait only after the test
    /// let it pass, so once is not enough.
    /// </summary>
    public static async Task<T> PassUntilAsync<T>(this FakeTimeProvider time, Task<T> happened)
    {
        while (!happened.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.WhenAny(happened, Task.Delay(TimeSpan.FromMilliseconds(5)));
        }
        return await happened;
    }
}
