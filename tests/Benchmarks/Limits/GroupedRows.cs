using System.Data.Common;
using System.Diagnostics;
using DuckDB.NET.Data;
using Microsoft.Data.Sqlite;

namespace Benchmarks.Limits;

/// <summary>Bare claims in the memory of a database that groups them and adds them up.</summary>
internal sealed class GroupedRows : IDisposable
{
    private readonly DbConnection connection;
    private readonly DbCommand groupBy;

    private GroupedRows(DbConnection connection)
    {
        this.connection = connection;
        groupBy = connection.CreateCommand();
        groupBy.CommandText = BareClaim.GroupBy;
    }

    /// <summary>In DuckDB, which has a column in one piece and works on all processors.</summary>
    public static GroupedRows InDuckDb(IEnumerable<BareClaim> claims)
    {
        var database = new DuckDBConnection("Data Source=:memory:");
        var rows = Open(database);
        using var appender = database.CreateAppender("claim");
        foreach (var claim in claims)
        {
            appender.CreateRow()
                .AppendValue(claim.Incident).AppendValue(claim.Month).AppendValue(claim.Admin1).AppendValue(claim.Harm).AppendValue(claim.Low).AppendValue(claim.High)
                .EndRow();
        }
        return rows;
    }

    /// <summary>In SQLite, row by row.</summary>
    public static GroupedRows InSqlite(IEnumerable<BareClaim> claims)
    {
        var database = new SqliteConnection("Data Source=:memory:");
        var rows = Open(database);
        using var transaction = database.BeginTransaction(deferred: false);
        using var insert = database.CreateCommand();
        insert.CommandText = "INSERT INTO claim VALUES ($1, $2, $3, $4, $5, $6)";
        SqliteParameter[] values = [.. Enumerable.Range(1, 6).Select(i => insert.Parameters.AddWithValue($"${i}", 0))];
        foreach (var claim in claims)
        {
            (values[0].Value, values[1].Value, values[2].Value) = (claim.Incident, claim.Month, claim.Admin1);
            (values[3].Value, values[4].Value, values[5].Value) = (claim.Harm, claim.Low, claim.High);
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return rows;
    }

    /// <summary>How long it takes to group them and to read what comes of it, milliseconds.</summary>
    public double Time()
    {
        var began = Stopwatch.GetTimestamp();
        using var reader = groupBy.ExecuteReader();
        while (reader.Read())
            _ = (reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    public void Dispose()
    {
        groupBy.Dispose();
        connection.Dispose();
    }

    private static GroupedRows Open(DbConnection database)
    {
        database.Open();
        using var schema = database.CreateCommand();
        schema.CommandText = BareClaim.Table;
        schema.ExecuteNonQuery();
        return new GroupedRows(database);
    }
}
