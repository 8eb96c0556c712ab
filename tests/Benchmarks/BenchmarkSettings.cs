namespace Benchmarks;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often each measurement and its limit take turns. 1 or more.</param>
/// <param name="Seconds">How long a load lasts, each time. More than 0.</param>
/// <param name="Claims">How many claims an import holds. 1 or more.</param>
/// <param name="Scattered">Whether the claims about an incident come far apart in an import, and not one after another.</param>
/// <param name="Callers">The numbers of callers at once.</param>
/// <param name="Folder">Where the stores are made, and removed afterwards.</param>
/// <param name="Store">Where a filled suite is kept, or was kept by an earlier run; null: none is.</param>
internal sealed record BenchmarkSettings(int Rounds, double Seconds, int Claims, bool Scattered, IReadOnlyList<int> Callers, string Folder, string? Store)
{
    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);

    /// <summary>Long enough that the code under load is compiled as well as it will be; under load the compiler itself must wait for its turn.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Math.Min(2 * Seconds, 10));

    /// <summary>Does something as often as there are rounds, and says so to whoever waits.</summary>
    public async Task RoundsAsync(string what, Func<int, Task> round)
    {
        for (var i = 1; i <= Rounds; i++)
        {
            await Console.Error.WriteLineAsync($"{what}: round {i} of {Rounds}");
            await round(i);
        }
    }
}
