using Casualties.Storage;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What holds when the engine fails.</summary>
public abstract class FailureConformance<TStore> : IAsyncDisposable
    where TStore : ILogStore, new()
{
    private readonly TStore store = new();

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_that_fails_is_unanswered_and_its_retries_have_one_effect(bool atCommit)
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Create("things/before"));
        await (atCommit ? store.FailAtCommitAsync("things/9") : store.FailAtRowAsync("things/9"));
        var changes = Enumerable.Range(0, 10).Select(i => Create($"things/{i}", NextRequestId())).ToList();
        // Would be refused, for a record that its own batch made: that too must stay unsaid.
        var second = Create("things/0", NextRequestId());

        using (var gate = new ManualResetEventSlim())
        {
            List<Task<ChangeOutcome>> writes = [log.WriteAsync(Hold(gate)), .. changes[..9].Select(log.WriteAsync), log.WriteAsync(second), log.WriteAsync(changes[9])];
            gate.Set();
            foreach (var write in writes)
                await Assert.ThrowsAsync<StoreFailed>(() => write);
        }

        Assert.Equal(1, log.Newest);
        await log.VerifiedAsync();

        await store.MendAsync();
        foreach (var change in changes)
            await log.WriteAsync(change);
        Assert.All(await Task.WhenAll(changes.Select(log.WriteAsync)), outcome => Assert.True(outcome.Replayed));
        await Assert.ThrowsAsync<RecordExists>(() => log.WriteAsync(second));

        Assert.Equal(11, log.Newest);
        Assert.Equal(11, (await log.ReadAllAsync()).Select(revision => revision.Record).Distinct().Count());
        await log.VerifiedAsync();
    }

    [Fact]
    public async Task A_store_that_failed_serves_the_next_batch()
    {
        await using var log = await store.OpenAsync();
        await store.FailAtRowAsync("things/bad");
        for (var i = 1; i <= 5; i++)
        {
            await Assert.ThrowsAsync<StoreFailed>(() => log.WriteAsync(Create("things/bad")));
            Assert.Equal(i, (await log.WriteAsync(Create($"things/{i}"))).Revision);
        }

        await log.VerifiedAsync();
    }
}
