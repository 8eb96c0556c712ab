using Benchmarks.Records;
using Casualties.Incidents.V1;

namespace Benchmarks.Limits;

/// <summary>What a claim comes to for a database that merely adds up.</summary>
/// <param name="Incident">The number of its incident.</param>
/// <param name="Month">The month of its incident, as 2020-01.</param>
/// <param name="Admin1">The P-code of the first administrative level of its incident.</param>
/// <param name="Harm">The number of the harm.</param>
/// <param name="Low">The lowest number claimed, people.</param>
/// <param name="High">The highest number claimed, people.</param>
internal readonly record struct BareClaim(int Incident, string Month, string Admin1, int Harm, long Low, long High)
{
    /// <summary>How the rows are summed up: by month and first administrative level.</summary>
    public const string GroupBy = "SELECT month, admin1, CAST(sum(low) AS BIGINT), CAST(sum(high) AS BIGINT), count(*) FROM claim GROUP BY month, admin1";

    /// <summary>The table that holds them.</summary>
    public const string Table = "CREATE TABLE claim (incident INTEGER, month TEXT, admin1 TEXT, harm INTEGER, low BIGINT, high BIGINT)";

    /// <summary>Claim <paramref name="number"/> of a set.</summary>
    public static BareClaim Of(string set, int number, int perIncident)
    {
        var count = GeneratedRecords.Claim(set, number, perIncident).Claim.Counts[0];
        var incident = GeneratedRecords.PlottedIncident(set, number / perIncident).Incident;
        var day = incident.EventTime.StartDate;
        return new(number / perIncident, $"{day.Year:0000}-{day.Month:00}", incident.Place.Admin1Pcode, (int)count.Harm, count.Low, Math.Max(count.Low, count.High));
    }
}
