using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using AttributionStatus = Casualties.Type.V1.AttributionStatus;

namespace Casualties.Gateway.Reports;

/// <summary>Which incidents a filter of the contract lets through.</summary>
internal sealed class AddendFilter(ReportFilter filter)
{
    private readonly HashSet<string> countries = new(filter.Countries, StringComparer.Ordinal);
    private readonly HashSet<string> admin1 = new(filter.Admin1, StringComparer.Ordinal);
    private readonly HashSet<string> admin2 = new(filter.Admin2, StringComparer.Ordinal);
    private readonly HashSet<CauseCategory> causes = [.. filter.Causes];
    private readonly HashSet<Tactic> tactics = [.. filter.Tactics];
    private readonly HashSet<string> parties = new(filter.Parties.Select(actor => actor.Trim()), StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<AttributionStatus> statuses = [.. filter.AttributionStatuses];
    private readonly HashSet<EvidenceGrade> occurrences = [.. filter.OccurrenceGrades];
    private readonly HashSet<AirwarsGrade> airwars = [.. filter.AirwarsGrades];
    private readonly HashSet<string> sources = new(filter.Sources, StringComparer.Ordinal);
    private readonly HashSet<SourceType> types = [.. filter.SourceTypes];
    private readonly bool letsAll = new ReportFilter(filter) { StartDateFrom = null, StartDateBefore = null }.CalculateSize() == 0;
    private readonly DateOnly? from = DayOf(filter.StartDateFrom);
    private readonly DateOnly? before = DayOf(filter.StartDateBefore);

    /// <summary>Whether it asks for days.</summary>
    public bool HasDays => from is not null || before is not null;

    /// <summary>Whether an incident is let through.</summary>
    public bool Passes(Addend addend) => PassesButDays(addend) && PassesDays(addend);

    /// <summary>Whether an incident is let through, its days aside.</summary>
    public bool PassesButDays(Addend addend) => letsAll ||
        (Has(countries, addend.Country.Text)
        && (admin1.Count == 0 || admin1.Contains(addend.Admin1.Text) || admin1.Contains(addend.Admin1.Display))
        && (admin2.Count == 0 || admin2.Contains(addend.Admin2.Text) || admin2.Contains(addend.Admin2.Display))
        && Has(causes, addend.Cause == CauseCategory.Unspecified ? CauseCategory.Unknown : addend.Cause)
        && Has(tactics, addend.Tactic)
        && (parties.Count == 0 || Array.Exists(addend.Parties, party => parties.Contains(party.Actor.Display)))
        && Has(statuses, addend.Attribution)
        && Has(occurrences, addend.Occurrence)
        && Has(airwars, addend.Airwars)
        && (sources.Count == 0 || Array.Exists(addend.Sources, source => sources.Contains(source.Text)))
        && (types.Count == 0 || Array.Exists(addend.SourceTypes, types.Contains)));

    /// <summary>Whether an incident began within the days asked for, whichever of the days that its own can mean it was.</summary>
    public bool PassesDays(Addend addend) => addend.Start.IsWithin(from, before);

    /// <summary>Whether a period is asked for, or compared with one that is: as the one before it, or as that of the year before.</summary>
    public bool MayBeCompared(Dimension kind, long period) =>
        Holds(kind, period) || Holds(kind, period + 1) || Periods.InYear(kind).Any(later => Holds(kind, period + later));

    /// <summary>Whether all days of a period are asked for.</summary>
    public bool Holds(Dimension kind, long period) =>
        (from is not { } first || Periods.FirstDay(kind, period) >= first) && (before is not { } end || Periods.LastDay(kind, period) < end);

    private static bool Has<T>(HashSet<T> wanted, T value) => wanted.Count == 0 || wanted.Contains(value);

    private static DateOnly? DayOf(Google.Type.Date? date) => IndexText.Of(date) is null ? null : new DateOnly(date!.Year, Math.Max(date.Month, 1), Math.Max(date.Day, 1));
}
