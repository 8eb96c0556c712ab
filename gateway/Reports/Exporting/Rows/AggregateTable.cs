using System.Globalization;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using DimensionValue = Casualties.Reports.V1.DimensionValue;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>
/// One row for each row of an aggregate and each harm, in columns like those of the aggregates that the Humanitarian Data Exchange publishes: provider names stand beside
/// P-codes, and each row says what days it stands for and what must be known to read it.
/// </summary>
public sealed class AggregateTable(AggregateQuery query)
{
    private readonly ReferencePeriod asked = ReferencePeriod.Of(query.Filter);

    /// <summary>The rows of an aggregate. Without dimensions it is its total.</summary>
    public Table Of(Aggregate aggregate) => new Columns<Counted>([.. Places(), .. Keys(), .. Counts(), .. Periods()]).Of(
        (query.GroupBy.Count == 0 ? [aggregate.Total] : aggregate.Rows.AsEnumerable())
            .SelectMany(row => row.Totals.Select(total => new Counted(row, total))).ToAsyncEnumerable());

    private IEnumerable<Column<Counted>> Places() =>
    [
        new("location_code", "#country+code+v_iso3", one => Cell.Of(CountryOf(one))),
        new("admin1_code", "#adm1+code+v_pcode", one => Cell.Of(Admin1Of(one).Code)),
        new("provider_admin1_name", "#adm1+name+provider", one => Cell.Of(Admin1Of(one).Name)),
        new("admin2_code", "#adm2+code+v_pcode", one => Cell.Of(AreaOf(one.Key(Dimension.Admin2)).Code)),
        new("provider_admin2_name", "#adm2+name+provider", one => Cell.Of(AreaOf(one.Key(Dimension.Admin2)).Name)),
        new("admin_level", "#adm+level", _ => Cell.Of(query.GroupBy.Contains(Dimension.Admin2) ? 2L : query.GroupBy.Contains(Dimension.Admin1) ? 1L : 0L)),
    ];

    // What is neither a place nor a period has a column where it is asked for: empty is then not known, or anyone.
    private IEnumerable<Column<Counted>> Keys() =>
        from dimension in query.GroupBy
        where !ReferencePeriod.IsPeriod(dimension) && dimension is not (Dimension.Country or Dimension.Admin1 or Dimension.Admin2)
        let name = IndexText.Of(dimension)!["DIMENSION_".Length..].ToLowerInvariant()
        select new Column<Counted>(name, TagOf(dimension), one => Cell.Of(one.Key(dimension)?.Value));

    private static IEnumerable<Column<Counted>> Counts() =>
    [
        new("harm", "#affected+type", one => Cell.Of(IndexText.Of(one.Total.Harm))),
        new("events", "#indicator+event+num", one => Cell.Of((long)one.Row.IncidentCount)),
        new("median", "#affected+median", one => Cell.Of(one.Total.Count?.Median)),
        new("mean", "#affected+mean", one => Cell.Of(one.Total.Count?.Mean)),
        new("low90", "#affected+low", one => Cell.Of(Intervals.Ninety(one.Total.Count)?.Low)),
        new("high90", "#affected+high", one => Cell.Of(Intervals.Ninety(one.Total.Count)?.High)),
        new("documented_low", "#affected+min", one => Documented.Low(one.Total.SumOfBounds)),
        new("documented_high", "#affected+max", one => Documented.High(one.Total.SumOfBounds)),
        new("documented_open_above", "#affected+max+open", one => one.Total.IncidentCount == 0 ? default : Documented.OpenAbove(one.Total.SumOfBounds)),
        new("events_with_estimate", "#indicator+event+estimated+num", one => Cell.Of((long)one.Total.IncidentCount)),
        new("events_without_estimate", "#indicator+event+unestimated+num", one => Cell.Of((long)one.Total.IncidentsWithoutEstimate)),
        new("claims", "#meta+claims+num", one => Cell.Of((long)one.Row.ClaimCount)),
        new("originators", "#meta+originators+num", one => Cell.Of((long)one.Row.OriginatorCount)),
        new("share_contested", "#indicator+share+contested+num", one => Cell.Of(one.Row.Shares?.Contested)),
        new("share_without_sex", "#indicator+share+nosex+num", one => Cell.Of(one.Row.Shares?.WithoutSex)),
        new("share_without_age", "#indicator+share+noage+num", one => Cell.Of(one.Row.Shares?.WithoutAge)),
        new("share_coarsely_located", "#indicator+share+coarse+num", one => Cell.Of(one.Row.Shares?.CoarselyLocated)),
    ];

