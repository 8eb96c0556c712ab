using System.Text.Json;
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

/// <summary>A report as stored.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Sequence">The number of its last change.</param>
/// <param name="StartDate">The first day of the incident, as in the index; the key of listings.</param>
/// <param name="IsPseudonymous">1 if an organisation sees it under names of its own, 0 otherwise.</param>
/// <param name="Body">The report without its freshness, as protobuf bytes; null: it can be seen no more.</param>
internal sealed record StoredReport(string Incident, long Sequence, string StartDate, long IsPseudonymous, byte[]? Body);

/// <summary>A report that stands ready.</summary>
/// <param name="Body">The report without its freshness, as protobuf bytes.</param>
/// <param name="IsPseudonymous">Whether an organisation sees it under names of its own.</param>
/// <param name="HoldsRestricted">Whether not everyone may know of all that it holds.</param>
internal sealed record ReadyReport(byte[] Body, bool IsPseudonymous, bool HoldsRestricted);

/// <summary>Which reports, and after which one.</summary>
internal sealed record ReportListing(Audience Audience, string? Country, string? From, string? Before, string AfterDate, string AfterIncident, int Limit);

/// <summary>Which incidents: of a country, that began from and before a day, each as in the index. Null: any.</summary>
internal sealed record IncidentFilter(string? Country = null, string? From = null, string? Before = null)
{
    /// <summary>The filter of a request: empty or unset is any.</summary>
    public static IncidentFilter Of(string country, Google.Type.Date? from, Google.Type.Date? before) => new(IndexText.Of(country), IndexText.Of(from), IndexText.Of(before));
}

/// <summary>One reading connection to the read model with its statements. One thread at a time.</summary>
internal sealed class ReadModelReader : IReaderSession
{
    private readonly SqliteConnection connection;
    private readonly Statement body;
    private readonly Statement incident;
    private readonly Statement inputs;
    private readonly Statement inputsOfMany;
    private readonly Statement incidents;
    private readonly Statement claim;
    private readonly Statement source;
    private readonly Statement naming;
    private readonly Statement namingCount;
    private readonly CalibrationStatements calibrations;
    private readonly ReviewRows reviews;
    private readonly AddendRows addends;

    public ReadModelReader(SqliteConnection connection, CalibrationCache calibrations)
    {
        this.connection = connection;
        this.calibrations = new CalibrationStatements(connection, calibrations);
        reviews = new ReviewRows(connection, this.calibrations);
        addends = new AddendRows(connection, this.calibrations);
        body = new(connection, "SELECT body, pseudonymous, restricted FROM report WHERE incident = $1 AND audience = $2 AND body IS NOT NULL", 2);
        incident = new(connection, "SELECT payload FROM incident WHERE name = $1", 1);
        inputs = new(connection, $"{ReadModelStatements.InputsSql} = $1", 1);
        inputsOfMany = new(connection, $"{ReadModelStatements.InputsSql} IN (SELECT value FROM json_each($1))", 1);
        incidents = new(connection, "SELECT payload FROM incident WHERE name IN (SELECT value FROM json_each($1)) ORDER BY name", 1);
        claim = new(connection, "SELECT payload FROM claim WHERE name = $1", 1);
        source = new(connection, "SELECT payload FROM source WHERE name = $1", 1);
        // Both halves come in the order of their indexes and are merged: the first names come without the others being read.
        naming = new(
            connection,
            """
            SELECT incident FROM claim WHERE publisher = $1 AND incident > $2
            UNION SELECT incident FROM claim WHERE originator = $1 AND incident > $2
            ORDER BY incident LIMIT $3
            """,
            3);
        namingCount = new(connection, $"SELECT count(*) FROM ({ReadModelStatements.NamingSql})", 1);
    }

    /// <summary>The report of an incident under the default policy, as an audience sees it; null if for that audience there is no such incident.</summary>
    public ReadyReport? Body(string name, Audience audience)
    {
        using var row = body.Query(name, (long)audience);
        return row.Read() ? new ReadyReport(row.GetFieldValue<byte[]>(0), row.GetBoolean(1), row.GetBoolean(2)) : null;
    }

