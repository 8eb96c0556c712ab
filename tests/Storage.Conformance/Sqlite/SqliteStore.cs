using System.Security.Cryptography;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Storage.Conformance.Sqlite;

/// <summary>A database in a folder of its own, which goes with it.</summary>
public sealed class SqliteStore : ILogStore
{
    private readonly string folder = Directory.CreateTempSubdirectory("casualties-storage-").FullName;

    public string File => Path.Combine(folder, "log.db");

    public static async Task<IRevisionLog> OpenAsync(string file, TimeProvider? time = null) => await SqliteRevisionLog.OpenAsync(
        new SqliteLogOptions
        {
            Path = file,
            Kinds = [Kinds.Things, Kinds.Notes],
            Migrations = [typeof(SqliteStore).Assembly],
            TimeProvider = time ?? TimeProvider.System,
            Entropy = RandomNumberGenerator.Create(),
        },
        CancellationToken.None);

    public Task<IRevisionLog> OpenAsync(TimeProvider? time = null) => OpenAsync(File, time);

    public async Task TamperAsync(string sql)
    {
        await using var connection = Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(await command.ExecuteNonQueryAsync() > 0, "The tampering must change something.");
    }

    public Task FailAtRowAsync(string record) => RunAsync($"""
        CREATE TRIGGER broken BEFORE INSERT ON record WHEN NEW.name = '{record}' BEGIN
            SELECT RAISE(ABORT, 'broken on purpose');
        END
        """);

    // A foreign key that is checked only at the commit, and does not hold then.
    public Task FailAtCommitAsync(string record) => RunAsync($"""
        CREATE TABLE debtor (record_id INTEGER REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER broken AFTER INSERT ON record WHEN NEW.name = '{record}' BEGIN
            INSERT INTO debtor VALUES (-1);
        END
        """);

    public async Task<IAsyncDisposable> HoldAsync()
    {
        var connection = Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; SELECT count(*) FROM revision";
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public Task<bool> HoldsBytesAsync(ReadOnlyMemory<byte> bytes) => HoldsBytesAsync(folder, bytes);

    public static async Task<bool> HoldsBytesAsync(string folder, ReadOnlyMemory<byte> bytes)
    {
        // The lock file lets no one read it, and is empty.
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var content = new byte[stream.Length];
            await stream.ReadExactlyAsync(content);
            if (content.AsSpan().IndexOf(bytes.Span) >= 0)
                return true;
        }

        return false;
    }

    public Task MendAsync() => RunAsync("DROP TRIGGER broken");

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = Connect();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
