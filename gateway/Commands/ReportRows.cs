using System.Globalization;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Commands;

/// <summary>A report as one row of a table.</summary>
/// <param name="Incident">The incident: "incidents/{incident}".</param>
/// <param name="Title">Its title.</param>
/// <param name="StartDate">Its first day, ISO 8601; shorter where only the month or year is known.</param>
/// <param name="Killed">How many were killed, of all victims, or of a group that is named; null where no claim says.</param>
/// <param name="Injured">How many were injured, of all victims, or of a group that is named; null where no claim says.</param>
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
/// <param name="Group">Who is counted, where it is not all victims: "civilians", "children", …; null for all victims.</param>
internal sealed record DocumentedRange(long? Low, long? High, bool OpenAbove, string? Group)
{
    /// <summary>
    /// The range of all victims of a harm. Where nobody gives a figure for all of them, that of the first group for which somebody does: a
    /// total is not made up from parts, and the parts are not kept back. Null where no claim speaks of the harm.
    /// </summary>
    public static DocumentedRange? Of(IncidentReport report, HarmType harm)
    {
        DocumentedRange? first = null;
        foreach (Estimate estimate in report.Estimates)
        {
            if (estimate.Harm != harm || estimate.Victims.Perpetrators != PerpetratorScope.Excluded)
                continue;
            var range = new DocumentedRange(
                estimate.Bounds.HasLow ? estimate.Bounds.Low : null,
                estimate.Bounds.HasHigh ? estimate.Bounds.High : null,
                estimate.Bounds.OpenAbove,
                GroupOf(estimate.Victims));
            if (range is not { Low: null, High: null })
                return range;
            first ??= range;
        }

        return first;
    }

    private static string? GroupOf(VictimGroup group) => group switch
    {
        { Status: CivilianStatus.Civilian } => "civilians",
        { Status: CivilianStatus.MemberOfArmedForces } => "forces",
        { Status: CivilianStatus.DirectlyParticipating } => "fighters",
        { Age: AgeGroup.Child } => "children",
        { Sex: Sex.Female } => "women",
        { Sex: Sex.Unspecified, Age: AgeGroup.Unspecified, Status: CivilianStatus.Unspecified } => null,
        _ => "of a group",
    };

    /// <summary>
    /// "8–12", "8–12+" where it is open above, "?–8" without a lowest figure, "0" for a stated none, "3 children" for a group; civilians, the
    /// most frequent group, are shortened to leave room for titles.
    /// </summary>
    public override string ToString()
    {
        string open = OpenAbove ? "+" : "";
        string figures = (Low, High) switch
        {
            (null, null) => "?",
            ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"{low}+"),
            (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"?–{high}{open}"),
            ({ } low, { } high) when low == high => string.Create(CultureInfo.InvariantCulture, $"{low}{open}"),
            ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low}–{high}{open}"),
        };
        return Group switch
        {
            null => figures,
            "civilians" => $"{figures} civ.",
            _ => $"{figures} {Group}",
        };
    }
}
