using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using Dapper;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Claim = Casualties.Counts.V1.Claim;

namespace Casualties.Gateway.Reports;

/// <summary>The writing connection of the read model and its statements, compiled once and kept.</summary>
internal sealed class ReadModelStatements : IDisposable
{
    /// <summary>Raised when the tables mean something else than before.</summary>
    public const int SchemaVersion = 6;

    /// <summary>The column of the inputs query that names the incident.</summary>
    public const int InputsIncidentColumn = 5;

    /// <summary>The claims about incidents with the sources that they name; which incidents is to be added.</summary>
    public const string InputsSql = """
        SELECT c.payload, c.publisher, p.payload, c.originator, o.payload, c.incident
        FROM claim c
        LEFT JOIN source p ON p.name = c.publisher
        LEFT JOIN source o ON o.name = c.originator
        WHERE c.incident
        """;

    /// <summary>The incidents about which a source published or originated claims.</summary>
    public const string NamingSql = "SELECT incident FROM claim WHERE publisher = $1 UNION SELECT incident FROM claim WHERE originator = $1";

    private static readonly byte[] Origin = new byte[32];

    private readonly SqliteConnection connection;
    private readonly Statement begin;
    private readonly Statement commit;
    private readonly Statement rollback;
    private readonly Statement saveIncident;
    private readonly Statement saveClaim;
    private readonly Statement saveSource;
    private readonly Statement saveReport;
    private readonly Statement report;
    private readonly Statement saveCheckpoint;
    private readonly Statement incident;
    private readonly Statement inputs;
    private readonly Statement naming;
    private readonly Statement incidents;

    public ReadModelStatements(SqliteConnection connection, CalibrationCache calibrations)
    {
        this.connection = connection;
        Calibrations = new CalibrationStatements(connection, calibrations);
        Flags = new FlagStatements(connection);
        Standings = new StandingStatements(connection);
        Addends = new AddendStatements(connection);
        begin = new(connection, "BEGIN IMMEDIATE", 0);
        commit = new(connection, "COMMIT", 0);
        rollback = new(connection, "ROLLBACK", 0);
        saveIncident = new(connection, "INSERT INTO incident VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET payload = excluded.payload", 2);
        saveClaim = new(
            connection,
            """
            INSERT INTO claim VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO UPDATE SET
                incident = excluded.incident, publisher = excluded.publisher, originator = excluded.originator, payload = excluded.payload
            """,
            5);
        saveSource = new(
            connection, "INSERT INTO source VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET payload = excluded.payload, ungraded = excluded.ungraded", 3);
        saveReport = new(
            connection,
            """
            INSERT INTO report VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (incident, audience) DO UPDATE SET
                sequence = excluded.sequence, start_date = excluded.start_date, end_date = excluded.end_date, country = excluded.country,
                pseudonymous = excluded.pseudonymous, restricted = excluded.restricted, body = excluded.body
            """,
            9);
        report = new(connection, "SELECT body FROM report WHERE incident = $1 AND audience = $2 AND body IS NOT NULL", 2);
        saveCheckpoint = new(connection, "INSERT OR REPLACE INTO checkpoint VALUES ($1, $2, $3, $4, $5)", 5);
        incident = new(connection, "SELECT payload FROM incident WHERE name = $1", 1);
        inputs = new(connection, $"{InputsSql} = $1", 1);
        naming = new(connection, NamingSql, 1);
        incidents = new(connection, "SELECT name FROM incident", 0);
    }

    /// <summary>What was learned of sources.</summary>
    public CalibrationStatements Calibrations { get; }

    /// <summary>The flags of records.</summary>
    public FlagStatements Flags { get; }

    /// <summary>How claims stand to each other.</summary>
    public StandingStatements Standings { get; }

    /// <summary>What incidents add to aggregates.</summary>
    public AddendStatements Addends { get; }

    public void Save(Incident record) => saveIncident.Execute(record.Name, record.ToByteArray());

    public void Save(Claim record) =>
        saveClaim.Execute(record.Name, record.Incident, record.Publisher, record.Originator, record.ToByteArray());

    public void Save(Source record) => saveSource.Execute(
        record.Name, record.ToByteArray(), record is { State: SourceState.Active, Rating: null, ScopedRatings.Count: 0 });

    /// <summary>The report of an incident as an audience sees it; null if it sees none.</summary>
    public byte[]? Report(string incident, Audience audience)
    {
        using var row = report.Query(incident, (long)audience);
        return row.Read() ? row.GetFieldValue<byte[]>(0) : null;
    }

    /// <summary>Saves the report of an incident as an audience sees it; no body: it sees none any more.</summary>
    public void SaveReport(Incident record, Audience audience, long sequence, ReportInputs? seen, byte[]? body) => saveReport.Execute(
        record.Name,
        (long)audience,
        sequence,
        IndexText.Of(record.EventTime?.StartDate) ?? "",
        IndexText.LastDayOf(record.EventTime?.EndDate ?? record.EventTime?.StartDate) ?? "",
        record.Place?.Country ?? "",
        seen?.IsPseudonymous ?? false,
        seen?.HoldsRestricted ?? false,
        body);

    public void SaveCheckpoint(SuiteService service, FeedPosition position, long publicTime, long partnerTime) =>
        saveCheckpoint.Execute(service.Word(), position.Revision, position.Hash.ToArray(), publicTime, partnerTime);

    /// <summary>The incidents about which a source published or originated claims.</summary>
    public List<string> IncidentsNaming(string source)
    {
        using var row = naming.Query(source);
        return Names(row);
    }