    /// <summary>A source, a claim or an incident; null if there is none of that name.</summary>
    public IDisclosedRecord? Record(string name) => name.Split('/')[0] switch
    {
        "sources" => Record(source, name, Source.Parser),
        "claims" => Record(claim, name, Claim.Parser),
        "incidents" => Record(incident, name, Incident.Parser),
        _ => null,
    };

    /// <summary>Incidents about which a source published or originated claims, by name, after one.</summary>
    public List<string> IncidentsNaming(string source, string after, int limit)
    {
        using var row = naming.Query(source, after, limit);
        return ReadModelStatements.Names(row);
    }

    /// <summary>About how many incidents a source published or originated claims.</summary>
    public int CountNaming(string source)
    {
        using var row = namingCount.Query(source);
        row.Read();
        return row.GetInt32(0);
    }

    /// <summary>What a report is computed from, at one moment; null if there is no such incident.</summary>
    public ReportInputs? Inputs(string name)
    {
        using var snapshot = new Snapshot(connection);
        if (Record(incident, name, Incident.Parser) is not { } record)
            return null;
        using var rows = inputs.Query(name);
        return ReadModelStatements.Read(record, rows, calibrations.InForce());
    }

    /// <summary>What the reports of incidents are computed from, at one moment, by name; those that are not there are left out.</summary>
    public List<ReportInputs> Inputs(IReadOnlyList<string> names)
    {
        using var snapshot = new Snapshot(connection);
        return InputsOf(IncidentsOf(names));
    }

    /// <summary>What the reports of a page of incidents are computed from, at one moment, by name.</summary>
    public List<ReportInputs> Inputs(IncidentFilter filter, Audience audience, string after, int limit)
    {
        using var snapshot = new Snapshot(connection);
        return InputsOf(connection.Query<byte[]>(
            """
            SELECT i.payload FROM report r JOIN incident i ON i.name = r.incident
            WHERE r.incident > @after AND r.audience = @audience AND r.body IS NOT NULL
              AND (@Country IS NULL OR r.country = @Country) AND (@From IS NULL OR r.start_date >= @From) AND (@Before IS NULL OR r.start_date < @Before)
            ORDER BY r.incident LIMIT @limit
            """,
            new { filter.Country, filter.From, filter.Before, audience = (long)audience, after, limit }).Select(Incident.Parser.ParseFrom));
    }

    /// <summary>What changed of the addends that an audience may know of since a point, all of it at one moment; of another filling of the view, all there are.</summary>
    public AddendChanges Addends(Audience audience, string viewId, long after, TextValue.Pool pool)
    {
        using var snapshot = new Snapshot(connection);
        return addends.Changes(audience, viewId, after, pool);
    }

    /// <summary>The point at which the view stands, as an audience is told it.</summary>
    public ViewPoint Point(Audience audience)
    {
        using var snapshot = new Snapshot(connection);
        return addends.Point(audience);
    }

    /// <summary>Goes through all that the reports of which an audience knows are computed from, by name, in pages; answers the point of the view. All of it at one moment.</summary>
    public ViewPoint Corpus(Audience audience, int pageSize, Action<List<ReportInputs>> page)
    {
        using var snapshot = new Snapshot(connection);
        var names = connection.Query<string>("SELECT incident FROM report WHERE audience = @audience AND body IS NOT NULL ORDER BY incident", new { audience = (long)audience }).AsList();
        foreach (var chunk in names.Chunk(pageSize))
            page(InputsOf(IncidentsOf(chunk)));
        return addends.Point(audience);
    }

    /// <summary>What reviewers ask for, all of it at one moment.</summary>
    public T Review<T>(Func<ReviewRows, T> read)
    {
        using var snapshot = new Snapshot(connection);
        return read(reviews);
    }

    /// <summary>Reports that changed after a sequence number, in the order of their last change.</summary>
    public List<StoredReport> Changed(Audience audience, long after, int limit) => connection.Query<StoredReport>(
        """
        SELECT incident, sequence, start_date AS startDate, pseudonymous AS isPseudonymous, body
        FROM report WHERE audience = @audience AND sequence > @after ORDER BY sequence LIMIT @limit
        """,
        new { audience = (long)audience, after, limit }).AsList();

