using System.Security.Cryptography;
using Casualties.Storage;
using static Storage.Conformance.Writes;

namespace Storage.Conformance.Sqlite;

/// <summary>What holds of the files of SQLite, other programs and power cuts included.</summary>
public sealed class SqliteFileTests : IAsyncDisposable
{
    private readonly SqliteStore store = new();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task A_second_writer_is_kept_out_and_told_which_file()
    {
        await using (await store.OpenAsync())
        {
            var refusal = await Assert.ThrowsAsync<StoreInUse>(() => store.OpenAsync());
            Assert.Contains(store.File, refusal.Message, StringComparison.Ordinal);
        }

        await using var again = await store.OpenAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        var bytes = Bytes(string.Concat(Enumerable.Repeat("This is no database. ", 100)));
        await File.WriteAllBytesAsync(store.File, bytes);
        await Assert.ThrowsAsync<StoreFailed>(() => store.OpenAsync());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(store.File));
    }

    [Fact]
    public async Task A_closed_log_is_one_file()
    {
        await using (var log = await store.OpenAsync())
            await log.WriteAsync(Put("things/a"));
        Assert.False(File.Exists($"{store.File}-wal"));
    }

    [Fact]
    public async Task A_writer_outwaits_another_program_that_holds_the_lock()
    {
        var clock = new NoticingTimeProvider();
        await using var log = await store.OpenAsync(clock);
        await using var other = store.Connect();
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        await command.ExecuteNonQueryAsync();

        // SQLite's own wait has run out and the writer has begun to wait by itself: only now is the lock let go.
        var write = log.WriteAsync(Put("things/a"));
        Assert.Same(clock.TimerMade, await Task.WhenAny(clock.TimerMade, write));
        command.CommandText = "ROLLBACK";
        await command.ExecuteNonQueryAsync();

        Assert.Equal(1, (await write).Revision);
    }

    [Fact]
    public async Task With_what_was_expunged_goes_all_that_it_could_be_guessed_back_from()
    {
        await using var log = await store.OpenAsync();
        await log.WriteAsync(Put("things/a"));
        var salt = await BytesAsync("SELECT salt FROM revision WHERE number = 1");
        var contentHash = await BytesAsync("SELECT payload_hash FROM revision WHERE number = 1");
        var requestHash = await BytesAsync("SELECT hash FROM request");
        await log.WriteAsync(Expunge("things/a"));

        Assert.False(await store.HoldsBytesAsync(salt));
        Assert.False(await store.HoldsBytesAsync(requestHash));
        Assert.True(await store.HoldsBytesAsync(contentHash));
    }

    [Fact]
    public async Task An_expunge_that_a_crash_cut_short_is_finished_at_the_next_start()
    {
        var marker = RandomNumberGenerator.GetHexString(16);
        var request = NextRequestId();
        var crashed = Directory.CreateTempSubdirectory("casualties-crash-").FullName;
        try
        {
            await using (var log = await store.OpenAsync(new HastyTimeProvider()))
            {
                // On pages of its own, which nothing else will overwrite.
                await log.WriteAsync(Put("things/a", string.Concat(Enumerable.Repeat(marker, 1_000))));
                await using var hold = await store.HoldAsync();
                await Assert.ThrowsAsync<StoreFailed>(() => log.WriteAsync(Expunge("things/a", request)));
                // What is there if the process died a moment ago: the end of the rewriting is the last that the write-ahead log holds, and is cut off.
                File.Copy(store.File, Path.Combine(crashed, "log.db"));
                await File.WriteAllBytesAsync(Path.Combine(crashed, "log.db-wal"), (await File.ReadAllBytesAsync($"{store.File}-wal"))[..^1]);
            }

            Assert.True(await SqliteStore.HoldsBytesAsync(crashed, Bytes(marker)));
            await using var again = await SqliteStore.OpenAsync(Path.Combine(crashed, "log.db"));
            Assert.False(await SqliteStore.HoldsBytesAsync(crashed, Bytes(marker)));
            var repeat = await again.WriteAsync(Expunge("things/a", request));
            Assert.Equal((2L, true), (repeat.Revision, repeat.Replayed));
            await again.VerifiedAsync();
        }
        finally
        {
            Directory.Delete(crashed, recursive: true);
        }
    }

    [Fact]
    public async Task After_a_power_cut_the_log_is_a_whole_prefix_of_what_was_acknowledged()
    {
        await using var log = await store.OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
                await log.WriteAsync(Put($"things/{writer}", $"{i}"));
        })));
        var acknowledged = (await log.ReadAllAsync()).ConvertAll(revision => Convert.ToHexString(revision.Hash.Span));
        var wal = await File.ReadAllBytesAsync($"{store.File}-wal");

        var survived = new List<int>();
        var random = new Random(7);
        for (var i = 0; i < 40; i++)
        {
            var length = i == 0 ? wal.Length : random.Next(wal.Length);
            survived.Add(await SurvivorsAsync(wal.AsMemory(0, length), acknowledged));
        }

        Assert.Equal(acknowledged.Count, survived[0]);
        Assert.True(survived.Distinct().Count() > 10, "The cuts must differ.");
    }

    private async Task<byte[]> BytesAsync(string sql)
    {
        await using var connection = store.Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    private async Task<int> SurvivorsAsync(ReadOnlyMemory<byte> wal, List<string> acknowledged)
    {
        var folder = Directory.CreateTempSubdirectory("casualties-cut-").FullName;
        try
        {
            var cut = Path.Combine(folder, "log.db");
            File.Copy(store.File, cut);
            await File.WriteAllBytesAsync($"{cut}-wal", wal);
            await using var log = await SqliteStore.OpenAsync(cut);
            var hashes = (await log.ReadAllAsync()).ConvertAll(revision => Convert.ToHexString(revision.Hash.Span));
            Assert.Equal(acknowledged.Take(hashes.Count), hashes);
            await log.VerifiedAsync();
            return hashes.Count;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The system's clock, which tells when someone begins to wait by it.</summary>
    private sealed class NoticingTimeProvider : TimeProvider
    {
        private readonly TaskCompletionSource timerMade = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task TimerMade => timerMade.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timerMade.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
