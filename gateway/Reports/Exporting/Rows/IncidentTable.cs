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

    private static readonly Columns<ExportedIncident> Columns = new(
    [
        new(Id, "#event+id", one => Cell.Of(one.Report.Incident)),
        new("title", "#event+name", one => Cell.Of(one.Report.Title)),
        new("start_date", "#date+occurred+start", one => Days.Of(one.Report.EventTime?.StartDate)),
        new("end_date", "#date+occurred+end", one => Days.Of(one.Report.EventTime?.EndDate ?? one.Report.EventTime?.StartDate)),
        new("date_precision", "#date+precision", one => Cell.Of(IndexText.Of(one.Report.EventTime?.Precision ?? DatePrecision.Unspecified))),
        new("country", "#country+code+v_iso3", one => Cell.Of(one.Report.Place?.Country)),
        new("admin1_code", "#adm1+code+v_pcode", one => Cell.Of(one.Report.Place?.Admin1Pcode)),
        new("provider_admin1_name", "#adm1+name+provider", one => Cell.Of(one.Report.Place?.Admin1)),
        new("admin2_code", "#adm2+code+v_pcode", one => Cell.Of(one.Report.Place?.Admin2Pcode)),
        new("provider_admin2_name", "#adm2+name+provider", one => Cell.Of(one.Report.Place?.Admin2)),
        new("place", "#loc+name", one => Cell.Of(one.Report.Place?.Name)),
        new(Latitude, "#geo+lat", one => Cell.Of(one.Report.Place?.Location?.Latitude)),
        new(Longitude, "#geo+lon", one => Cell.Of(one.Report.Place?.Location?.Longitude)),
        new(Precision, "#geo+precision", one => Cell.Of(IndexText.Of(one.Report.Place?.Precision ?? LocationPrecision.Unspecified))),
        new("uncertainty_radius_m", "#geo+radius+num", one => Cell.Of(UncertaintyRadius.Of(one.Report.Place))),
        new("tactic", "#event+type", one => Cell.Of(IndexText.Of(one.Report.Tactic))),
        new("cause", "#cause+code", one => Cell.Of(IndexText.Of(one.Report.Cause))),
        new("attribution_status", "#status+attribution", one => Cell.Of(IndexText.Of(one.Report.Attribution?.Status ?? AttributionStatus.Unspecified))),
        new("parties", "#group+name+list", one => Cell.Of(string.Join("; ", one.Parties))),
        new("occurrence_grade", "#status+occurrence", one => Grade(one.Report.Corroboration?.Occurrence)),
        new("attribution_grade", "#status+attribution+grade", one => Grade(one.Report.Corroboration?.Attribution)),
        new("count_grade", "#status+count", one => Grade(one.Report.Corroboration?.Count)),
        new("civilian_status_grade", "#status+civilians", one => Grade(one.Report.Corroboration?.CivilianStatus)),
        new("airwars_grade", "#status+airwars", one => Cell.Of(IndexText.Of(one.Report.Corroboration?.Airwars?.Grade ?? AirwarsGrade.Unspecified))),
        .. Harm("killed", HarmType.Killed),
        .. Harm("injured", HarmType.Injured),
        .. Harm("missing", HarmType.Missing),
        new("claims", "#meta+claims+num", one => Cell.Of((long)one.Report.LiveClaimCount)),
        new("originators", "#meta+originators+num", one => Cell.Of((long)one.Report.OriginatorCount)),
        new("record_time", "#date+recorded", one => Times.Of(one.Report.Provenance?.RecordTime)),
    ]);

    /// <summary>The rows of incidents.</summary>
    public static Table Of(IAsyncEnumerable<ExportedIncident> incidents) => Columns.Of(incidents);

    private static IEnumerable<Column<ExportedIncident>> Harm(string word, HarmType harm)
    {
        var tag = $"#affected+{word}";
        yield return new($"{word}_median", $"{tag}+median", one => Cell.Of(Count(one.Report, harm)?.Median));
        yield return new($"{word}_low90", $"{tag}+low", one => Cell.Of(Intervals.Ninety(Count(one.Report, harm))?.Low));
        yield return new($"{word}_high90", $"{tag}+high", one => Cell.Of(Intervals.Ninety(Count(one.Report, harm))?.High));
        yield return new($"{word}_documented_low", $"{tag}+min", one => Documented.Low(Bounds(one.Report, harm)));
        yield return new($"{word}_documented_high", $"{tag}+max", one => Documented.High(Bounds(one.Report, harm)));
        yield return new($"{word}_documented_open_above", $"{tag}+max+open", one => Documented.OpenAbove(Bounds(one.Report, harm)));
    }

    private static CountEstimate? Count(IncidentReport report, HarmType harm) => Headline(report, harm)?.Count;

    private static DocumentedBounds? Bounds(IncidentReport report, HarmType harm) => Headline(report, harm)?.Bounds;

    // All victims, perpetrators left out.
    private static Estimate? Headline(IncidentReport report, HarmType harm) =>
        report.Estimates.FirstOrDefault(one => one.Harm == harm && one.Victims is { Sex: Sex.Unspecified, Age: AgeGroup.Unspecified, Status: CivilianStatus.Unspecified, Perpetrators: PerpetratorScope.Excluded });

    private static Cell Grade(GradeResult? result) => Cell.Of(IndexText.Of(result?.Grade ?? EvidenceGrade.Unspecified));
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
