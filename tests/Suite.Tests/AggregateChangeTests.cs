using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>How periods compare: a difference of two sums, worked out number by number.</summary>
public sealed class AggregateChangeTests(SampleSuite sample) : IClassFixture<SampleSuite>
{
    /// <summary>
    /// By how much the probability of an answer may be off: each of the two sums is compared by 210 equally probable numbers, which moves the probability of any difference by
    /// at most half a part for each. In people that is next to nothing in the middle, and some hundredths of the number at the ends of sums with long tails.
    /// </summary>
    private const double Part = 1 / 200.0;

    /// <summary>By how much a number may be off beside that: the larger of a person and this share of the larger sum, as in <see cref="AggregateTests"/>.</summary>
    private const double Share = 0.01;

    // Ratios are answered with three decimals, and made of whole numbers of people.
    private const double RatioShare = 0.02;
    private const double RatioRounding = 0.002;

    [Fact]
    public async Task Months_differ_by_what_their_sums_differ_number_by_number()
    {
        var rows = (await AskAsync()).Rows.ToDictionary(row => row.Keys[0].Value);
        var (compared, ratios) = (0, 0);
        foreach (var (month, row) in rows)
        {
            Assert.Equal(
                from basis in (int[])[-1, -12] from harm in SampleSuite.Harms select (basis == -1 ? ChangeBasis.PreviousPeriod : ChangeBasis.SamePeriodLastYear, MonthAfter(month, basis), harm),
                row.Changes.Select(change => (change.Basis, change.Period, change.Harm)));
            foreach (var change in row.Changes)
            {
                var earlier = rows.GetValueOrDefault(change.Period);
                Assert.Equal(earlier?.IncidentCount ?? 0, change.IncidentCount);
                var (now, before) = (SumOf(month, change.Harm), earlier is null ? BruteForce.Nobody : SumOf(change.Period, change.Harm));
                Assert.Equal(now is not null && before is not null, change.Difference is not null);
                if (now is null || before is null)
                {
                    Assert.Null(change.Ratio);
                    continue;
                }
                AssertDifference(now, before, change.Difference!);
                compared += earlier is null ? 0 : 1;
                ratios += AssertRatio(now, before, change.Ratio);
            }
        }
        // Most months of the sample have one before; without that nothing was compared.
        Assert.True(compared > 20 && ratios > 10, $"{compared} compared, {ratios} ratios");
    }

    [Fact]
    public async Task A_month_before_which_none_is_known_is_compared_with_nobody()
    {
        var first = (await AskAsync()).Rows.MinBy(row => row.Keys[0].Value, StringComparer.Ordinal)!;
        foreach (var change in first.Changes)
        {
            Assert.Equal((0, null), (change.IncidentCount, change.Ratio));
            var count = first.Totals.Single(total => total.Harm == change.Harm).Count;
            // So many more than nobody as there are: beside each other two answers would look like a mistake.
            Assert.Equal(count is null ? null : new CountDifference { Median = count.Median, Interval = count.Intervals[2] }, change.Difference);
        }
        Assert.Contains(first.Changes, change => change.Difference is not null);
    }

    [Fact]
    public async Task Only_periods_that_are_wholly_asked_for_are_compared_and_with_what_lies_outside()
    {
        var all = (await AskAsync()).Rows.ToDictionary(row => row.Keys[0].Value);
        var some = (await AskAsync(new ReportFilter { StartDateFrom = Day(2021, 6, 2), StartDateBefore = Day(2021, 8, 31) })).Rows.ToDictionary(row => row.Keys[0].Value);
        Assert.Equal(["2021-06", "2021-07", "2021-08"], some.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(some["2021-06"].Changes);
        Assert.Empty(some["2021-08"].Changes);
        // The June of which only a part is asked for is whole where July is compared with it.
        Assert.NotEqual(all["2021-06"].IncidentCount, some["2021-06"].IncidentCount);
        Assert.Equal(all["2021-07"], some["2021-07"]);
        Assert.NotEmpty(all["2021-07"].Changes);
        var whole = (await AskAsync(new ReportFilter { StartDateFrom = Day(2021, 6, 1), StartDateBefore = Day(2021, 9, 1) })).Rows;
        Assert.Equal(whole, whole.Select(row => all[row.Keys[0].Value]));
    }

    private Task<Aggregate> AskAsync(ReportFilter? filter = null) => sample.AskAsync(new AggregateQuery { GroupBy = { Dimension.Month }, WithChanges = true, Filter = filter });

    // Null: no incident of the month has an estimate.
    private BruteForce? SumOf(string month, HarmType harm)
    {
        var parts = sample.Incidents.Where(one => Month(one.Report.EventTime.StartDate.Year, one.Report.EventTime.StartDate.Month) == month)
            .Select(one => one.Harms.GetValueOrDefault(harm)).Where(part => part?.Estimate.Count is not null).ToList();
        return parts.Count == 0 ? null : BruteForce.Sum(parts.Select(part => (part!.Distribution, 1.0)));
    }

    private static void AssertDifference(BruteForce now, BruteForce before, CountDifference difference)
    {
        var larger = Math.Max(now.Quantile(0.95), before.Quantile(0.95));
        foreach (var (probability, found) in ((double, long)[])[(0.05, difference.Interval.Low), (0.5, difference.Median), (0.95, difference.Interval.High)])
        {
            var margin = Math.Max(1, Share * larger);
            Assert.InRange(found, now.MoreThan(before, probability - Part) - margin, now.MoreThan(before, probability + Part) + margin);
        }
    }

    private static int AssertRatio(BruteForce now, BruteForce before, Ratio? ratio)
    {
        // At the brink it can go either way: 210 numbers tell one in twenty to half a hundredth.
        if (1 - before.ProbabilityOfAny > 0.06)
            Assert.Null(ratio);
        if (1 - before.ProbabilityOfAny < 0.04)
            Assert.NotNull(ratio);
        if (ratio is null)
            return 0;
        foreach (var (probability, found) in ((double, double)[])[(0.05, ratio.Low), (0.5, ratio.Median), (0.95, ratio.High)])
        {
            var (low, high) = (now.TimesAsManyAs(before, probability - Part), now.TimesAsManyAs(before, probability + Part));
            Assert.InRange(found, (low * (1 - RatioShare)) - RatioRounding, (high * (1 + RatioShare)) + RatioRounding);
        }
        return 1;
    }

    private static string MonthAfter(string month, int months)
    {
        var first = DateOnly.ParseExact(month, "yyyy-MM", System.Globalization.CultureInfo.InvariantCulture).AddMonths(months);
        return Month(first.Year, first.Month);
    }

    private static string Month(int year, int month) => $"{year:0000}-{month:00}";
}
