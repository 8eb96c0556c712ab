using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Estimate = Casualties.Reports.V1.Estimate;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>One row for each incident.</summary>
public static class IncidentTable
{
    /// <summary>The column of the incident's name.</summary>
    public const string Id = "incident";

    /// <summary>The column of the latitude.</summary>
    public const string Latitude = "latitude";

    /// <summary>The column of the longitude.</summary>
    public const string Longitude = "longitude";

    /// <summary>The column that says how precise the place is.</summary>
    public const string Precision = "precision";

    private static readonly Columns<IncidentReport> Columns = new(
    [
        new(Id, "#event+id", report => Cell.Of(report.Incident)),
        new("title", "#event+name", report => Cell.Of(report.Title)),
        new("start_date", "#date+occurred+start", report => Days.Of(report.EventTime?.StartDate)),
        new("end_date", "#date+occurred+end", report => Days.Of(report.EventTime?.EndDate ?? report.EventTime?.StartDate)),
        new("date_precision", "#date+precision", report => Cell.Of(IndexText.Of(report.EventTime?.Precision ?? DatePrecision.Unspecified))),
        new("country", "#country+code+v_iso3", report => Cell.Of(report.Place?.Country)),
        new("admin1_code", "#adm1+code+v_pcode", report => Cell.Of(report.Place?.Admin1Pcode)),
        new("provider_admin1_name", "#adm1+name+provider", report => Cell.Of(report.Place?.Admin1)),
        new("admin2_code", "#adm2+code+v_pcode", report => Cell.Of(report.Place?.Admin2Pcode)),
        new("provider_admin2_name", "#adm2+name+provider", report => Cell.Of(report.Place?.Admin2)),
        new("place", "#loc+name", report => Cell.Of(report.Place?.Name)),
        new(Latitude, "#geo+lat", report => Cell.Of(report.Place?.Location?.Latitude)),
        new(Longitude, "#geo+lon", report => Cell.Of(report.Place?.Location?.Longitude)),
        new(Precision, "#geo+precision", report => Cell.Of(IndexText.Of(report.Place?.Precision ?? LocationPrecision.Unspecified))),
        new("uncertainty_radius_m", "#geo+radius+num", report => Cell.Of(UncertaintyRadius.Of(report.Place))),
        new("tactic", "#event+type", report => Cell.Of(IndexText.Of(report.Tactic))),
        new("cause", "#cause+code", report => Cell.Of(IndexText.Of(report.Cause))),
        new("attribution_status", "#status+attribution", report => Cell.Of(IndexText.Of(report.Attribution?.Status ?? AttributionStatus.Unspecified))),
        new("parties", "#group+name+list", report => Cell.Of(PartiesOf(report))),
        new("occurrence_grade", "#status+occurrence", report => Grade(report.Corroboration?.Occurrence)),
        new("attribution_grade", "#status+attribution+grade", report => Grade(report.Corroboration?.Attribution)),
        new("count_grade", "#status+count", report => Grade(report.Corroboration?.Count)),
        new("civilian_status_grade", "#status+civilians", report => Grade(report.Corroboration?.CivilianStatus)),
        new("airwars_grade", "#status+airwars", report => Cell.Of(IndexText.Of(report.Corroboration?.Airwars?.Grade ?? AirwarsGrade.Unspecified))),
        .. Harm("killed", HarmType.Killed),
        .. Harm("injured", HarmType.Injured),
        .. Harm("missing", HarmType.Missing),
        new("claims", "#meta+claims+num", report => Cell.Of((long)report.LiveClaimCount)),
        new("originators", "#meta+originators+num", report => Cell.Of((long)report.OriginatorCount)),
        new("record_time", "#date+recorded", report => Times.Of(report.Provenance?.RecordTime)),
    ]);

    /// <summary>The rows of reports.</summary>
    public static Table Of(IAsyncEnumerable<IncidentReport> reports) => Columns.Of(reports);

    private static IEnumerable<Column<IncidentReport>> Harm(string word, HarmType harm)
    {
        var tag = $"#affected+{word}";
        yield return new($"{word}_median", $"{tag}+median", report => Cell.Of(Count(report, harm)?.Median));
        yield return new($"{word}_low90", $"{tag}+low", report => Cell.Of(Intervals.Ninety(Count(report, harm))?.Low));
        yield return new($"{word}_high90", $"{tag}+high", report => Cell.Of(Intervals.Ninety(Count(report, harm))?.High));
        yield return new($"{word}_documented_low", $"{tag}+min", report => Documented.Low(Bounds(report, harm)));
        yield return new($"{word}_documented_high", $"{tag}+max", report => Documented.High(Bounds(report, harm)));
        yield return new($"{word}_documented_open_above", $"{tag}+max+open", report => Documented.OpenAbove(Bounds(report, harm)));
    }

    private static CountEstimate? Count(IncidentReport report, HarmType harm) => Headline(report, harm)?.Count;

    private static DocumentedBounds? Bounds(IncidentReport report, HarmType harm) => Headline(report, harm)?.Bounds;

    // All victims, perpetrators left out.
    private static Estimate? Headline(IncidentReport report, HarmType harm) =>
        report.Estimates.FirstOrDefault(one => one.Harm == harm && one.Victims is { Sex: Sex.Unspecified, Age: AgeGroup.Unspecified, Status: CivilianStatus.Unspecified, Perpetrators: PerpetratorScope.Excluded });

    private static Cell Grade(GradeResult? result) => Cell.Of(IndexText.Of(result?.Grade ?? EvidenceGrade.Unspecified));

    // Who is said to have carried it out; who only denies it is not.
    private static string PartiesOf(IncidentReport report) => string.Join("; ",
        (report.Attribution?.Statements ?? [])
            .Select(statement => statement.Attribution)
            .Where(one => one.Role is not (AttributionRole.TargetedParty or AttributionRole.PartyPresent) && one.Status != AttributionStatus.DeniedByActor)
            .Select(one => one.Actor)
            .Distinct(StringComparer.OrdinalIgnoreCase));
}

/// <summary>Documented bounds as cells. Without an estimate nothing is known, not even that the upper end is closed.</summary>
internal static class Documented
{
    public static Cell Low(DocumentedBounds? bounds) => bounds is { HasLow: true } ? Cell.Of(bounds.Low) : default;

    public static Cell High(DocumentedBounds? bounds) => bounds is { HasHigh: true } ? Cell.Of(bounds.High) : default;

    public static Cell OpenAbove(DocumentedBounds? bounds) => Cell.Of(bounds?.OpenAbove);
}

/// <summary>The range of an estimate that exports show.</summary>
internal static class Intervals
{
    private const double Shown = 0.9;

    public static CountInterval? Ninety(CountEstimate? count) => count?.Intervals.FirstOrDefault(interval => Math.Abs(interval.Level - Shown) < 1e-9);
}

/// <summary>Moments as cells: ISO 8601 in UTC.</summary>
internal static class Times
{
    public static Cell Of(Timestamp? time) => Cell.Of(time?.ToDateTimeOffset().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture));
}
