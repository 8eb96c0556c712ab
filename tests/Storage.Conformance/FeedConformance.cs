using Casualties.Storage;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What who follows the log may rely on.</summary>
public abstract class FeedConformance<TStore> : IAsyncDisposable
    where TStore : ILogStore, new()
{
    private readonly TStore store = new();

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_follower_sees_every_revision_once_and_in_order_while_8_writers_write()
    {
        const int Total = 400;
        await using var log = await store.OpenAsync();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Total / 8; i++)
                await log.WriteAsync(Put($"things/{writer}", $"{writer} {i}"));
        })).ToArray();

        var followed = new List<Revision>();
        while (followed.Count < Total)
        {
            await log.WaitForAsync(followed.Count + 1, CancellationToken.None);
            var page = await log.RevisionsAfterAsync(followed.Count, 7, CancellationToken.None);
            Assert.InRange(page.Count, 1, 7);
            foreach (var revision in page)
            {
                Assert.Equal(followed.Count + 1, revision.Number);
                Assert.Equal(followed.Count == 0 ? new byte[32] : followed[^1].Hash.ToArray(), revision.PreviousHash.ToArray());
                followed.Add(revision);
            }
        }

        await Task.WhenAll(writers);
        Assert.Empty(await log.RevisionsAfterAsync(Total, 7, CancellationToken.None));
        Assert.Equal(followed.Select(revision => revision.Payload.ToArray()), (await log.ReadAllAsync()).Select(revision => revision.Payload.ToArray()));
    }

    [Fact]
    public async Task A_wait_ends_when_the_revision_comes_and_not_before()
    {
        await using var log = await store.OpenAsync();
        await log.WaitForAsync(0, CancellationToken.None);
        var second = log.WaitForAsync(2, CancellationToken.None);
        await log.WriteAsync(Put("things/a"));
        Assert.False(second.IsCompleted);
        await log.WriteAsync(Put("things/a"));
        await second;

        using var cancel = new CancellationTokenSource();
        var third = log.WaitForAsync(3, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
    }

    [Fact]
    public async Task What_an_answer_names_can_be_read_at_once()
    {
        await using var log = await store.OpenAsync();
        using var gate = new ManualResetEventSlim();
        var hold = log.WriteAsync(Hold(gate));
        // One large batch: its first answers are out while the last ones are still being given.
        var reads = Enumerable.Range(0, 1_000).Select(async i =>
        {
            var outcome = await log.WriteAsync(Put($"things/{i}"));
            Assert.InRange(outcome.Revision, 1, log.Newest);
            var found = await log.FindAsync($"things/{i}", outcome.Revision, CancellationToken.None);
            Assert.Equal(outcome.Revision, found!.Revision);
        }).ToArray();
        gate.Set();
        await Task.WhenAll([hold, .. reads]);
    }
}
