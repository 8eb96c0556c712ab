using System.Security.Cryptography;
using Casualties.Storage;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What whoever is endangered by a record may rely on.</summary>
public abstract class ExpungeConformance<TStore> : IAsyncDisposable
    where TStore : ILogStore, new()
{
    private readonly TStore store = new();

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public Task Expunges_change_what_they_name_and_nothing_else() =>
        Gen.Select(ModelLog.ChangesWithExpunges, Gen.Int, FilterGenerator.Of(Kinds.Things), FilterGenerator.Of(Kinds.Things)).SampleAsync(
            async (changes, seed, things, still) =>
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
                    await model.CheckPagesAsync(log, asOf, Kinds.Things, things, random.Next(1, 4), stillFilter: still);
                    await model.CheckPagesAsync(log, asOf, Kinds.Notes, null, random.Next(1, 4));
                }

                await model.CheckHistoryAsync(log);
                await model.CheckRepeatsAsync(log);
                await log.VerifiedAsync();
            },
            iter: 60,
            threads: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(20_000)]
    public async Task No_byte_of_what_was_expunged_is_left_on_disk(int repeats)
    {
        var marker = RandomNumberGenerator.GetHexString(16);
        var secret = string.Concat(Enumerable.Repeat($"{marker} ", repeats));
        await using (var log = await store.OpenAsync())
        {
            for (var i = 0; i < 300; i++)
            {
                await log.WriteAsync(Put($"things/{i % 30}", $"payload {i}", colour: $"colour {i}"));
                if (i % 10 == 0)
                    await log.WriteAsync(Secret("things/told", secret));
            }

            await log.WriteAsync(Put("things/told", "nothing of note"));
            Assert.True(await store.HoldsBytesAsync(Bytes(marker)));
            await WhileReadAsync(log, () => log.WriteAsync(Expunge("things/told")));
            Assert.False(await store.HoldsBytesAsync(Bytes(marker)));
            Assert.True(await store.HoldsBytesAsync(Bytes("tombstone")));

            await log.VerifiedAsync();
            await log.WriteAsync(Put("things/told", "later"));
        }

        Assert.False(await store.HoldsBytesAsync(Bytes(marker)));
        await using var again = await store.OpenAsync();
        await again.VerifiedAsync();
        Assert.Equal("later", Text(await again.FindAsync("things/told", again.Newest, CancellationToken.None)));
    }

    [Fact]
    public async Task Reasons_stay_unless_they_are_to_go()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Change(PutThing, reason: "a reason"));
        await log.WriteAsync(Expunge("things/a", reasons: false));
        Assert.Equal(["a reason", "for safety"], (await log.ReadAllAsync()).Select(revision => revision.Reason));
        await log.WriteAsync(Expunge("things/a", reason: ""));
        Assert.Equal(["", "", ""], (await log.ReadAllAsync()).Select(revision => revision.Reason));
        await log.VerifiedAsync();

        static byte[] PutThing(IWriteScope scope)
        {
            scope.Append(Kinds.Things, "things/a", Bytes("x"), [null, null]);
            return [];
        }
    }

    [Fact]
    public async Task A_second_expunge_removes_what_the_first_one_left()
    {
        await using var log = await store.OpenAsync();
        var (first, second) = (RandomNumberGenerator.GetHexString(16), RandomNumberGenerator.GetHexString(16));
        await log.WriteAsync(Put("things/a", $"{first}|{second}"));
        var hashes = (await log.ReadAllAsync()).ConvertAll(revision => revision.Hash.ToArray());

        await log.WriteAsync(Expunge("things/a"));
        Assert.Equal((false, true), (await store.HoldsBytesAsync(Bytes(first)), await store.HoldsBytesAsync(Bytes(second))));
        Assert.Equal(second, Text(await log.FindAsync("things/a", 1, CancellationToken.None)));

        await log.WriteAsync(Expunge("things/a"));
        Assert.False(await store.HoldsBytesAsync(Bytes(second)));
        Assert.Equal(["", "", "tombstone"], (await log.ReadAllAsync()).Select(revision => System.Text.Encoding.UTF8.GetString(revision.Payload.Span)));
        Assert.Equal(hashes[0], (await log.ReadAllAsync())[0].Hash.ToArray());
        await log.VerifiedAsync();
    }

    [Fact]
    public async Task A_request_whose_answer_was_expunged_is_refused_whatever_it_asks()
    {
        await using var log = await store.OpenAsync();
        var (gone, kept, expunge) = (NextRequestId(), NextRequestId(), NextRequestId());
        await log.WriteAsync(Put("things/a", requestId: gone));
        await log.WriteAsync(Put("things/b", requestId: kept));
        await log.WriteAsync(Expunge("things/a", expunge));

        Assert.Equal(gone, (await Assert.ThrowsAsync<Expunged>(() => log.WriteAsync(Put("things/a", requestId: gone)))).RequestId);
        await Assert.ThrowsAsync<Expunged>(() => log.WriteAsync(Put("things/c", requestId: gone)));
        Assert.Equal((2L, true), Seen(await log.WriteAsync(Put("things/b", requestId: kept))));
        Assert.Equal((3L, true), Seen(await log.WriteAsync(Expunge("things/a", expunge))));
        Assert.Equal(3, log.Newest);
    }

    [Fact]
    public async Task An_expunge_that_a_reader_holds_up_fails_and_its_repeat_finishes_it()
    {
        var marker = RandomNumberGenerator.GetHexString(16);
        await using var log = await store.OpenAsync(new HastyTimeProvider());
        var request = NextRequestId();
        await log.WriteAsync(Put("things/a", marker));
        await using (await store.HoldAsync())
        {
            await Assert.ThrowsAsync<StoreFailed>(() => log.WriteAsync(Expunge("things/a", request)));
            await Assert.ThrowsAsync<StoreFailed>(() => log.WriteAsync(Expunge("things/a", request)));
            Assert.True(await store.HoldsBytesAsync(Bytes(marker)));

            // The change itself holds, and everyone else goes on.
            Assert.Equal(2, log.Newest);
            Assert.Equal("", Text(await log.FindAsync("things/a", 1, CancellationToken.None)));
            Assert.Equal((3L, false), Seen(await log.WriteAsync(Put("things/b"))));
            Assert.True(await store.HoldsBytesAsync(Bytes(marker)));
        }

        Assert.Equal((2L, true), Seen(await log.WriteAsync(Expunge("things/a", request))));
        Assert.False(await store.HoldsBytesAsync(Bytes(marker)));
        await log.VerifiedAsync();
    }

    [Fact]
    public async Task What_cannot_be_expunged_is_refused_and_changes_nothing()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Put("things/a", "kept"));
        await Assert.ThrowsAsync<ArgumentException>(() => log.WriteAsync(Expunge("things/none")));
        await Assert.ThrowsAsync<ArgumentException>(() => ExpungeAsync(Kinds.Notes, whole => (whole, [null])));
        await Assert.ThrowsAsync<ArgumentException>(() => ExpungeAsync(Kinds.Things, whole => (whole, ["only one column"])));
        await Assert.ThrowsAsync<FormatException>(() => ExpungeAsync(Kinds.Things, _ => throw new FormatException()));
        await Assert.ThrowsAsync<ArgumentException>(() => log.WriteAsync(Change(scope =>
        {
            for (var i = 0; i < 2; i++)
                scope.AppendExpunging(Kinds.Things, "things/a", default, [null, null], _ => (default, [null, null]), reasons: true);
            return [];
        })));

        Assert.Equal(1, log.Newest);
        Assert.Equal("kept", Text(await log.FindAsync("things/a", 1, CancellationToken.None)));
        await log.VerifiedAsync();

        Task<ChangeOutcome> ExpungeAsync(RecordKind kind, Func<ReadOnlyMemory<byte>, (ReadOnlyMemory<byte> Payload, IReadOnlyList<string?> Index)> redact) =>
            log.WriteAsync(Change(scope =>
            {
                scope.AppendExpunging(kind, "things/a", default, new string?[kind.Columns.Count], redact, reasons: true);
                return [];
            }));
    }

    // In everything that may hold what people wrote.
    private static Change Secret(string record, string secret) => Change(
        scope =>
        {
            scope.Append(Kinds.Things, record, Bytes(secret), [secret, secret]);
            return Bytes(secret);
        },
        reason: secret);

    private static async Task WhileReadAsync(IRevisionLog log, Func<Task> act)
    {
        using var done = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            for (var read = 0; read == 0 || !done.IsCancellationRequested; read++)
                await log.RevisionsAfterAsync(0, 100, CancellationToken.None);
        });
        await act();
        await done.CancelAsync();
        await reading;
    }

    private static string Text(Recorded? record) => System.Text.Encoding.UTF8.GetString(record!.Payload.Span);

    private static (long Revision, bool Replayed) Seen(ChangeOutcome outcome) => (outcome.Revision, outcome.Replayed);
}
