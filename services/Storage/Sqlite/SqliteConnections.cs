using Microsoft.Data.Sqlite;

namespace Casualties.Storage.Sqlite;

/// <summary>Opens connections with the settings that the log relies on. Nothing is pooled by the driver: it hides which settings a connection has.</summary>
public static class SqliteConnections
{
    /// <summary>The connection string of a database file.</summary>
    public static string ConnectionString(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        Pooling = false,
        // The driver repeats busy statements in a sleeping loop for this many seconds; busy_timeout has waited long enough by then.
        DefaultTimeout = 1,
    }.ToString();

    /// <summary>Opens the one connection that writes: what it has committed is on the disk.</summary>
    public static SqliteConnection OpenWriter(string path) => Open(
        path,
        SqliteOpenMode.ReadWriteCreate,
        """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        PRAGMA journal_size_limit = 67108864;
        PRAGMA cache_size = -16000;
        PRAGMA temp_store = MEMORY;
        """);

    /// <summary>Opens a connection that can only read.</summary>
    public static SqliteConnection OpenReader(string path) => Open(
        path,
        SqliteOpenMode.ReadOnly,
        """
        PRAGMA busy_timeout = 5000;
        PRAGMA query_only = 1;
        PRAGMA cache_size = -16000;
        PRAGMA temp_store = MEMORY;
        """);

    /// <summary>A command for one use, with parameters $1, $2 …</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode, string settings)
    {
        var connection = new SqliteConnection(ConnectionString(path, mode));
        try
        {
            connection.Open();
            using var command = connection.Command(settings);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