    /// <summary>Whether files may still hold what was expunged.</summary>
    public bool IsErasureDue() => connection.ExecuteScalar<long>("SELECT count(*) FROM due WHERE what = 'erasure'") > 0;

    /// <summary>Notes that files may hold what was expunged, or that they do not any more.</summary>
    public void SaveErasureDue(bool due) =>
        connection.Execute(due ? "INSERT OR IGNORE INTO due VALUES ('erasure')" : "DELETE FROM due WHERE what = 'erasure'");

    /// <summary>Incidents that ended from a day on and before another one, each as in the index, of which the public knows.</summary>
    public IEnumerable<string> IncidentsEnded(string from, string before) => connection.Query<string>(
        "SELECT incident FROM report WHERE audience = 1 AND end_date >= @from AND end_date < @before", new { from, before });

    /// <summary>Whether all services were followed to their ends once.</summary>
    public bool IsFilled() => connection.ExecuteScalar<long>("SELECT coalesce(max(filled), 0) FROM computed_by") != 0;

    public void SaveFilled() => connection.Execute("UPDATE computed_by SET filled = 1");

    /// <summary>The day before which incidents have aged; null in a new view.</summary>
    public string? AgedTo() => connection.ExecuteScalar<string?>("SELECT aged_to FROM computed_by");

    public void SaveAgedTo(string day) => connection.Execute("UPDATE computed_by SET aged_to = @day", new { day });

    /// <summary>Every incident.</summary>
    public List<string> Incidents()
    {
        using var row = incidents.Query();
        return Names(row);
    }

    /// <summary>What the report of an incident is computed from; null as long as the incident itself has not come.</summary>
    public ReportInputs? Inputs(string name, CalibrationInForce inForce)
    {
        Incident record;
        using (var row = incident.Query(name))
        {
            if (!row.Read())
                return null;
            record = Incident.Parser.ParseFrom(row.GetFieldValue<byte[]>(0));
        }
        using var rows = inputs.Query(name);
        return Read(record, rows, inForce);
    }

    /// <summary>Reads the rows of the inputs query.</summary>
    public static ReportInputs Read(Incident incident, SqliteDataReader rows, CalibrationInForce inForce)
    {
        var claims = new List<Claim>();
        var sources = new Dictionary<string, Source>();
        while (rows.Read())
            ReadRow(rows, claims, sources);
        return new ReportInputs(incident, claims, sources, inForce);
    }

    /// <summary>Reads one row of the inputs query.</summary>
    public static void ReadRow(SqliteDataReader rows, List<Claim> claims, Dictionary<string, Source> sources)
    {
        claims.Add(Claim.Parser.ParseFrom(rows.GetFieldValue<byte[]>(0)));
        AddSource(sources, rows, 1);
        AddSource(sources, rows, 3);
    }

    /// <summary>Reads rows of names.</summary>
    public static List<string> Names(SqliteDataReader row)
    {
        var names = new List<string>();
        while (row.Read())
            names.Add(row.GetString(0));
        return names;
    }

    public FeedPosition Checkpoint(SuiteService service)
    {
        var row = connection.QuerySingleOrDefault<(long Revision, byte[] Hash)>(
            "SELECT revision, hash FROM checkpoint WHERE service = @service", new { service = service.Word() });
        return row.Hash is null ? new FeedPosition(0, Origin) : new FeedPosition(row.Revision, row.Hash);
    }

    /// <summary>When what an audience may know of was last recorded in a service, microseconds; 0: never.</summary>
    public long KnownTime(SuiteService service, Audience audience) => connection.ExecuteScalar<long>(
        $"SELECT coalesce(max({(audience == Audience.Public ? "public_time" : "partner_time")}), 0) FROM checkpoint WHERE service = @service",
        new { service = service.Word() });

    public long NewestSequence(Audience audience) =>
        connection.ExecuteScalar<long>("SELECT coalesce(max(sequence), 0) FROM report WHERE audience = @audience", new { audience = (long)audience });

    public string ViewId() => connection.ExecuteScalar<string>("SELECT view_id FROM computed_by")!;

    public string? ComputedBy() => connection.ExecuteScalar<string?>("SELECT version FROM computed_by");

    /// <summary>Runs work in a transaction; rolls it back if it throws.</summary>
    public void InTransaction(Action work)
    {
        begin.Execute();
        try
        {
            work();
            commit.Execute();
        }
        catch
        {
            // A commit that failed may have ended the transaction by itself.
            if (!SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle).Equals(1))
                rollback.Execute();
            throw;
        }
    }

    public void Clear(string version, string viewId)
    {
        connection.Execute("DELETE FROM checkpoint; DELETE FROM incident; DELETE FROM claim; DELETE FROM source; DELETE FROM calibration");
        connection.Execute("DELETE FROM report; DELETE FROM computed_by");
        connection.Execute("DELETE FROM addend; DELETE FROM flag; DELETE FROM standing; DELETE FROM suggestion; DELETE FROM footing");
        connection.Execute("INSERT INTO computed_by (version, view_id, filled) VALUES (@version, @viewId, 0)", new { version, viewId });
    }

    public void Dispose()
    {
        Calibrations.Dispose();
        Flags.Dispose();
        Standings.Dispose();
        Addends.Dispose();
        connection.Dispose();
    }

    private static void AddSource(Dictionary<string, Source> sources, SqliteDataReader rows, int column)
    {
        if (!rows.IsDBNull(column + 1) && !sources.ContainsKey(rows.GetString(column)))
            sources.Add(rows.GetString(column), Source.Parser.ParseFrom(rows.GetFieldValue<byte[]>(column + 1)));
    }
}
