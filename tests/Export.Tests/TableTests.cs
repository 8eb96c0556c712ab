using Casualties.Gateway.Reports.Exporting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Type;

namespace Export.Tests;

/// <summary>What the columns of each content say.</summary>
public sealed class TableTests
{
    [Theory]
    [InlineData(Dimension.Day, "2021-08-31", "2021-08-31", "2021-08-31")]
    [InlineData(Dimension.Week, "2020-W53", "2020-12-28", "2021-01-03")]
    [InlineData(Dimension.Week, "2021-W01", "2021-01-04", "2021-01-10")]
    [InlineData(Dimension.Week, "9999-W52", "9999-12-27", "9999-12-31")]
    [InlineData(Dimension.Month, "2020-02", "2020-02-01", "2020-02-29")]
    [InlineData(Dimension.Quarter, "2021-Q4", "2021-10-01", "2021-12-31")]
    [InlineData(Dimension.Year, "2021", "2021-01-01", "2021-12-31")]
    public async Task A_row_of_an_aggregate_says_which_days_it_stands_for(Dimension dimension, string key, string first, string last)
    {
        var row = Assert.Single(await ReadAsync(new AggregateTable(new() { GroupBy = { dimension } }).Of(Of(Row((dimension, key, key))))));
        Assert.Equal((first, last), (row["reference_period_start"].Text, row["reference_period_end"].Text));
    }

