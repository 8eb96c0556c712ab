using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Casualties.Storage.Sqlite;

/// <summary>Makes what was deleted or overwritten really gone from the files of a database: free pages, the gaps in pages, and the write-ahead log.</summary>
public static class SqliteErasure
{
    // With the delays between them about 13 s: far longer than any read of ours.
    private const int Retries = 8;

    private static readonly TimeSpan firstDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Writes the database anew from its rows, moves the write-ahead log into it, and cuts the log to nothing. Needs memory for a copy of the
    /// database, since nothing of it may reach a temporary file, and about as much disk again. Readers go on; one that began before holds the end up.
    /// </summary>
    /// <param name="connection">A connection that writes, in WAL mode, without a transaction or a running query.</param>
    /// <param name="time">Waits while someone else holds the files.</param>
    /// <exception cref="SqliteException">It could not be done (SQLITE_BUSY: someone held the files too long). Nothing is lost; run it again.</exception>
    public static void Run(SqliteConnection connection, TimeProvider time)
    {
        var whileBusy = BusyRetry.Create(time, Retries, firstDelay);
        Execute(connection, "PRAGMA temp_store = MEMORY");
        whileBusy.Execute(static connection => Execute(connection, "VACUUM"), connection);
        var patience = Value(connection, "PRAGMA busy_timeout");
        // SQLite's own wait would keep the writing lock all the while.
        Execute(connection, "PRAGMA busy_timeout = 0");
        try
        {
            whileBusy.Execute(Checkpoint, connection);
        }
        finally
        {
            Execute(connection, $"PRAGMA busy_timeout = {patience}");
        }
    }

    // Its first column says whether readers or writers kept it from the end; that is no error to SQLite.
    private static void Checkpoint(SqliteConnection connection)
    {
        if (Value(connection, "PRAGMA wal_checkpoint(TRUNCATE)") != 0)
            throw new SqliteException("A reader holds the write-ahead log.", raw.SQLITE_BUSY);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        command.ExecuteNonQuery();
    }

    private static long Value(SqliteConnection connection, string sql)
    {
        using var command = connection.Command(sql);
        return (long)command.ExecuteScalar()!;
    }
}
