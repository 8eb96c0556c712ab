using Casualties.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Benchmarks.Limits;

/// <summary>
/// The least that SQLite must do to keep a claim: a row of 12 columns with 2 indexes, by one prepared insert, durable at commit under the
/// settings that the suite's writers have. It is the limit for whatever the suite writes.
/// </summary>
internal sealed class BareTable : IDisposable
{
    /// <summary>How many rows a transaction of a bulk insert holds.</summary>
    public const int RowsPerBatch = 10_000;

    private const string Schema = """
        CREATE TABLE claim (
            id INTEGER PRIMARY KEY, name TEXT, incident TEXT, publisher TEXT, originator TEXT, harm INTEGER, form INTEGER,
            low INTEGER, high INTEGER, published_date TEXT, quote TEXT, url TEXT
        );
        CREATE INDEX claim_incident ON claim (incident);
        CREATE INDEX claim_publisher ON claim (publisher);
        """;

    private const string InsertSql = """
        INSERT INTO claim (name, incident, publisher, originator, harm, form, low, high, published_date, quote, url)
        VALUES ($name, $incident, $publisher, $originator, $harm, $form, $low, $high, $published_date, $quote, $url)
        """;

    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;
    private readonly SqliteCommand begin;
    private readonly SqliteCommand commit;

    public BareTable(string path)
    {
        connection = SqliteConnections.OpenWriter(path);
        using (var schema = connection.Command(Schema))
            schema.ExecuteNonQuery();
        begin = Prepare("BEGIN IMMEDIATE");
        commit = Prepare("COMMIT");
        insert = Prepare(
            InsertSql, "$name", "$incident", "$publisher", "$originator", "$harm", "$form", "$low", "$high", "$published_date", "$quote", "$url");
    }

    public void Begin() => begin.ExecuteNonQuery();

    public void Commit() => commit.ExecuteNonQuery();

    public void Insert(BareRow row)
    {
        var values = insert.Parameters;
        values[0].Value = row.Name;
        values[1].Value = row.Incident;
        values[2].Value = row.Publisher;
        values[3].Value = row.Originator;
        values[4].Value = row.Harm;
        values[5].Value = row.Form;
        values[6].Value = row.Low;
        values[7].Value = row.High;
        values[8].Value = row.PublishedDate;
        values[9].Value = row.Quote;
        values[10].Value = row.Url;
        insert.ExecuteNonQuery();
    }

    /// <summary>Inserts rows in batches.</summary>
    public void InsertAll(IReadOnlyList<BareRow> rows)
    {
        for (var first = 0; first < rows.Count; first += RowsPerBatch)
        {
            Begin();
            for (var i = first; i < Math.Min(first + RowsPerBatch, rows.Count); i++)
                Insert(rows[i]);
            Commit();
        }
    }

    public void Dispose() => connection.Dispose();

    private SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        command.Prepare();
        return command;
    }
}
