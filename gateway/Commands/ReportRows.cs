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
    string Incident, string Title, string StartDate, ShownEstimate? Killed, ShownEstimate? Injured, int Claims, int Originators)
{
    /// <summary>Reads a report.</summary>
    public static ReportRow Of(IncidentReport report) => new(
        report.Incident,
        report.Title,
        DateText(report.EventTime.StartDate),
        ShownEstimate.Of(report, HarmType.Killed),
        ShownEstimate.Of(report, HarmType.Injured),
        report.LiveClaimCount,
        report.CountOriginatorCount);

    private static string DateText(Google.Type.Date date) => (date.Month, date.Day) switch
    {
        (0, _) => date.Year.ToString("D4", CultureInfo.InvariantCulture),
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}-{date.Month:D2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}-{date.Month:D2}-{date.Day:D2}"),
    };
}

/// <summary>How many of a harm: what is probable, and what is documented.</summary>
/// <param name="Group">Who is counted, where it is not all victims: "civilians", "children", …; null for all victims.</param>
/// <param name="Median">The middle of what is probable; null where no figure counts.</param>
/// <param name="Low90">The lower end of the 90% range; null as the median.</param>
/// <param name="High90">The upper end of the 90% range; null as the median.</param>
/// <param name="DocumentedLow">The lowest figure documented; null where there is none.</param>
/// <param name="DocumentedHigh">The highest figure documented; null where there is none.</param>
/// <param name="DocumentedOpenAbove">Whether the highest figure is only the highest that was named.</param>
internal sealed record ShownEstimate(
    string? Group, long? Median, long? Low90, long? High90, long? DocumentedLow, long? DocumentedHigh, bool DocumentedOpenAbove)
{
    // The third of the intervals 50, 80, 90 and 95%.
    private const int NineTenths = 2;

    /// <summary>
    /// The estimate of all victims of a harm. Where nobody gives a figure for all of them, that of the first group for which somebody does: a
    /// total is not made up from parts, and the parts are not kept back. Null where no claim speaks of the harm.
    /// </summary>
    public static ShownEstimate? Of(IncidentReport report, HarmType harm)
    {
        ShownEstimate? first = null;
        foreach (Estimate estimate in report.Estimates)
        {
            if (estimate.Harm != harm || estimate.Victims.Perpetrators != PerpetratorScope.Excluded)
                continue;
            ShownEstimate shown = Of(estimate);
            // A whole that comes out below one of its parts is not what is known best.
            if (shown is not { DocumentedLow: null, DocumentedHigh: null } && estimate.Count?.Remarks.Contains(EstimateRemark.PartSaysMore) != true)
                return shown;
            first ??= shown;
        }

        return first;
    }

    /// <summary>
    /// "8 (5–12)": the median and the 90% range; "?" where there is none. "3 (1–7) children" for a group; civilians, the most frequent group, are shortened
    /// to leave room for titles.
    /// </summary>
    public override string ToString()
    {
        string figures = Median is { } median ? string.Create(CultureInfo.InvariantCulture, $"{median} ({Span(Low90, High90)})") : "?";
        return Group switch
        {
            null => figures,
            "civilians" => $"{figures} civ.",
            _ => $"{figures} {Group}",
        };
    }

    /// <summary>"8–12", "8–12+" where it is open above, "?–8" without a lowest figure, "0" for a stated none.</summary>
    public string Documented => Span(DocumentedLow, DocumentedHigh) + (DocumentedOpenAbove && DocumentedHigh is not null ? "+" : "");

    private static ShownEstimate Of(Estimate estimate)
    {
        CountInterval? range = estimate.Count?.Intervals[NineTenths];
        return new ShownEstimate(
            GroupOf(estimate.Victims),
            estimate.Count?.Median,
            range?.Low,
            range?.High,
            estimate.Bounds.HasLow ? estimate.Bounds.Low : null,
            estimate.Bounds.HasHigh ? estimate.Bounds.High : null,
            estimate.Bounds.OpenAbove);
    }

    private static string Span(long? low, long? high) => (low, high) switch
    {
        (null, null) => "?",
        ({ } only, null) => string.Create(CultureInfo.InvariantCulture, $"{only}+"),
        (null, { } top) => string.Create(CultureInfo.InvariantCulture, $"?–{top}"),
        ({ } from, { } to) when from == to => string.Create(CultureInfo.InvariantCulture, $"{from}"),
        ({ } from, { } to) => string.Create(CultureInfo.InvariantCulture, $"{from}–{to}"),
    };

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
}
