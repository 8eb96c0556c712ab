using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using Microsoft.Data.Sqlite;

namespace Casualties.Gateway.Reports;

/// <summary>Keeps what incidents add to aggregates, over the writing connection.</summary>
internal sealed class AddendStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement save = new(
        connection,
        "INSERT INTO addend VALUES ($1, $2, $3, $4) ON CONFLICT (incident, audience) DO UPDATE SET sequence = excluded.sequence, body = excluded.body",
        4);

    /// <summary>Saves what an incident adds, as an audience sees it; no body: nothing any more.</summary>
    public void Save(string incident, Audience audience, long sequence, byte[]? body) => save.Execute(incident, (long)audience, sequence, body);

    public void Dispose() => save.Dispose();
}
