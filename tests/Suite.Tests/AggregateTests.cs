using System.Globalization;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;

namespace Suite.Tests;

/// <summary>Sums over the sample are those worked out number by number from its reports, however they are cut.</summary>
public sealed class AggregateTests(SampleSuite sample) : IClassFixture<SampleSuite>
{
    /// <summary>
    /// By how much medians and ends of ranges may differ from what is worked out number by number: the larger of a person, for rounding, and this share. The suite leaves out what of each
    /// incident lies beyond its 1 - 1e-5 quantile, which moves an upper end of a sum of tens of incidents by some thousandths, and beyond 16,383 people its lattice is coarser than a person.
    /// </summary>
    private const double Share = 0.01;

    // Three decimals are answered of each mean, and single precision is kept of probabilities.
    private const double MeanShare = 1e-6;
    private const double MeanRounding = 0.0006;

    public static TheoryData<Dimension> Cuts => [Dimension.Month, Dimension.Cause, Dimension.Admin1, Dimension.Party, Dimension.SourceType];

    public static TheoryData<Dimension> Partitions =>
    [
        Dimension.Day, Dimension.Week, Dimension.Month, Dimension.Quarter, Dimension.Year, Dimension.Country, Dimension.Admin1, Dimension.Cause, Dimension.Tactic,
        Dimension.AttributionStatus, Dimension.OccurrenceGrade, Dimension.AirwarsGrade,
    ];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Every_row_is_what_its_reports_come_to_number_by_number(Dimension dimension)
    {
        var aggregate = await sample.AskAsync(new AggregateQuery { GroupBy = { dimension } });
        var expected = new SortedDictionary<string, List<SampleIncident>>(StringComparer.OrdinalIgnoreCase);
        foreach (var incident in sample.Incidents)
        {
            foreach (var key in KeysOf(dimension, incident))
            {
                if (!expected.TryGetValue(key, out var row))
                    expected.Add(key, row = []);
                row.Add(incident);
            }
        }

        Assert.True(aggregate.Rows.Count > 2);
        Assert.Equal(expected.Keys, aggregate.Rows.Select(row => Folded(row.Keys.Single().Value)).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Assert.All(aggregate.Rows, row => AssertRow(expected[Folded(row.Keys[0].Value)], row, dimension == Dimension.Month));
        AssertRow(sample.Incidents, aggregate.Total, dimension == Dimension.Month);
        Assert.Equal((aggregate.Rows.Count, Audience.Restricted, "calibrated"), ((int)aggregate.Manifest.RowCount, aggregate.Manifest.Audience, aggregate.Manifest.Policy));
        Assert.Equal(sample.Incidents.Max(one => one.Report.Provenance.RecordTime.ToDateTimeOffset()), aggregate.Manifest.RecordTime.ToDateTimeOffset());
    }

    [Theory]
    [MemberData(nameof(Partitions))]
    public async Task Rows_of_what_parts_incidents_add_up_and_each_is_what_its_filter_finds(Dimension dimension)
    {
        var aggregate = await sample.AskAsync(new AggregateQuery { GroupBy = { dimension } });

        Assert.Equal(sample.Incidents.Count, aggregate.Total.IncidentCount);
        Assert.Equal(
            (aggregate.Total.IncidentCount, aggregate.Total.ClaimCount), (aggregate.Rows.Sum(row => row.IncidentCount), aggregate.Rows.Sum(row => row.ClaimCount)));
        AssertMeansAddUp(aggregate);
        foreach (var row in aggregate.Rows)
        {
            if (FilterOf(row.Keys.Single()) is not { } filter)
                continue;
            var filtered = (await sample.AskAsync(new AggregateQuery { Filter = filter })).Total;
            Assert.Equal(Unkeyed(row), filtered.ToByteArray());
        }
    }

    [Fact]
    public async Task The_range_of_a_sum_is_its_own_and_never_the_sum_of_ranges()
    {
        var months = (await sample.AskAsync(new AggregateQuery { GroupBy = { Dimension.Admin1 } })).Rows.Select(row => row.Keys[0].Value).Where(value => value.Length > 0).ToArray();
        await Gen.Shuffle(months, 2, months.Length).SampleAsync(
            async some =>
            {
                var aggregate = await sample.AskAsync(new AggregateQuery { GroupBy = { Dimension.Admin1 }, Filter = new ReportFilter { Admin1 = { some } } });
                Assert.Equal(some.Length, aggregate.Rows.Count);
                AssertMeansAddUp(aggregate);
                for (var harm = 0; harm < SampleSuite.Harms.Length; harm++)
                {
                    var ranges = aggregate.Rows.Select(row => row.Totals[harm].Count).OfType<CountEstimate>().Select(Range).ToList();
                    if (ranges.Count(range => range.High > range.Low) < 2)
                        continue;
                    var total = Range(aggregate.Total.Totals[harm].Count);
                    Assert.NotEqual((ranges.Sum(range => range.Low), ranges.Sum(range => range.High)), (total.Low, total.High));
                }
            },
            iter: 60,
            threads: 1);
    }

    private static void AssertMeansAddUp(Aggregate aggregate)
    {
        for (var harm = 0; harm < SampleSuite.Harms.Length; harm++)
        {
            var means = aggregate.Rows.Sum(row => row.Totals[harm].Count?.Mean ?? 0);
            Assert.Equal(means, aggregate.Total.Totals[harm].Count?.Mean ?? 0, MeanRounding * (aggregate.Rows.Count + 1));
        }
    }

    private static void AssertRow(IReadOnlyList<SampleIncident> incidents, AggregateRow row, bool ofMonth)
    {
        Assert.Equal(incidents.Count, row.IncidentCount);
        Assert.Equal(incidents.Sum(one => one.Claims.Count), row.ClaimCount);
        Assert.Equal(
            incidents.SelectMany(one => one.Claims).Where(claim => claim.Copies.Length == 0 && claim.Originator.Length > 0).Select(claim => claim.Originator).Distinct().Count(),
            row.OriginatorCount);
        Assert.Equal(ofMonth ? incidents.Count(one => Month(one.Report.EventTime.EndDate) != Month(one.Report.EventTime.StartDate)) : 0, row.SpanningIncidentCount);
        Assert.Equal(ShareOf(one => !one.Report.Estimates.Any(estimate => estimate.Victims.Sex is Sex.Male or Sex.Female)), row.Shares.WithoutSex, 1e-4);
        Assert.Equal(ShareOf(one => !one.Report.Estimates.Any(estimate => estimate.Victims.Age is not (AgeGroup.Unspecified or AgeGroup.Unknown))), row.Shares.WithoutAge, 1e-4);
        Assert.Equal(SampleSuite.Harms, row.Totals.Select(total => total.Harm));
        foreach (var total in row.Totals)
            AssertTotal([.. incidents.Select(one => one.Harms.GetValueOrDefault(total.Harm)).OfType<EstimateExplanation>().Where(IsInSum)], incidents.Count, total);

        double ShareOf(Func<SampleIncident, bool> holds) => incidents.Count(holds) / (double)incidents.Count;
    }

    private static void AssertTotal(List<EstimateExplanation> parts, int incidents, HarmTotal total)
    {
        Assert.Equal((parts.Count, incidents - parts.Count), (total.IncidentCount, total.IncidentsWithoutEstimate));
        var bounds = parts.Select(part => part.Estimate.Bounds).ToList();
        Assert.Equal((bounds.Any(one => one.HasLow), bounds.Any(one => one.HasHigh)), (total.SumOfBounds.HasLow, total.SumOfBounds.HasHigh));
        Assert.Equal((bounds.Sum(one => one.Low), bounds.Sum(one => one.High)), (total.SumOfBounds.Low, total.SumOfBounds.High));
        Assert.Equal(bounds.Any(one => one.OpenAbove || !one.HasHigh), total.SumOfBounds.OpenAbove);
        if (parts.Count == 0 || !HasRange(total.Harm))
        {
            Assert.Null(total.Count);
            return;
        }
        var means = parts.Sum(part => part.Estimate.Count.Mean);
        Assert.Equal(means, total.Count.Mean, (MeanRounding * (parts.Count + 1)) + (MeanShare * means));
        var sum = BruteForce.Sum(parts.Select(part => (part.Distribution, 1.0)));
        Assert.Equal(sum.ProbabilityOfAny, total.Count.ProbabilityOfAny, 1e-4);
        AssertNear(sum.Quantile(0.5), total.Count.Median);
        foreach (var interval in total.Count.Intervals)
        {
            AssertNear(sum.Quantile((1 - interval.Level) / 2), interval.Low);
            AssertNear(sum.Quantile((1 + interval.Level) / 2), interval.High);
        }
        // A sum of one is what its report says.
        if (parts is [var only])
        {
            Assert.Equal(only.Estimate.Count.Intervals, total.Count.Intervals);
            Assert.Equal((only.Estimate.Count.Median, only.Estimate.Count.Mode, only.Estimate.Count.Mean), (total.Count.Median, total.Count.Mode, total.Count.Mean));
        }
    }

    // Where no figure counts there is no estimate, though a claim speaks of the harm.
    private static bool IsInSum(EstimateExplanation part) =>
        HasRange(part.Estimate.Harm) ? part.Estimate.Count is not null : part.Estimate.Bounds.HasLow || part.Estimate.Bounds.HasHigh;

    // The missing are found: the model has no ranges of their number.
    private static bool HasRange(HarmType harm) => harm is HarmType.Killed or HarmType.Injured;

    private static void AssertNear(double expected, long found)
    {
        var margin = Math.Max(1, Share * expected);
        Assert.InRange(found, expected - margin, expected + margin);
    }

    private IEnumerable<string> KeysOf(Dimension dimension, SampleIncident incident) => dimension switch
    {
        Dimension.Month => [Month(incident.Report.EventTime.StartDate)],
        Dimension.Cause => [$"{nameof(CauseCategory)}{incident.Report.Cause}"],
        Dimension.Admin1 => [incident.Report.Place.Admin1],
        Dimension.Party => PartiesOf(incident.Report).DefaultIfEmpty(""),
        _ => incident.Claims.Select(claim => $"SourceType{sample.Sources[claim.Publisher].Type}").Distinct(),
    };

    private static IEnumerable<string> PartiesOf(IncidentReport report) => report.Attribution.Statements.Select(statement => statement.Attribution)
        .Where(said => said.Role is not (AttributionRole.TargetedParty or AttributionRole.PartyPresent) && said.Status is not (AttributionStatus.DeniedByActor or AttributionStatus.Unattributed))
        .Select(said => said.Actor.Replace("_", "", StringComparison.Ordinal)).Distinct(StringComparer.OrdinalIgnoreCase);

    // As generated code writes the names of values.
    private static string Folded(string value) => value.Replace("_", "", StringComparison.Ordinal);

    private static string Month(Google.Type.Date day) => $"{day.Year:0000}-{day.Month:00}";

    private static (long Low, long High) Range(CountEstimate count) => (count.Intervals[2].Low, count.Intervals[2].High);

    private static byte[] Unkeyed(AggregateRow row)
    {
        var bare = row.Clone();
        bare.Keys.Clear();
        bare.SpanningIncidentCount = 0;
        return bare.ToByteArray();
    }

    // Null: no filter asks for what is not known.
    private static ReportFilter? FilterOf(DimensionValue key) => key switch
    {
        { Value: "" } => null,
        { Dimension: Dimension.Day } => Days(DateOnly.ParseExact(key.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture), first => first.AddDays(1)),
        { Dimension: Dimension.Week } => Days(
            DateOnly.FromDateTime(ISOWeek.ToDateTime(Number(key.Value[..4]), Number(key.Value[6..]), DayOfWeek.Monday)), first => first.AddDays(7)),
        { Dimension: Dimension.Month } => Days(DateOnly.ParseExact(key.Value, "yyyy-MM", CultureInfo.InvariantCulture), first => first.AddMonths(1)),
        { Dimension: Dimension.Quarter } => Days(new DateOnly(Number(key.Value[..4]), (3 * Number(key.Value[6..])) - 2, 1), first => first.AddMonths(3)),
        { Dimension: Dimension.Year } => Days(new DateOnly(Number(key.Value), 1, 1), first => first.AddYears(1)),
        { Dimension: Dimension.Country } => new ReportFilter { Countries = { key.Value } },
        { Dimension: Dimension.Admin1 } => new ReportFilter { Admin1 = { key.Value } },
        { Dimension: Dimension.Cause } => new ReportFilter { Causes = { Parse<CauseCategory>(key.Value) } },
        { Dimension: Dimension.Tactic } => new ReportFilter { Tactics = { Parse<Tactic>(key.Value) } },
        { Dimension: Dimension.AttributionStatus } => new ReportFilter { AttributionStatuses = { Parse<AttributionStatus>(key.Value) } },
        { Dimension: Dimension.OccurrenceGrade } => new ReportFilter { OccurrenceGrades = { Parse<EvidenceGrade>(key.Value) } },
        _ => new ReportFilter { AirwarsGrades = { Parse<AirwarsGrade>(key.Value) } },
    };

    private static T Parse<T>(string value)
        where T : struct, Enum => Enum.Parse<T>(Folded(value)[typeof(T).Name.Length..], ignoreCase: true);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ReportFilter Days(DateOnly from, Func<DateOnly, DateOnly> before) => new()
    {
        StartDateFrom = new() { Year = from.Year, Month = from.Month, Day = from.Day },
        StartDateBefore = new() { Year = before(from).Year, Month = before(from).Month, Day = before(from).Day },
    };
}
