using System.Globalization;
using Casualties.Reports.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Commands;

/// <summary>A report as one row of a table.</summary>
/// <param name="Incident">The incident: "incidents/{incident}".</param>
/// <param name="Title">Its title.</param>
/// <param name="StartDate">Its first day, ISO 8601; shorter where only the month or year is known.</param>
/// <param name="Killed">How many were killed; null where no claim speaks of it.</param>
/// <param name="Injured">How many were injured; null where no claim speaks of it.</param>
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
/// <param name="Victims">Whom they count: "all" but those who carried out the attack, or, where no claim gives a figure for all, a part for which one does.</param>
/// <param name="Low">The lowest figure; null where there is none.</param>
/// <param name="High">The highest figure; null where there is none.</param>
/// <param name="OpenAbove">Whether the highest figure is only the highest that was named.</param>
internal sealed record DocumentedRange(string Victims, long? Low, long? High, bool OpenAbove)
{
    private const string All = "all";
    private const string Civilians = "civilians";

    // Which part of the victims is shown where no claim gives a figure for all.
    private static readonly string[] Parts = [Civilians, "forces", "fighters", "children", "women"];

    /// <summary>The range of the victims of a harm; null where no claim speaks of it.</summary>
    public static DocumentedRange? Of(IncidentReport report, HarmType harm)
    {
        DocumentedRange[] ranges = [.. report.Estimates
            .Where(estimate => estimate.Harm == harm && estimate.Bounds is not null)
            .Select(estimate => (Victims: WordOf(estimate.Victims), estimate.Bounds))
            .Where(range => range.Victims is not null)
            .Select(range => new DocumentedRange(
                range.Victims!,
                range.Bounds.HasLow ? range.Bounds.Low : null,
                range.Bounds.HasHigh ? range.Bounds.High : null,
                range.Bounds.OpenAbove))];
        DocumentedRange? all = ranges.FirstOrDefault(range => range.Victims == All);
        return all is { Low: not null } or { High: not null }
            ? all
            : ranges.Where(range => range.Low is not null).MinBy(range => Array.IndexOf(Parts, range.Victims)) ?? all;
    }

    /// <summary>"8–12", "8–12+" where it is open above, "?–8" without a lowest figure, "0" for a stated none; then whom it counts, if not all.</summary>
    public override string ToString()
    {
        string open = OpenAbove ? "+" : "";
        string range = (Low, High) switch
        {
            (null, null) => "?",
            ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"{low}+"),
            (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"?–{high}{open}"),
            ({ } low, { } high) when low == high => string.Create(CultureInfo.InvariantCulture, $"{low}{open}"),
            ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"{low}–{high}{open}"),
        };
        return Victims switch
        {
            All => range,
            Civilians => $"{range} civ.",
            _ => $"{range} {Victims}",
        };
    }

    // Null: another group than the table tells of, or one that includes those who carried out the attack.
    private static string? WordOf(VictimGroup? group)
    {
        if (group?.Perpetrators is PerpetratorScope.Included or PerpetratorScope.Only)
            return null;
        return (group?.Sex ?? Sex.Unspecified, group?.Age ?? AgeGroup.Unspecified, group?.Status ?? CivilianStatus.Unspecified) switch
        {
            (Sex.Unspecified, AgeGroup.Unspecified, CivilianStatus.Unspecified) => All,
            (Sex.Unspecified, AgeGroup.Unspecified, CivilianStatus.Civilian) => Civilians,
            (Sex.Unspecified, AgeGroup.Unspecified, CivilianStatus.MemberOfArmedForces) => "forces",
            (Sex.Unspecified, AgeGroup.Unspecified, CivilianStatus.DirectlyParticipating) => "fighters",
            (Sex.Unspecified, AgeGroup.Child, CivilianStatus.Unspecified) => "children",
            (Sex.Female, AgeGroup.Adult, CivilianStatus.Unspecified) => "women",
            _ => null,
        };
    }
}
