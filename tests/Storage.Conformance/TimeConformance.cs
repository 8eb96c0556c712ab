using Casualties.Storage;
using Microsoft.Extensions.Time.Testing;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What whoever names a change by its record time may rely on.</summary>
public abstract class TimeConformance<TStore> : IAsyncDisposable
    where TStore : ILogStore, new()
{
    private readonly TStore store = new();

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Record_times_increase_though_the_clock_does_not()
    {
        var start = new DateTimeOffset(2021, 8, 3, 12, 0, 0, TimeSpan.Zero).AddTicks(7);
        var clock = new FakeTimeProvider(start);
        await using var log = await store.OpenAsync(clock);
        await log.WriteAsync(Put("things/a"));
        clock.AdjustTime(start.AddHours(-1));
        await log.WriteAsync(Put("things/a"));
        clock.AdjustTime(start.AddSeconds(1));
        await log.WriteAsync(Change(scope =>
        {
            Assert.Equal(start.AddSeconds(1).AddTicks(-7), scope.Now);
            scope.Append(Kinds.Things, "things/a", Bytes("x"), [null, null]);
            return [];
        }));

        var whole = start.AddTicks(-7);
        var second = whole.AddMicroseconds(1);
        Assert.Equal([whole, second, whole.AddSeconds(1)], (await log.ReadAllAsync()).Select(revision => revision.RecordedAt));
        Assert.Equal(0, await log.RevisionAtAsync(whole.AddTicks(-1), CancellationToken.None));
        Assert.Equal(1, await log.RevisionAtAsync(second.AddTicks(-1), CancellationToken.None));
        Assert.Equal(2, await log.RevisionAtAsync(second, CancellationToken.None));
        Assert.Equal(2, await log.RevisionAtAsync(whole.AddMilliseconds(999), CancellationToken.None));
        Assert.Equal(3, await log.RevisionAtAsync(DateTimeOffset.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task Record_times_increase_over_a_restart()
    {
        var start = new DateTimeOffset(2021, 8, 3, 12, 0, 0, TimeSpan.Zero);
        await using (var log = await store.OpenAsync(new FakeTimeProvider(start)))
            await log.WriteAsync(Put("things/a"));
        await using var again = await store.OpenAsync(new FakeTimeProvider(start.AddYears(-1)));
        await again.WriteAsync(Put("things/a"));

        Assert.Equal([start, start.AddMicroseconds(1)], (await again.ReadAllAsync()).Select(revision => revision.RecordedAt));
    }

    [Fact]
    public async Task All_revisions_of_a_change_share_a_time_that_no_other_change_has()
    {
        await using var log = await store.OpenAsync(new FakeTimeProvider());
        for (var change = 0; change < 3; change++)
        {
            await log.WriteAsync(Change(scope =>
            {
                for (var i = 0; i < 2; i++)
                    scope.Append(Kinds.Things, $"things/{i}", Bytes("x"), [null, null]);
                return [];
            }));
            await log.WriteAsync(Change(_ => []));
        }

        var times = (await log.ReadAllAsync()).ConvertAll(revision => revision.RecordedAt);
        Assert.Equal(Enumerable.Range(0, 6).Select(i => times[0].AddMicroseconds(i / 2)), times);
        await log.VerifiedAsync();
    }
}
