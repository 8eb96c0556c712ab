using System.Globalization;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Commands;

/// <summary>A report as one row of a table.</summary>
/// <param name="Incident">The incident: "incidents/{incident}".</param>
/// <param name="Title">Its title.</param>
/// <param name="StartDate">Its first day, ISO 8601; shorter where only the month or year is known.</param>
/// <param name="Killed">How many were killed, of all victims; null where no counted claim says.</param>
/// <param name="Injured">How many were injured, of all victims; null where no counted claim says.</param>
/// <param name="Claims">How many live claims there are.</param>
/// <param name="Originators">How many independent originators of numbers there are.</param>
internal sealed record ReportRow(
    string Incident, string Title, string StartDate, DocumentedRange? Killed, DocumentedRange? Injured, int Claims, int Originators)
{
    /// <summary>Reads a report.</summary>
    public static ReportRow Of(IncidentReport report) => new(
        report.Incident,
        report.Title,
        DateText(report.EventTime.StartDate),
        DocumentedRange.Of(report, HarmType.Killed),
        DocumentedRange.Of(report, HarmType.Injured),
        report.LiveClaimCount,
        report.CountOriginatorCount);

    private static string DateText(Google.Type.Date date) => (date.Month, date.Day) switch
    {
        (0, _) => date.Year.ToString("D4", CultureInfo.InvariantCulture),
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}-{date.Month:D2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}-{date.Month:D2}-{date.Day:D2}"),
    };
}

/// <summary>Bounds of what is documented.</summary>
/// <param name="Low">The lowest figure; null where there is none.</param>
/// <param name="High">The highest figure; null where there is none.</param>
/// <param name="OpenAbove">Whether the highest figure is only the highest that was named.</param>
internal sealed record DocumentedRange(long? Low, long? High, bool OpenAbove)
{
    /// <summary>The range of all victims of a harm; null where no counted claim speaks of it.</summary>
    public static DocumentedRange? Of(IncidentReport report, HarmType harm)
    {
        Estimate? estimate = report.Estimates.FirstOrDefault(e => e.Harm == harm && IsAllVictims(e.Victims));
        return estimate?.Bounds is not { } bounds
            ? null
            : new DocumentedRange(bounds.HasLow ? bounds.Low : null, bounds.HasHigh ? bounds.High : null, bounds.OpenAbove);
    }

    // Everyone but those who carried out the attack.
    private static bool IsAllVictims(VictimGroup? group) => group is null or
    {
        Sex: Sex.Unspecified,
        Age: AgeGroup.Unspecified,
        Status: CivilianStatus.Unspecified,
        Perpetrators: PerpetratorScope.Unspecified or PerpetratorScope.Excluded,
    };

    /// <summary>"8–12", "8–12+" where it is open above, "?–8" without a lowest figure, "0" for a stated none.</summary>
    public override string ToString()
    {
        string open = OpenAbove ? "+" : "";
        return (Low, High) switch
        {
            (null, null) => "?",
            ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"{low}+"),
            (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"?–{high}{open}"),
            ({ } low, { } high) when low == high => string.Create(CultureInfo.InvariantCulture, $"{low}{open}"),
            ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low}–{high}{open}"),
        };
    }
}
