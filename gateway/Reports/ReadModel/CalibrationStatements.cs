using Casualties.Sources.V1;
using Casualties.Storage.Sqlite;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Casualties.Gateway.Reports;

/// <summary>The calibration in force as it was last read, for all connections: it is large, and the same for every report.</summary>
internal sealed class CalibrationCache
{
    private Entry latest = new("", CalibrationInForce.None);

    /// <summary>What was read last. Of another state of the read model if its key is another.</summary>
    public Entry Latest
    {
        get => Volatile.Read(ref latest);
        set => Volatile.Write(ref latest, value);
    }

    /// <summary>A calibration in force, under the filling of the view and the revision that put it in force.</summary>
    public sealed record Entry(string Key, CalibrationInForce InForce);
}

/// <summary>Reads and writes calibrations over one connection to the read model.</summary>
internal sealed class CalibrationStatements(SqliteConnection connection, CalibrationCache cache) : IDisposable
{
    // The one in force and those, retracted, that were recorded after it.
    private const string SinceInForce = "created >= coalesce((SELECT max(created) FROM calibration WHERE in_force), 0)";

    // Numbers of revisions mean nothing in another view: the service may have another history by then.
    private readonly Statement key = new(
        connection, $"SELECT view_id || '-' || coalesce((SELECT max(revision) FROM calibration WHERE {SinceInForce}), 0) FROM computed_by", 0);

    private readonly Statement newest = new(connection, $"SELECT payload FROM calibration WHERE {SinceInForce} ORDER BY created DESC", 0);

    private readonly Statement save = new(
        connection,
        """
        INSERT INTO calibration VALUES ($1, $2, $1, $3, $4) ON CONFLICT (name) DO UPDATE SET
            revision = excluded.revision, in_force = excluded.in_force, payload = excluded.payload
        """,
        4);

    public void Save(Calibration record) =>
        save.Execute(record.Revision, record.Name, record.State == CalibrationState.InForce, record.ToByteArray());

    /// <summary>The calibration in force, as of what the connection sees. Parsed only when it is another than before.</summary>
    public CalibrationInForce InForce()
    {
        var known = cache.Latest;
        var seen = Key();
        if (seen == known.Key)
            return known.InForce;
        using var rows = newest.Query();
        var found = CalibrationInForce.Of(Parse(rows));
        cache.Latest = new(seen, found);
        return found;
    }

    public void Dispose()
    {
        key.Dispose();
        newest.Dispose();
        save.Dispose();
    }

    private string Key()
    {
        using var row = key.Query();
        row.Read();
        return row.GetString(0);
    }

    private static IEnumerable<Calibration> Parse(SqliteDataReader rows)
    {
        while (rows.Read())
            yield return Calibration.Parser.ParseFrom(rows.GetFieldValue<byte[]>(0));
    }
}
