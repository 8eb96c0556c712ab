using System.Globalization;
using System.Text;
using Casualties.Storage;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What a reader may rely on.</summary>
public abstract class ReadingConformance<TStore> : IAsyncDisposable
    where TStore : ILogStore, new()
{
    private readonly TStore store = new();

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task Reads_as_of_any_revision_equal_those_of_a_model() =>
        Gen.Select(ModelLog.Changes, Gen.Int, FilterGenerator.Of(Kinds.Things), FilterGenerator.Of(Kinds.Notes), FilterGenerator.Of(Kinds.Things)).SampleAsync(
            async (changes, seed, things, notes, still) =>
            {
                await using var fresh = new TStore();
                var clock = new FakeTimeProvider();
                await using var log = await fresh.OpenAsync(clock);
                var model = new ModelLog();
                foreach (var change in changes)
                {
                    clock.Advance(TimeSpan.FromMicroseconds(change.Pause));
                    await model.WriteAsync(log, change);
                }

                var random = new Random(seed);
                for (var i = 0; i < 5; i++)
                {
                    var asOf = random.NextInt64(log.Newest + 1);
                    await model.CheckRecordsAsync(log, asOf);
                    await model.CheckPagesAsync(log, asOf, Kinds.Things, things, random.Next(1, 4));
                    await model.CheckPagesAsync(log, asOf, Kinds.Notes, notes, random.Next(1, 4));
                    await model.CheckPagesAsync(log, asOf, Kinds.Things, null, random.Next(1, 4));
                    await model.CheckPagesAsync(log, asOf, Kinds.Things, things, random.Next(1, 4), newestFirst: true);
                    await model.CheckPagesAsync(log, asOf, Kinds.Things, null, random.Next(1, 4), stillFilter: still);
                    await model.CheckPagesAsync(log, asOf, Kinds.Things, things, random.Next(1, 4), newestFirst: true, stillFilter: still);
                }

                await model.CheckHistoryAsync(log);
                await model.CheckRepeatsAsync(log);
                await log.VerifiedAsync();
            },
            iter: 60,
            threads: 1);

    [Fact]
    public async Task Filters_select_what_they_mean()
    {
        await using var log = await store.OpenAsync();
        var cells = FilterGenerator.Cell.Array[2].Array[200].Single(_ => true, "0000000000000001");
        await log.WriteAsync(Change(scope =>
        {
            for (var i = 0; i < cells.Length; i++)
                scope.Append(Kinds.Things, $"things/{i}", default, cells[i]);
            return [];
        }));

        await FilterGenerator.Of(Kinds.Things).SampleAsync(
            async filter =>
            {
                var expected = Enumerable.Range(0, cells.Length)
                    .Where(i => FilterGenerator.Holds(filter, column => cells[i][column == "colour" ? 0 : 1]) == true)
                    .Select(i => $"things/{i}");
                var listed = await log.ListAsync(new Listing(Kinds.Things, filter, log.Newest, 0, 1_000), CancellationToken.None);
                Assert.Equal(expected, listed.Select(record => record.Name));
            },
            iter: 500,
            threads: 1);
    }

    [Fact]
    public async Task The_largest_filter_can_be_run()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Put("things/a", colour: "red"));
        var deep = $"{new string('(', Filter.MaxDepth)}colour = red{new string(')', Filter.MaxDepth)}";
        var wide = string.Join(" AND ", Enumerable.Repeat("-colour=x", Filter.MaxTerms - 1).Append(deep));
        Assert.Single(await log.ListAsync(new Listing(Kinds.Things, Filter.Parse(wide, Kinds.Things), 1, 0, 10), CancellationToken.None));
    }

    [Fact]
    public async Task An_unknown_is_neither_equal_nor_different()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Put("things/red", colour: "red"));
        await log.WriteAsync(Put("things/unknown"));
        Assert.Equal(["things/red"], await ListedAsync("colour = red"));
        Assert.Empty(await ListedAsync("colour != red"));
        Assert.Empty(await ListedAsync("NOT colour = red"));
        Assert.Equal(["things/red"], await ListedAsync("colour:*"));
        Assert.Equal(["things/unknown"], await ListedAsync("-colour:*"));

        async Task<IEnumerable<string>> ListedAsync(string filter) =>
            (await log.ListAsync(new Listing(Kinds.Things, Filter.Parse(filter, Kinds.Things), log.Newest, 0, 10), CancellationToken.None)).Select(record => record.Name);
    }

    [Fact]
    public async Task What_is_hidden_now_is_not_listed_as_of_the_past_either()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Put("things/hidden", colour: "open"));
        await log.WriteAsync(Put("things/shown", colour: "hidden"));
        await log.WriteAsync(Put("things/hidden", colour: "hidden"));
        await log.WriteAsync(Put("things/shown", colour: "open"));
        var open = Filter.Parse("colour = open", Kinds.Things);

        Assert.Equal(["things/hidden"], await ListedAsync(open, null));
        Assert.Equal(["things/shown"], await ListedAsync(null, open));
        Assert.Empty(await ListedAsync(open, open));

        async Task<IEnumerable<string>> ListedAsync(Filter? then, Filter? still) =>
            (await log.ListAsync(new Listing(Kinds.Things, then, 2, 0, 10, StillFilter: still), CancellationToken.None)).Select(record => record.Name);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public async Task A_list_of_large_records_ends_where_it_passes_the_limit_but_never_with_the_first(int partOfLimit, int listed)
    {
        await using var log = await store.OpenAsync();
        var payload = new string('x', (IRevisionLog.MaxReadBytes / partOfLimit) + 1);
        for (var i = 0; i < 8; i++)
            await log.WriteAsync(Put($"things/{i % 4}", payload));
        for (var i = 0; i < 3; i++)
            await log.WriteAsync(Put("things/0", payload));

        Assert.Equal(listed, (await log.ListAsync(new Listing(Kinds.Things, null, log.Newest, 0, 4), CancellationToken.None)).Count);
        Assert.Equal(listed, (await log.RevisionsAfterAsync(0, 11, CancellationToken.None)).Count);
        Assert.Equal(listed, (await log.RevisionsOfAsync("things/0", 0, 5, CancellationToken.None)).Count);
        Assert.Equal(11, (await log.ReadAllAsync()).Count);
        await log.VerifiedAsync();
    }

    [Fact]
    public async Task The_future_cannot_be_read()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Put("things/a"));
        var refusal = await Assert.ThrowsAsync<RevisionAhead>(() => log.FindAsync("things/a", 2, CancellationToken.None));
        Assert.Equal((2L, 1L), (refusal.Asked, refusal.Newest));
        await Assert.ThrowsAsync<RevisionAhead>(() => log.FindManyAsync(["things/a"], 2, CancellationToken.None));
        await Assert.ThrowsAsync<RevisionAhead>(() => log.ListAsync(new Listing(Kinds.Things, null, 2, 0, 1), CancellationToken.None));
    }

    [Fact]
    public async Task A_read_can_be_cancelled()
    {
        await using var log = await store.OpenAsync();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => log.FindAsync("things/a", 0, cancel.Token));
        Assert.Null(await log.FindAsync("things/a", 0, CancellationToken.None));
    }

    [Fact]
    public async Task Page_tokens_outlive_a_restart_and_do_not_fit_another_log()
    {
        string token;
        await using (var log = await store.OpenAsync())
            token = log.PageTokens.Issue("things", new PageToken(1, 2));
        await using var again = await store.OpenAsync();
        Assert.Equal(new PageToken(1, 2), again.PageTokens.Read("things", token));

        await using var otherStore = new TStore();
        await using var other = await otherStore.OpenAsync();
        Assert.Throws<PageTokenMismatch>(() => other.PageTokens.Read("things", token));
    }
}
