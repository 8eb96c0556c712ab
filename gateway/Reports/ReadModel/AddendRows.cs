using Casualties.Type.V1;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Casualties.Gateway.Reports;

/// <summary>Reads what incidents add to aggregates, over a reading connection.</summary>
internal sealed class AddendRows(SqliteConnection connection, CalibrationStatements calibrations)
{
    /// <summary>What changed since a point; of another filling of the view, all there is. Values are taken from the pool.</summary>
    public AddendChanges Changes(Audience audience, string viewId, long after, TextValue.Pool pool)
    {
        var point = Point(audience);
        if (point.ViewId != viewId)
            after = 0;
        // Read one by one, and put in order here: all bodies at once would take as much memory again as what is made of them.
        var rows = connection.Query<(string Incident, byte[]? Body)>(
            "SELECT incident, body FROM addend WHERE audience = @audience AND sequence > @after AND (@after > 0 OR body IS NOT NULL)",
            new { audience = (long)audience, after },
            buffered: false);
        var changed = rows.Select(row => new ChangedAddend(row.Incident, row.Body is null ? null : AddendCode.Read(row.Body, pool))).ToList();
        changed.Sort((one, other) => string.CompareOrdinal(one.Incident, other.Incident));
        return new AddendChanges(point, changed);
    }

    /// <summary>The point of the view that is read.</summary>
    public ViewPoint Point(Audience audience) => new(
        ViewId(),
        Revisions(audience),
        calibrations.InForce().Calibration?.Name ?? "",
        connection.ExecuteScalar<long?>("SELECT max(sequence) FROM addend WHERE audience = @audience", new { audience = (long)audience }) ?? 0);

    /// <summary>The filling of the view that is read.</summary>
    public string ViewId() => connection.ExecuteScalar<string>("SELECT view_id FROM computed_by")!;

    // Who does not see every record is told times in place of revisions: when what may be known was last recorded.
    private SuiteRevisions Revisions(Audience audience)
    {
        var column = audience switch
        {
            Audience.Public => "public_time",
            Audience.Partner => "partner_time",
            _ => "revision",
        };
        var points = connection.Query<(string Service, long Point)>($"SELECT service, {column} FROM checkpoint").ToDictionary(row => row.Service, row => row.Point);
        return new SuiteRevisions
        {
            Incidents = points.GetValueOrDefault(SuiteService.Incidents.Word()),
            Counts = points.GetValueOrDefault(SuiteService.Counts.Word()),
            Sources = points.GetValueOrDefault(SuiteService.Sources.Word()),
        };
    }
}
