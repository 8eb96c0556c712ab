using Casualties.Storage;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What a walk over the log finds.</summary>
public abstract class VerificationConformance<TStore> : IAsyncDisposable
    where TStore : ILogStore, new()
{
    private readonly TStore store = new();

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_empty_log_is_whole()
    {
        await using var log = await store.OpenAsync();
        var verification = await log.VerifiedAsync();
        Assert.Equal(0, verification.Revisions);
        Assert.True(verification.Head.IsEmpty);
    }

    [Fact]
    public async Task A_whole_log_is_walked_to_its_head_and_says_how_far_it_is()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Change(scope =>
        {
            for (var i = 0; i < 2_500; i++)
                scope.Append(Kinds.Things, $"things/{i % 1_500}", Bytes($"{i}"), [null, null]);
            return [];
        }));
        var told = new Told();
        var verification = await log.VerifyAsync(told, CancellationToken.None);

        Assert.Null(verification.Fault);
        Assert.Equal(2_500, told.Numbers[^1]);
        Assert.Equal((await log.ReadAllAsync())[^1].Hash.ToArray(), verification.Head.ToArray());
    }

    [Fact]
    public async Task A_log_is_whole_while_it_is_written()
    {
        await using var log = await store.OpenAsync();
        var writing = Task.Run(async () =>
        {
            for (var i = 0; i < 300; i++)
                await log.WriteAsync(i % 30 == 29 ? Expunge($"things/{i % 7}") : Put($"things/{i % 7}", $"{i}"));
        });
        while (!writing.IsCompleted)
            Assert.Null((await log.VerifyAsync(null, CancellationToken.None)).Fault);
        await writing;
    }

    [Fact]
    public async Task A_walk_goes_on_to_an_expunge_that_came_after_it_began()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Change(scope =>
        {
            for (var i = 0; i < 1_500; i++)
                scope.Append(Kinds.Things, $"things/{i}", Bytes($"{i}"), [null, null]);
            return [];
        }));
        // Told of its first step, with the record still before it.
        var expunging = new Told(first: () => log.WriteAsync(Expunge("things/1499")).GetAwaiter().GetResult());

        var verification = await log.VerifyAsync(expunging, CancellationToken.None);

        Assert.Null(verification.Fault);
        Assert.Equal(1_501, verification.Revisions);
        Assert.Equal((await log.VerifiedAsync()).Head.ToArray(), verification.Head.ToArray());
    }

    [Theory]
    [InlineData("UPDATE revision SET payload = salt WHERE number = 3", "content of revision 3")]
    [InlineData("UPDATE revision SET salt = request_id WHERE number = 3", "content of revision 3")]
    [InlineData("UPDATE revision SET payload_hash = hash WHERE number = 3", "content of revision 3")]
    [InlineData("UPDATE revision SET hash = payload_hash WHERE number = 3", "hash of revision 3")]
    [InlineData("UPDATE revision SET hash = payload_hash WHERE number = 6", "hash of revision 6")]
    [InlineData("UPDATE revision SET actor = 'users/8' WHERE number = 3", "hash of revision 3")]
    [InlineData("UPDATE revision SET reason = '' WHERE number = 3", "content of revision 3")]
    [InlineData("UPDATE revision SET request_id = salt WHERE number = 3", "hash of revision 3")]
    [InlineData("UPDATE revision SET request_id = hash WHERE number = 3", "wrong length")]
    [InlineData("UPDATE revision SET recorded_at = recorded_at + 1 WHERE number = 6", "hash of revision 6")]
    [InlineData("UPDATE revision SET recorded_at = 0 WHERE number = 3", "Revision 3 has a record time that does not follow that of revision 2")]
    [InlineData("UPDATE revision SET recorded_at = (SELECT recorded_at FROM revision WHERE number = 2) WHERE number = 3", "Revision 3 has a record time")]
    [InlineData("UPDATE revision SET request_id = (SELECT request_id FROM revision WHERE number = 2) WHERE number = 3", "Revision 3 has a record time")]
    [InlineData("UPDATE revision SET salt = request_id, payload = salt WHERE number = 3", "content of revision 3 was changed")]
    [InlineData("UPDATE revision SET salt = '', payload = '' WHERE number = 3", "wrong length")]
    [InlineData("UPDATE revision SET manifest = hash WHERE number = 3", "content of revision 1 is not what the expunge in revision 3")]
    [InlineData("UPDATE revision SET manifest = hash WHERE number = 6", "content of revision 6 was changed")]
    [InlineData("UPDATE revision SET record_id = 2 WHERE number = 3", "hash of revision 3")]
    [InlineData("UPDATE revision SET record_id = 9 WHERE number = 3", "belongs to no record")]
    [InlineData("UPDATE record SET name = 'things/z' WHERE id = 1", "hash of revision 1")]
    [InlineData("DELETE FROM revision WHERE number = 3", "Revision 3 is missing")]
    [InlineData("DELETE FROM revision WHERE number = 1", "Revision 1 is missing")]
    [InlineData("UPDATE revision SET number = -3 WHERE number = 3; UPDATE revision SET number = 3 WHERE number = 4; UPDATE revision SET number = 4 WHERE number = -3", "hash of revision 3")]
    [InlineData("UPDATE things_index SET valid_to = 4 WHERE record_id = 1 AND valid_from = 1", "index row of things/a from revision 1")]
    [InlineData("UPDATE things_index SET valid_to = 6 WHERE record_id = 2 AND valid_from = 2", "index row of things/b from revision 2")]
    [InlineData("UPDATE things_index SET valid_from = 2 WHERE record_id = 1 AND valid_from = 1", "index row of things/a from revision 1")]
    [InlineData("DELETE FROM things_index WHERE record_id = 1 AND valid_from = 3", "index row of things/a from revision 3")]
    [InlineData("INSERT INTO things_index (record_id, valid_from, valid_to) VALUES (7, 4, 5)", "a row that no revision explains, from revision 4")]
    [InlineData("INSERT INTO things_index (record_id, valid_from, valid_to) VALUES (-7, 4, 5)", "index row of things/a from revision 1")]
    [InlineData("INSERT INTO record (id, name) VALUES (0, 'things/zero')", "things/zero has no revision")]
    [InlineData("UPDATE revision SET record_id = -1 WHERE record_id = 2; UPDATE record SET id = -1 WHERE id = 2; UPDATE things_index SET record_id = -1 WHERE record_id = 2", "not in the order")]
    public async Task A_change_behind_the_logs_back_is_found(string tampering, string fault)
    {
        await WriteSixAsync();
        await store.TamperAsync(tampering);

        await using var log = await store.OpenAsync();
        var verification = await log.VerifyAsync(null, CancellationToken.None);
        Assert.NotNull(verification.Fault);
        Assert.Contains(fault, verification.Fault, StringComparison.Ordinal);
    }

    // Revisions 7 and 8 are expunges of things/a: of 1, 3 and 5, then of those and of 7.
    [Theory]
    [InlineData("UPDATE revision SET payload = salt WHERE number = 3", "revision 3 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET payload = salt WHERE number = 7", "revision 7 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET payload = salt WHERE number = 8", "content of revision 8 was changed")]
    [InlineData("UPDATE revision SET salt = request_id WHERE number = 3", "revision 3 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET salt = '' WHERE number = 3", "wrong length")]
    [InlineData("UPDATE revision SET reason = 'because' WHERE number = 3", "revision 3 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET payload_hash = hash WHERE number = 3", "hash of revision 3 does not follow")]
    [InlineData("UPDATE revision SET manifest = NULL WHERE number = 8", "revision 1 is not what the expunge in revision 7")]
    [InlineData("UPDATE revision SET manifest = NULL WHERE number IN (7, 8)", "content of revision 1 was changed")]
    [InlineData("UPDATE revision SET manifest = NULL WHERE number = 7", "revision 7 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET manifest = substr(manifest, 41) WHERE number = 8", "revision 1 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET manifest = substr(manifest, 1, 120) WHERE number = 8", "revision 7 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET manifest = manifest || salt WHERE number = 8", "content of revision 8 was changed")]
    [InlineData("UPDATE revision SET manifest = manifest || salt WHERE number = 7", "revision 7 is not what the expunge in revision 8")]
    [InlineData("UPDATE revision SET manifest = salt WHERE number = 2", "content of revision 2 was changed")]
    [InlineData("DELETE FROM revision WHERE number = 8; DELETE FROM things_index WHERE valid_from = 8", "revision 1 is not what the expunge in revision 7")]
    [InlineData("DELETE FROM things_index WHERE valid_from = 3", "index row of things/a from revision 3")]
    public async Task A_change_to_what_an_expunge_left_is_found(string tampering, string fault)
    {
        await WriteSixAsync();
        await using (var log = await store.OpenAsync())
        {
            await log.WriteAsync(Expunge("things/a"));
            await log.WriteAsync(Expunge("things/a"));
            await log.VerifiedAsync();
        }

        await store.TamperAsync(tampering);

        await using var again = await store.OpenAsync();
        var verification = await again.VerifyAsync(null, CancellationToken.None);
        Assert.NotNull(verification.Fault);
        Assert.Contains(fault, verification.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dropped_tail_is_whole_in_itself_but_shows_against_a_head_that_was_kept()
    {
        var head = await WriteSixAsync();
        await store.TamperAsync("DELETE FROM revision WHERE number = 6; DELETE FROM notes_index WHERE valid_from = 6; DELETE FROM record WHERE name = 'notes/n'");

        await using var log = await store.OpenAsync();
        var verification = await log.VerifiedAsync();
        Assert.Equal(5, verification.Revisions);
        Assert.NotEqual(head.ToArray(), verification.Head.ToArray());
    }

    // a, b, a, b, a, then a note: six revisions of three records.
    private async Task<ReadOnlyMemory<byte>> WriteSixAsync()
    {
        await using var log = await store.OpenAsync();
        for (var i = 0; i < 5; i++)
            await log.WriteAsync(Put(i % 2 == 0 ? "things/a" : "things/b", $"{i}"));
        await log.WriteAsync(Change(scope =>
        {
            scope.Append(Kinds.Notes, "notes/n", Bytes("note"), ["things/a"]);
            return [];
        }));
        return (await log.VerifiedAsync()).Head;
    }

    private sealed class Told(Action? first = null) : IProgress<long>
    {
        public List<long> Numbers { get; } = [];

        public void Report(long value)
        {
            if (Numbers.Count == 0)
                first?.Invoke();
            Numbers.Add(value);
        }
    }
}
