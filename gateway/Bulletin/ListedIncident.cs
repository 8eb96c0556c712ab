using System.Globalization;
using Casualties.Gateway.Commands;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Bulletin;

/// <summary>An incident in the list of a bulletin.</summary>
public sealed class ListedIncident
{
    private readonly IncidentReport report;

    private ListedIncident(IncidentReport report) => this.report = report;

    /// <summary>What it is called, as recorded.</summary>
    public string Title => report.Title;

    /// <summary>Its name: "incidents/{incident}".</summary>
    public string Name => report.Incident;

    /// <summary>When it happened, ISO 8601: as finely as it is known, the last day too where it lasted.</summary>
    public string When { get; private init; } = "";

    /// <summary>Where it happened, as recorded; empty: not known.</summary>
    public string Where { get; private init; } = "";

    /// <summary>How many live claims there are.</summary>
    public int Claims => report.LiveClaimCount;

    /// <summary>How many independent originators live claims name.</summary>
    public int Originators => report.OriginatorCount;

    /// <summary>How many claims count without being shown.</summary>
    public int RestrictedClaims => report.RestrictedClaimCount;

    /// <summary>Whether the toll will probably still rise.</summary>
    public bool IsRising => report.Estimates.Any(estimate => estimate.Count?.Remarks.Contains(EstimateRemark.Rising) == true);

    /// <summary>The incident of a report; null if it counts no more, and so is in no total either.</summary>
    public static ListedIncident? Of(IncidentReport report)
    {
        if (report.Retracted || report.ExcludedByFlag)
            return null;
        // Without its claims, which are the most of a report and no part of a list.
        var kept = new IncidentReport
        {
            Incident = report.Incident,
            Title = report.Title,
            Estimates = { report.Estimates },
            LiveClaimCount = report.LiveClaimCount,
            OriginatorCount = report.OriginatorCount,
            RestrictedClaimCount = report.RestrictedClaimCount,
        };
        return new ListedIncident(kept) { When = WhenOf(report.EventTime), Where = WhereOf(report.Place) };
    }

    /// <summary>How many suffered a harm: of all victims, or of a group that is named. Null: no claim speaks of it.</summary>
    internal ShownEstimate? Shown(HarmType harm) => ShownEstimate.Of(report, harm);

    private static string WhenOf(EventTime? time)
    {
        if (time?.StartDate is not { } start)
            return "";
        string first = DayOf(start);
        return time.EndDate is { } end && DayOf(end) != first ? $"{first} to {DayOf(end)}" : first;
    }

    private static string DayOf(Google.Type.Date date) => (date.Month, date.Day) switch
    {
        (0, _) => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}"),
        (_, 0) => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}-{date.Month:D2}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{date.Year:D4}-{date.Month:D2}-{date.Day:D2}"),
    };

    private static string WhereOf(Place? place)
    {
        if (place is null)
            return "";
        string[] parts = [place.Name, place.Admin1, place.Country];
        return string.Join(", ", parts.Where(part => part.Length > 0).Distinct(StringComparer.Ordinal));
    }
}
