using Casualties.Counts.V1;

namespace Suite.Tests;

/// <summary>One suite for all tests of a class, which keep apart by the incidents that they write about.</summary>
public sealed class SharedSuite : SuiteTest, IAsyncLifetime
{
    private int incidents;

    public RunningSuite Suite { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Suite = await StartAsync();

    /// <summary>The name of an incident that no other test of the class writes about. It is not recorded.</summary>
    public string NextIncident() => $"incidents/test-{Interlocked.Increment(ref incidents)}";

    /// <summary>Every claim about an incident, in the order in which they were recorded.</summary>
    public async Task<IReadOnlyList<Claim>> ClaimsAsync(string incident) =>
        (await Suite.Claims.ListClaimsAsync(new ListClaimsRequest { Filter = $"incident = \"{incident}\"", PageSize = 1000 })).Claims;
}