    [Fact]
    public async Task A_period_goes_no_further_than_what_was_asked_for()
    {
        var query = new AggregateQuery { GroupBy = { Dimension.Month }, Filter = new() { StartDateFrom = Day(2021, 8, 15), StartDateBefore = Day(2021, 9, 10) } };
        var rows = await ReadAsync(new AggregateTable(query).Of(Of(Row((Dimension.Month, "2021-08", "")), Row((Dimension.Month, "2021-09", "")), Row((Dimension.Month, "", "")))));

        Assert.Equal(["2021-08-15", "2021-09-01", ""], rows.Select(row => row["reference_period_start"].Text));
        Assert.Equal(["2021-08-31", "2021-09-09", ""], rows.Select(row => row["reference_period_end"].Text));
        Assert.Contains("not known finely enough", rows[2]["warning"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_without_a_P_code_stands_under_the_name_that_was_given()
    {
        var query = new AggregateQuery { GroupBy = { Dimension.Country, Dimension.Admin1, Dimension.Sex } };
        var coded = Row((Dimension.Country, "AFG", "Afghanistan"), (Dimension.Admin1, "AF01", "Kabul"), (Dimension.Sex, "SEX_FEMALE", "female"));
        coded.Keys[1].IsPcode = true;
        var rows = await ReadAsync(new AggregateTable(query).Of(Of(
            coded,
            Row((Dimension.Country, "AFG", "Afghanistan"), (Dimension.Admin1, "Kabol", "Kabol"), (Dimension.Sex, "", "")))));

        Assert.Equal([("AFG", "AF01", "Kabul"), ("AFG", "", "Kabol")], rows.Select(row => (row["location_code"].Text, row["admin1_code"].Text, row["provider_admin1_name"].Text)));
        Assert.Equal(["SEX_FEMALE", ""], rows.Select(row => row["sex"].Text));
        Assert.All(rows, row => Assert.Equal(1, row["admin_level"].Whole));
        Assert.All(rows, row => Assert.Contains("must not be added up", row["warning"].Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_harm_is_a_row_and_a_sum_of_nothing_is_unknown()
    {
        var row = new AggregateRow
        {
            IncidentCount = 3,
            SpanningIncidentCount = 1,
            Shares = new() { Contested = 0.5, WithoutSex = 1, CoarselyLocated = 0.25 },
            Totals =
            {
                new HarmTotal { Harm = HarmType.Killed, IncidentCount = 3, SumOfBounds = new() { Low = 0, High = 4 }, Count = new() { Median = 2, Mean = 2.5, Intervals = { new CountInterval { Level = .9, Low = 0, High = 6 } } } },
                new HarmTotal { Harm = HarmType.Missing, SumOfBounds = new(), IncidentsWithoutEstimate = 3 },
            },
        };
        var rows = await ReadAsync(new AggregateTable(new()).Of(new Aggregate { Total = row }));

        Assert.Equal(["HARM_TYPE_KILLED", "HARM_TYPE_MISSING"], rows.Select(one => one["harm"].Text));
        Assert.Equal((2, 0, 6), (rows[0]["median"].Whole, rows[0]["low90"].Whole, rows[0]["high90"].Whole));
        Assert.Equal((0, 4), (rows[0]["documented_low"].Whole, rows[0]["documented_high"].Whole));
        Assert.All(["median", "mean", "low90", "high90", "documented_low", "documented_high", "documented_open_above"], column => Assert.Equal(CellKind.Unknown, rows[1][column].Kind));
        Assert.All(rows, one => Assert.Equal([0.5, 1, 0, 0.25], new[] { one["share_contested"], one["share_without_sex"], one["share_without_age"], one["share_coarsely_located"] }.Select(share => share.Real)));
        Assert.Contains("1 of the events went on", rows[0]["warning"].Text, StringComparison.Ordinal);
        Assert.Contains("3 of the events have no figure", rows[1]["warning"].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LocationPrecision.ExactCoordinate, 50.0)]
    [InlineData(LocationPrecision.NearbyLandmark, 250.0)]
    [InlineData(LocationPrecision.StreetOrNeighbourhood, 1_000.0)]
    [InlineData(LocationPrecision.Settlement, 5_000.0)]
    [InlineData(LocationPrecision.Adm2, null)]
    public async Task The_radius_follows_from_the_precision_where_none_was_recorded(LocationPrecision precision, double? radius)
    {
        var place = new Place { Precision = precision };
        var stated = new Place { Precision = precision, UncertaintyRadiusM = 0 };
        var rows = await ReadAsync(IncidentTable.Of(Reports(new() { Place = place }, new() { Place = stated }, new())));
        Assert.Equal([Cell.Of(radius), Cell.Of((double?)0), default], rows.Select(row => row["uncertainty_radius_m"]));
    }

    [Fact]
    public async Task An_incident_says_what_is_known_of_it_and_nothing_of_what_is_not()
    {
        var report = new IncidentReport
        {
            Incident = "incidents/a",
            EventTime = new() { StartDate = new Date { Year = 2021, Month = 8 } },
            Tactic = Tactic.SuicideAttack,
            Cause = CauseCategory.PlantedExplosivesAndUxo,
            Attribution = new() { Status = AttributionStatus.AllegedBySource },
        };
        var row = Assert.Single(await ReadAsync(IncidentTable.Of(AsyncEnumerable.Repeat(new ExportedIncident(report, ["Group A", "Group D"]), 1))));

        Assert.Equal(("2021-08", "2021-08", "Group A; Group D"), (row["start_date"].Text, row["end_date"].Text, row["parties"].Text));
        Assert.Equal(("TACTIC_SUICIDE_ATTACK", "CAUSE_CATEGORY_PLANTED_EXPLOSIVES_AND_UXO"), (row["tactic"].Text, row["cause"].Text));
        Assert.All(["date_precision", "country", "latitude", "occurrence_grade", "killed_median", "killed_documented_open_above", "record_time"], column => Assert.Equal(default, row[column]));
    }

    [Fact]
    public async Task The_indicator_counts_documented_deaths_of_victims_and_no_estimate()
    {
        static IncidentReport Killed(int year, params Estimate[] estimates) =>
            new() { EventTime = new() { StartDate = Day(year, 1, 1) }, Place = new() { Country = "AFG" }, Estimates = { estimates } };

        static Estimate Bounds(long? low, long? high, Sex sex = Sex.Unspecified, PerpetratorScope perpetrators = PerpetratorScope.Excluded, HarmType harm = HarmType.Killed)
        {
            var estimate = new Estimate { Harm = harm, Victims = new() { Sex = sex, Perpetrators = perpetrators }, Bounds = new(), Count = new() { Median = 1_000 } };
            if (low is { } l) estimate.Bounds.Low = l;
            if (high is { } h) estimate.Bounds.High = h;
            return estimate;
        }

        var rows = await ReadAsync(SdgTable.Of(Reports(
            Killed(2021, Bounds(2, 3), Bounds(1, 1, Sex.Female), Bounds(4, 4, perpetrators: PerpetratorScope.Only), Bounds(9, 9, harm: HarmType.Injured)),
            Killed(2021, Bounds(5, null)),
            Killed(2020, Bounds(0, 0)),
            Killed(2020, Bounds(null, null)))));

        Assert.Equal([(2020, ""), (2021, ""), (2021, "SEX_FEMALE")], rows.Select(row => ((int)row["year"].Whole, row["sex"].Text)));
        Assert.Equal([(0, 0, 0, 1), (7, 3, 1, 2), (1, 1, 0, 1)], rows.Select(row => (
            row["documented_deaths_low"].Whole, row["documented_deaths_high"].Whole, row["documented_deaths_open_above"].Whole, row["events"].Whole)));
        Assert.All(rows, row => Assert.Equal(CellKind.Whole, row["documented_deaths_low"].Kind));
    }

    [Fact]
    public async Task No_two_columns_have_one_name_and_every_one_has_an_HXL_tag()
    {
        Table[] tables =
        [
            IncidentTable.Of(Reports()), ClaimTable.Of(Reports()), SdgTable.Of(Reports()),
            .. System.Enum.GetValues<Dimension>().Where(one => one != Dimension.Unspecified).Select(dimension => new AggregateTable(new() { GroupBy = { dimension } }).Of(Of())),
        ];
        foreach (var table in tables)
        {
            Assert.Empty(await ReadAsync(table));
            Assert.Distinct(table.Columns.Select(column => column.Name));
            Assert.All(table.Columns, column => Assert.Matches("^[a-z][a-z0-9_]*$", column.Name));
            Assert.All(table.Columns, column => Assert.Matches(@"^#[a-z][a-z0-9]*(\+[a-z][a-z0-9_]*)*$", column.HxlTag));
        }
    }

    private static Aggregate Of(params AggregateRow[] rows) => new() { Rows = { rows } };

    private static AggregateRow Row(params (Dimension Dimension, string Value, string Name)[] keys) => new()
    {
        IncidentCount = 1,
        Keys = { keys.Select(key => new DimensionValue { Dimension = key.Dimension, Value = key.Value, DisplayName = key.Name }) },
        Totals = { new HarmTotal { Harm = HarmType.Killed, IncidentCount = 1, SumOfBounds = new() } },
    };

    private static Date Day(int year, int month, int day) => new() { Year = year, Month = month, Day = day };

    private static IAsyncEnumerable<ExportedIncident> Reports(params IncidentReport[] reports) => reports.Select(report => new ExportedIncident(report, [])).ToAsyncEnumerable();

    private static async Task<List<Dictionary<string, Cell>>> ReadAsync(Table table)
    {
        var rows = new List<Dictionary<string, Cell>>();
        await foreach (var row in table.Rows)
            rows.Add(table.Columns.Select((column, i) => (column.Name, Cell: row.Span[i])).ToDictionary(one => one.Name, one => one.Cell));
        return rows;
    }
}