    private IEnumerable<Column<Counted>> Periods() =>
    [
        new("reference_period_start", "#date+start", one => ReferencePeriod.CellOf(PeriodOf(one).Start)),
        new("reference_period_end", "#date+end", one => ReferencePeriod.CellOf(PeriodOf(one).End)),
        new("warning", "#meta+warning", one => Cell.Of(string.Join(' ', WarningsOf(one)))),
    ];

    private ReferencePeriod PeriodOf(Counted one) => one.Period switch
    {
        null => asked,
        { Value: "" } => default,
        var key => asked.Within(key.Dimension, key.Value),
    };

    private IEnumerable<string> WarningsOf(Counted one)
    {
        if (one.Period is { Value: "" })
            yield return "The day of these events is not known finely enough for a period.";
        if (one.Row.SpanningIncidentCount > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{one.Row.SpanningIncidentCount} of the events went on beyond the period and are counted whole in it.");
        if (one.Total.IncidentsWithoutEstimate > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{one.Total.IncidentsWithoutEstimate} of the events have no figure for this harm, which is not a statement that nobody was harmed.");
        if (query.GroupBy.Any(dimension => IsShared(dimension, query.PartySplit)))
            yield return "Rows share events and must not be added up.";
        foreach (var remark in one.Total.Count?.Remarks ?? [])
            yield return $"{IndexText.Of(remark)}.";
    }

    private static bool IsShared(Dimension dimension, PartySplit split) => dimension switch
    {
        Dimension.Party => split != PartySplit.Fractional,
        Dimension.Sex or Dimension.AgeGroup or Dimension.CivilianStatus or Dimension.Source or Dimension.SourceType => true,
        _ => false,
    };

    private string CountryOf(Counted one) => one.Key(Dimension.Country)?.Value
        ?? one.Row.Keys.Select(key => key.Country).FirstOrDefault(country => country.Length > 0)
        ?? (query.Filter?.Countries is [var only] ? only : "");

    // A second level says in which first one it lies: without that, two districts of one name could not be told apart.
    private static (string? Code, string? Name) Admin1Of(Counted one) => (one.Key(Dimension.Admin1), one.Key(Dimension.Admin2)) switch
    {
        (null, { Admin1IsPcode: true } within) => (within.Admin1, null),
        (null, { } within) => (null, within.Admin1),
        var (key, _) => AreaOf(key),
    };

    // What has a P-code and no name is called by its P-code.
    private static (string? Code, string? Name) AreaOf(DimensionValue? key) => key switch
    {
        { IsPcode: true } => (key.Value, key.DisplayName == key.Value ? null : key.DisplayName),
        _ => (null, key?.DisplayName),
    };

    private static string TagOf(Dimension dimension) => dimension switch
    {
        Dimension.Cause => "#cause+code",
        Dimension.Tactic => "#event+type",
        Dimension.Party => "#group+name",
        Dimension.AttributionStatus => "#status+attribution",
        Dimension.Sex => "#affected+sex",
        Dimension.AgeGroup => "#affected+age",
        Dimension.CivilianStatus => "#affected+status",
        Dimension.OccurrenceGrade => "#status+occurrence",
        Dimension.AirwarsGrade => "#status+airwars",
        Dimension.Source => "#meta+source+id",
        Dimension.SourceType => "#meta+source+type",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    /// <summary>One harm in one row of the aggregate.</summary>
    private sealed record Counted(AggregateRow Row, HarmTotal Total)
    {
        public DimensionValue? Period => Row.Keys.FirstOrDefault(key => ReferencePeriod.IsPeriod(key.Dimension));

        public DimensionValue? Key(Dimension dimension) => Row.Keys.FirstOrDefault(key => key.Dimension == dimension);
    }
}
