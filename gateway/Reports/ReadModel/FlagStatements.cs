using Casualties.Hosting;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace Casualties.Gateway.Reports;

/// <summary>Keeps the flags of records, over the writing connection.</summary>
internal sealed class FlagStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement save = new(
        connection,
        """
        INSERT INTO flag (record, id, state, raised, expires, payload) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (record, id) DO UPDATE SET
            state = excluded.state, payload = excluded.payload WHERE payload IS NOT excluded.payload
        """,
        6);

    public void Save(IDisclosedRecord record)
    {
        foreach (var flag in record.Flags)
        {
            save.Execute(
                record.Name,
                flag.Id,
                (long)flag.State,
                Sight.Microseconds(flag.RaiseTime),
                flag.ExpireTime is { } end ? Sight.Microseconds(end) : null,
                flag.ToByteArray());
        }
    }

    public void Dispose() => save.Dispose();
}
