using Casualties.Hosting.Records;

namespace Casualties.Tests.Shared;

/// <summary>
/// A test class whose tests start suites. They are disposed of after the test, by the framework and not by the test, so that a fault of
/// the test and an error in the logs are both shown.
/// </summary>
public abstract class SuiteTest : IAsyncDisposable
{
    private readonly Stack<RunningSuite> started = [];

    /// <summary>Starts a suite on empty stores; see <see cref="RunningSuite.StartAsync"/>.</summary>
    protected async Task<RunningSuite> StartAsync(TimeProvider? time = null, IdSource? ids = null, params string[] args)
    {
        var suite = await RunningSuite.StartAsync(time, ids, args);
        started.Push(suite);
        return suite;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var suite))
            await suite.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