    /// <summary>A page of what stands ready of incidents, by name, at one moment, with those that changed after a point.</summary>
    public StoredPage Stored(ViewPoint point, ColumnFilter filter, Viewer viewer, string after, int limit)
    {
        using var snapshot = new Snapshot(connection);
        var rows = connection.Query<StoredIncident>(
            """
            SELECT r.incident, r.sequence, r.pseudonymous AS isPseudonymous, r.body AS report, a.body AS addend
            FROM report r JOIN addend a ON a.incident = r.incident AND a.audience = r.audience
            WHERE r.incident > @after AND r.audience = @audience AND (r.sequence > @Sequence OR (a.body IS NOT NULL
              AND (@Countries IS NULL OR r.country IN (SELECT value FROM json_each(@Countries))) AND (@From IS NULL OR r.start_date >= @From) AND (@Before IS NULL OR r.start_date < @Before)))
            ORDER BY r.incident LIMIT @limit
            """,
            new { point.Sequence, filter.Countries, filter.From, filter.Before, audience = (long)viewer.Audience, after, limit }).AsList();
        string[] unready = viewer.Organisation.Length == 0 ? [] : [.. rows.Where(row => row.IsPseudonymous != 0).Select(row => row.Incident)];
        var recorded = unready.Length == 0 ? [] : InputsOf(IncidentsOf(unready)).ToDictionary(one => one.Incident.Name);
        return new StoredPage(addends.ViewId(), rows, recorded);
    }

    /// <summary>Reports by first day, then by name.</summary>
    public List<StoredReport> List(ReportListing listing) => connection.Query<StoredReport>(
        """
        SELECT incident, sequence, start_date AS startDate, pseudonymous AS isPseudonymous, body FROM report
        WHERE audience = @Audience AND body IS NOT NULL AND (start_date, incident) > (@AfterDate, @AfterIncident)
          AND (@Country IS NULL OR country = @Country) AND (@From IS NULL OR start_date >= @From) AND (@Before IS NULL OR start_date < @Before)
        ORDER BY start_date, incident LIMIT @Limit
        """,
        listing).AsList();

    public void Interrupt() => SQLitePCL.raw.sqlite3_interrupt(connection.Handle);

    public void Dispose()
    {
        calibrations.Dispose();
        connection.Dispose();
    }

    private static T? Record<T>(Statement statement, string name, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        using var row = statement.Query(name);
        return row.Read() ? parser.ParseFrom(row.GetFieldValue<byte[]>(0)) : null;
    }

    private List<Incident> IncidentsOf(IReadOnlyList<string> names)
    {
        var found = new List<Incident>(names.Count);
        using var row = incidents.Query(JsonSerializer.Serialize(names));
        while (row.Read())
            found.Add(Incident.Parser.ParseFrom(row.GetFieldValue<byte[]>(0)));
        return found;
    }

    // One query for all of them, not one an incident.
    private List<ReportInputs> InputsOf(IEnumerable<Incident> incidents)
    {
        var page = incidents.Select(one => (Incident: one, Claims: new List<Claim>(), Sources: new Dictionary<string, Source>())).ToList();
        var found = page.ToDictionary(one => one.Incident.Name);
        using var rows = inputsOfMany.Query(JsonSerializer.Serialize(found.Keys));
        while (rows.Read())
        {
            var (_, claims, sources) = found[rows.GetString(ReadModelStatements.InputsIncidentColumn)];
            ReadModelStatements.ReadRow(rows, claims, sources);
        }
        var inForce = calibrations.InForce();
        return [.. page.Select(one => new ReportInputs(one.Incident, one.Claims, one.Sources, inForce))];
    }

    // All statements must see the same moment; the transaction ends before anything is awaited.
    private readonly struct Snapshot : IDisposable
    {
        private readonly SqliteConnection connection;

        public Snapshot(SqliteConnection connection)
        {
            this.connection = connection;
            // Dapper takes a text of one word for the name of a stored procedure.
            Run("BEGIN DEFERRED");
        }

        public void Dispose() => Run("COMMIT");

        private void Run(string text) => connection.Execute(text);
    }
}
