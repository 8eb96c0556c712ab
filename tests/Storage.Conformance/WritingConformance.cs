using System.Collections.Concurrent;
using Casualties.Storage;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What a writer may rely on.</summary>
public abstract class WritingConformance<TStore> : IAsyncDisposable
    where TStore : ILogStore, new()
{
    private readonly TStore store = new();

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Revision_numbers_have_no_gaps_under_8_concurrent_writers()
    {
        await using var log = await store.OpenAsync();
        var answered = new ConcurrentBag<long>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
                answered.Add((await log.WriteAsync(Put($"things/{writer}-{i % 10}", $"{i}"))).Revision);
        })));

        Assert.Equal(Enumerable.Range(1, 400).Select(number => (long)number), answered.Order());
        Assert.Equal(400, log.Newest);
        Assert.Equal(400, (await log.VerifiedAsync()).Revisions);
    }

    [Fact]
    public async Task One_request_id_sent_50_times_at_once_has_one_effect_and_one_response()
    {
        await using var log = await store.OpenAsync();
        var request = NextRequestId();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => log.WriteAsync(Create("things/a", request)))));

        Assert.Equal(1, log.Newest);
        Assert.Equal(49, outcomes.Count(outcome => outcome.Replayed));
        Assert.All(outcomes, outcome => Assert.Equal((1L, "things/a"), (outcome.Revision, System.Text.Encoding.UTF8.GetString(outcome.Response.Span))));
    }

    [Fact]
    public async Task A_request_id_repeated_within_one_batch_has_one_effect()
    {
        await using var log = await store.OpenAsync();
        using var gate = new ManualResetEventSlim();
        var request = NextRequestId();
        Task<ChangeOutcome>[] writes = [log.WriteAsync(Hold(gate)), log.WriteAsync(Create("things/a", request)), log.WriteAsync(Create("things/a", request))];
        gate.Set();
        var outcomes = await Task.WhenAll(writes);

        Assert.Equal([false, false, true], outcomes.Select(outcome => outcome.Replayed));
        Assert.Equal(outcomes[1].Response.ToArray(), outcomes[2].Response.ToArray());
        Assert.Equal(1, log.Newest);
    }

    [Fact]
    public async Task A_request_id_is_refused_for_another_request()
    {
        await using var log = await store.OpenAsync();
        var request = NextRequestId();
        await log.WriteAsync(Put("things/a", requestId: request));
        var refusal = await Assert.ThrowsAsync<RequestIdReused>(() => log.WriteAsync(Put("things/b", requestId: request)));

        Assert.Equal(request, refusal.RequestId);
        Assert.Equal(1, log.Newest);
    }

    [Fact]
    public async Task A_change_that_appends_nothing_still_has_one_response()
    {
        await using var log = await store.OpenAsync();
        var request = NextRequestId();
        var first = await log.WriteAsync(Change(_ => Bytes("nothing to do"), request));
        await log.WriteAsync(Put("things/a"));
        var second = await log.WriteAsync(Change(_ => Bytes("something else"), request));

        Assert.Equal((0L, false), (first.Revision, first.Replayed));
        Assert.Equal((0L, true), (second.Revision, second.Replayed));
        Assert.Equal(Bytes("nothing to do"), second.Response.ToArray());
    }

    [Fact]
    public async Task A_refused_change_leaves_nothing_and_its_request_id_stays_free()
    {
        await using var log = await store.OpenAsync();
        var request = NextRequestId();
        await Assert.ThrowsAsync<StateForbids>(() => log.WriteAsync(Change(
            scope =>
            {
                scope.Append(Kinds.Things, "things/a", Bytes("a"), ["red", null]);
                throw new StateForbids("things/a", "GONE", "no");
            },
            request)));

        Assert.Equal(0, log.Newest);
        Assert.Null(await log.FindAsync("things/a", 0, CancellationToken.None));
        var outcome = await log.WriteAsync(Put("things/b", requestId: request));
        Assert.Equal((1L, false), (outcome.Revision, outcome.Replayed));
        Assert.Equal(1, (await log.FindAsync("things/b", 1, CancellationToken.None))!.Key);
        await log.VerifiedAsync();
    }

    [Fact]
    public async Task A_refusal_does_not_touch_the_rest_of_its_batch()
    {
        await using var log = await store.OpenAsync();
        using var gate = new ManualResetEventSlim();
        var hold = log.WriteAsync(Hold(gate));
        var first = log.WriteAsync(Create("things/a"));
        var refused = log.WriteAsync(Create("things/a"));
        var second = log.WriteAsync(Create("things/b"));
        gate.Set();

        await Assert.ThrowsAsync<RecordExists>(() => refused);
        Assert.Equal([0, 1, 2], (await Task.WhenAll(hold, first, second)).Select(outcome => outcome.Revision));
    }

    [Fact]
    public async Task A_change_sees_what_it_appended_itself()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Put("things/a", "one"));
        var outcome = await log.WriteAsync(Change(scope =>
        {
            Assert.Equal(("one", 1L), Seen(scope.Find("things/a")));
            Assert.Equal(2, scope.NextRevision);
            scope.Append(Kinds.Things, "things/a", Bytes("two"), [null, null]);
            scope.Append(Kinds.Notes, "notes/n", Bytes("note"), ["things/a"]);
            scope.Append(Kinds.Things, "things/a", Bytes("three"), [null, null]);
            Assert.Equal(("three", 4L), Seen(scope.Find("things/a")));
            Assert.Equal(("note", 3L), Seen(scope.Find("notes/n")));
            Assert.Equal(2, scope.Find("notes/n")!.Key);
            Assert.Null(scope.Find("things/b"));
            return [];
        }));

        Assert.Equal(4, outcome.Revision);
        Assert.Equal(("two", 2L), Seen(await log.FindAsync("things/a", 3, CancellationToken.None)));
        Assert.Equal(("three", 4L), Seen(await log.FindAsync("things/a", 4, CancellationToken.None)));
        await log.VerifiedAsync();
    }

    [Fact]
    public async Task A_scope_is_dead_after_its_change()
    {
        await using var log = await store.OpenAsync();
        IWriteScope? kept = null;
        await log.WriteAsync(Change(scope =>
        {
            kept = scope;
            return [];
        }));

        Assert.Throws<ObjectDisposedException>(() => kept!.Find("things/a"));
        Assert.Throws<ObjectDisposedException>(() => kept!.ActorsOf("things/a"));
        Assert.Throws<ObjectDisposedException>(() => kept!.Append(Kinds.Things, "things/a", Bytes("a"), [null, null]));
    }

    [Fact]
    public async Task A_record_belongs_to_its_collection()
    {
        await using var log = await store.OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Append(Kinds.Notes, "things/a", "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => Append(Kinds.Things, "things/a", "only one column"));
        await Assert.ThrowsAsync<ArgumentException>(() => Append(new RecordKind("others", "x"), "others/a", "x"));
        Assert.Equal(0, log.Newest);

        Task<ChangeOutcome> Append(RecordKind kind, string record, string value) => log.WriteAsync(Change(scope =>
        {
            scope.Append(kind, record, Bytes("payload"), [value]);
            return [];
        }));
    }

    [Fact]
    public async Task A_queued_change_is_carried_out_though_its_caller_stopped_waiting()
    {
        await using var log = await store.OpenAsync();
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var hold = log.WriteAsync(Hold(gate));
        var given = log.WriteAsync(Put("things/a"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        gate.Set();
        await hold;

        await log.WaitForAsync(1, CancellationToken.None);
        Assert.NotNull(await log.FindAsync("things/a", 1, CancellationToken.None));
    }

    [Fact]
    public async Task Actors_are_told_in_the_order_of_their_first_revision()
    {
        await using var log = await store.OpenAsync();
        foreach (var actor in new[] { "users/b", "users/a", "users/b" })
            await log.WriteAsync(Change(Append, actor: actor));
        await log.WriteAsync(Change(
            scope =>
            {
                Assert.Equal(["users/b", "users/a"], scope.ActorsOf("things/a"));
                Assert.Empty(scope.ActorsOf("things/b"));
                Append(scope);
                Assert.Equal(["users/b", "users/a", "users/c"], scope.ActorsOf("things/a"));
                scope.Append(Kinds.Things, "things/b", Bytes("x"), [null, null]);
                Assert.Equal(["users/c"], scope.ActorsOf("things/b"));
                return [];
            },
            actor: "users/c"));
        Assert.Equal(5, log.Newest);

        static byte[] Append(IWriteScope scope)
        {
            scope.Append(Kinds.Things, "things/a", Bytes("x"), [null, null]);
            return [];
        }
    }

    [Fact]
    public async Task A_store_that_is_opened_again_holds_all_and_goes_on()
    {
        List<Revision> before;
        var request = NextRequestId();
        await using (var log = await store.OpenAsync())
        {
            await log.WriteAsync(Put("things/a", "", colour: "red", requestId: request));
            await log.WriteAsync(Put("things/b", "ü\0中"));
            before = await log.ReadAllAsync();
        }

        await using var again = await store.OpenAsync();
        Assert.Equal(2, again.Newest);
        Assert.True((await again.WriteAsync(Put("things/a", "", colour: "red", requestId: request))).Replayed);
        Assert.Equal(3, (await again.WriteAsync(Put("things/c"))).Revision);
        var after = await again.ReadAllAsync();
        Assert.Equal(before.Select(Text), after.Take(2).Select(Text));
        Assert.Equal(after[1].Hash.ToArray(), after[2].PreviousHash.ToArray());
        Assert.Equal(3, (await again.FindAsync("things/c", 3, CancellationToken.None))!.Key);
        await again.VerifiedAsync();
    }

    [Fact]
    public async Task A_closed_log_says_so()
    {
        var log = await store.OpenAsync();
        var waiting = log.WaitForAsync(1, CancellationToken.None);
        await log.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.WriteAsync(Put("things/a")));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => log.FindAsync("things/a", 0, CancellationToken.None));
    }

    [Fact]
    public async Task Closing_a_log_carries_out_what_is_queued()
    {
        var log = await store.OpenAsync();
        using var gate = new ManualResetEventSlim();
        var hold = log.WriteAsync(Hold(gate));
        var queued = log.WriteAsync(Put("things/a"));
        var closed = log.DisposeAsync();
        gate.Set();
        await closed;

        Assert.Equal(0, (await hold).Revision);
        Assert.Equal(1, (await queued).Revision);
    }

    private static (string Payload, long Revision) Seen(Recorded? record) =>
        (System.Text.Encoding.UTF8.GetString(record!.Payload.Span), record.Revision);

    private static string Text(Revision revision) => string.Join(
        ' ',
        revision.Number,
        revision.Record,
        revision.RecordedAt,
        revision.Actor,
        revision.Reason,
        revision.RequestId,
        Convert.ToHexString(revision.Payload.Span),
        Convert.ToHexString(revision.PreviousHash.Span),
        Convert.ToHexString(revision.Hash.Span));
}
