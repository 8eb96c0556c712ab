using System.Text.Json;
using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Dapper;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Casualties.Gateway.Reports;

/// <summary>A flag as stored.</summary>
/// <param name="Key">Its number in this filling of the view.</param>
/// <param name="Record">The record in which it stands.</param>
/// <param name="Payload">The flag, as protobuf bytes.</param>
internal sealed record FlagRow(long Key, string Record, byte[] Payload);

// Rows with computed columns have no types as long as there are none, so that Dapper finds no constructor for them: they are filled by their properties.

/// <summary>How the claims of one voice fared in a year; 0: those without a day.</summary>
internal sealed record SpanRow
{
    public long Year { get; init; }

    public long Claims { get; init; }

    public long Tested { get; init; }

    public long Within { get; init; }

    public long Copied { get; init; }

    public long Retracted { get; init; }

    public long Superseded { get; init; }

    public long LeftOut { get; init; }
}

/// <summary>Who publishes what comes from whom.</summary>
internal sealed record LinkRow
{
    public string Publisher { get; init; } = "";

    public string Originator { get; init; } = "";

    public long Claims { get; init; }

    public long Incidents { get; init; }

    public long Copied { get; init; }

    public long Total { get; init; }
}

/// <summary>A claim that seems to repeat another one.</summary>
internal sealed record SuggestionRow
{
    public string Claim { get; init; } = "";

    public string Original { get; init; } = "";

    public string Incident { get; init; } = "";

    public string Because { get; init; } = "";

    public long People { get; init; }

    public long Total { get; init; }
}

/// <summary>Reads what reviewers ask for across incidents, over one reading connection.</summary>
internal sealed class ReviewRows(SqliteConnection connection, CalibrationStatements calibrations)
{
    /// <summary>The calibration in force.</summary>
    public CalibrationInForce Calibration => calibrations.InForce();

    /// <summary>What waits for a reviewer.</summary>
    public ReviewQueueRows Queue { get; } = new(connection);

    /// <summary>Flags, those raised last first, after one of them; 0: from the first on.</summary>
    public List<FlagRow> Flags(FlagState state, string record, long after, int limit) => connection.Query<FlagRow>(
        """
        SELECT key, record, payload FROM flag
        WHERE (@state = 0 OR state = @state) AND (@record = '' OR record = @record)
          AND (@after = 0 OR (raised, key) < (SELECT raised, key FROM flag WHERE key = @after))
        ORDER BY raised DESC, key DESC LIMIT @limit
        """,
        new { state = (long)state, record, after, limit }).AsList();

    /// <summary>Flags whose time is over and that have not ended.</summary>
    /// <param name="now">Microseconds since 1970-01-01T00:00:00Z.</param>
    public List<FlagRow> FlagsOver(long now) => connection.Query<FlagRow>(
        "SELECT key, record, payload FROM flag WHERE expires <= @now AND state NOT IN (@rejected, @expired) ORDER BY expires, key LIMIT 1000",
        new { now, rejected = (long)FlagState.Rejected, expired = (long)FlagState.Expired }).AsList();

    /// <summary>How the claims of a voice fared, by year.</summary>
    public List<SpanRow> Spans(string voice) => connection.Query<SpanRow>(
        """
        SELECT CAST(substr(published, 1, 4) AS INTEGER) AS year, count(*) AS claims, sum(tested) AS tested, sum(within) AS within, sum(copied) AS copied,
               sum(state = @retracted) AS retracted, sum(state = @superseded) AS superseded, sum(left_out) AS leftOut
        FROM standing WHERE voice = @voice GROUP BY 1 ORDER BY 1
        """,
        new { voice, retracted = (long)ClaimState.Retracted, superseded = (long)ClaimState.Superseded }).AsList();

    /// <summary>Who publishes what comes from a source, and from whom comes what it publishes; those with the most claims first.</summary>
    public List<LinkRow> Links(string source, int limit) => connection.Query<LinkRow>(
        """
        SELECT publisher, origin AS originator, count(*) AS claims, count(DISTINCT incident) AS incidents, sum(copied) AS copied, count(*) OVER () AS total
        FROM standing WHERE (publisher = @source OR origin = @source) AND origin NOT IN ('', publisher) AND state = @live
        GROUP BY publisher, origin ORDER BY claims DESC, publisher, origin LIMIT @limit
        """,
        new { source, live = (long)ClaimState.Live, limit }).AsList();

    /// <summary>Claims that seem to repeat another one, those that move the most people first.</summary>
    public List<SuggestionRow> Suggestions(string incident, string publisher, int limit) => connection.Query<SuggestionRow>(
        """
        SELECT g.claim, g.original, g.incident, g.because, s.people, count(*) OVER () AS total
        FROM suggestion g JOIN standing s ON s.claim = g.claim
        WHERE (@incident = '' OR g.incident = @incident) AND (@publisher = '' OR s.publisher = @publisher)
        ORDER BY s.people DESC, g.claim LIMIT @limit
        """,
        new { incident, publisher, limit }).AsList();

    /// <summary>Records of any kind by name; those that are not there are left out.</summary>
    public Dictionary<string, IDisclosedRecord> Records(IEnumerable<string> names)
    {
        var found = new Dictionary<string, IDisclosedRecord>();
        foreach (var kind in names.Distinct().GroupBy(name => name[..name.IndexOf('/', StringComparison.Ordinal)]))
        {
            var (table, parser) = TableOf(kind.Key);
            foreach (var payload in connection.Query<byte[]>(
                $"SELECT payload FROM {table} WHERE name IN (SELECT value FROM json_each(@names))", new { names = JsonSerializer.Serialize(kind) }))
            {
                var record = (IDisclosedRecord)parser.ParseFrom(payload);
                found.Add(record.Name, record);
            }
        }
        return found;
    }

    private static (string Table, MessageParser Parser) TableOf(string collection) => collection switch
    {
        "incidents" => ("incident", Incident.Parser),
        "claims" => ("claim", Claim.Parser),
        "sources" => ("source", Source.Parser),
        _ => throw new ArgumentOutOfRangeException(nameof(collection), collection, "There are no records of this kind here."),
    };
}
