using System.Text.Json;
using Casualties.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Casualties.Gateway.Reports;

/// <summary>Keeps how claims stand to each other, over the writing connection. Rows that come out as they were are not written again.</summary>
internal sealed class StandingStatements(SqliteConnection connection) : IDisposable
{
    private readonly Statement saveClaim = new(
        connection,
        """
        INSERT INTO standing VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (claim) DO UPDATE SET
            incident = excluded.incident, publisher = excluded.publisher, voice = excluded.voice, origin = excluded.origin, published = excluded.published,
            state = excluded.state, copied = excluded.copied, left_out = excluded.left_out, tested = excluded.tested, within = excluded.within,
            people = excluded.people
        WHERE (incident, publisher, voice, origin, published, state, copied, left_out, tested, within, people) IS NOT
            (excluded.incident, excluded.publisher, excluded.voice, excluded.origin, excluded.published, excluded.state, excluded.copied, excluded.left_out,
             excluded.tested, excluded.within, excluded.people)
        """,
        12);

    private readonly Statement forget = new(connection, "DELETE FROM suggestion WHERE incident = $1 AND claim NOT IN (SELECT value FROM json_each($2))", 2);

    private readonly Statement suggest = new(
        connection,
        """
        INSERT INTO suggestion VALUES ($1, $2, $3, $4) ON CONFLICT (claim) DO UPDATE SET
            original = excluded.original, incident = excluded.incident, because = excluded.because
        WHERE (original, incident, because) IS NOT (excluded.original, excluded.incident, excluded.because)
        """,
        4);

    private readonly Statement saveFooting = new(
        connection,
        """
        INSERT INTO footing VALUES ($1, $2, $3, $4, $5) ON CONFLICT (incident) DO UPDATE SET
            people = excluded.people, lost = excluded.lost, people_before = excluded.people_before, because = excluded.because
        WHERE (people, lost, people_before, because) IS NOT (excluded.people, excluded.lost, excluded.people_before, excluded.because)
        """,
        5);

    public void Save(IncidentStanding standing)
    {
        foreach (var row in standing.Claims)
        {
            var (claim, (tested, within, people)) = (row.Record, row.Standing);
            saveClaim.Execute(
                claim.Name, standing.Incident, claim.Publisher, claim.Voice, row.Origin, row.Published, (long)claim.State, claim.IsRepetition, row.IsExcluded, tested, within, people);
        }
        forget.Execute(standing.Incident, JsonSerializer.Serialize(standing.Repetitions.Select(one => one.Claim)));
        foreach (var (claim, original, because) in standing.Repetitions)
            suggest.Execute(claim, original, standing.Incident, because);
        var lost = standing.Footing.Lost;
        saveFooting.Execute(standing.Incident, standing.Footing.People, lost?.Since, lost?.People, lost?.Because);
    }

    public void Dispose()
    {
        saveClaim.Dispose();
        forget.Dispose();
        suggest.Dispose();
        saveFooting.Dispose();
    }
}
