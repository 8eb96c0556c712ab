using Casualties.Estimation;
using Casualties.Reports.V1;
using CountInterval = Casualties.Reports.V1.CountInterval;

namespace Casualties.Gateway.Reports;

/// <summary>Sums up what was gathered: a pure function of the incidents and the plan. Rows are summed on all processors, each by itself.</summary>
/// <param name="plan">What is asked for.</param>
/// <param name="gathered">The rows and their incidents.</param>
/// <param name="memo">Remembers sums; null where what is summed up will not come again.</param>
internal sealed class Aggregator(AggregatePlan plan, GatheredRows gathered, SumMemo? memo)
{
    /// <summary>The rows and the total.</summary>
    public Aggregate Conclude(CancellationToken cancel)
    {
        var aggregate = new Aggregate { Total = Total(cancel) };
        aggregate.Rows.AddRange(Rows(cancel).Values.OrderBy(row => [.. row.Keys], DimensionValues.Order));
        aggregate.Notes.AddRange(AggregateNotes.Of(plan));
        return aggregate;
    }

    /// <summary>All incidents together. Each harm by itself, since these sums take longest.</summary>
    public AggregateRow Total(CancellationToken cancel)
    {
        var totals = new HarmTotal[plan.Harms.Length];
        OnAllProcessors.Each(totals.Length, i => totals[i] = TotalOf(gathered.Total, i), cancel);
        var total = gathered.Total.Row();
        total.Totals.AddRange(totals);
        return total;
    }

    /// <summary>The rows, in no order.</summary>
    public Dictionary<CutKey, AggregateRow> Rows(CancellationToken cancel)
    {
        var sums = gathered.Rows.Values.ToList();
        var made = new AggregateRow[sums.Count];
        OnAllProcessors.Each(made.Length, i => made[i] = RowOf(sums[i]), cancel);
        return sums.Zip(made).ToDictionary(row => row.First.Key, row => row.Second);
    }

    private AggregateRow RowOf(RowSum sum)
    {
        var row = sum.Row();
        row.Totals.AddRange(Enumerable.Range(0, plan.Harms.Length).Select(harm => TotalOf(sum, harm)));
        row.Keys.AddRange(DimensionValues.Of(plan.GroupBy, sum.Key));
        if (plan.Query.WithChanges)
            row.Changes.AddRange(ChangesOf(sum));
        return row;
    }

    private HarmTotal TotalOf(RowSum sum, int harm) => sum.Harms[harm].Total(sum.Addends, memo);

    private IEnumerable<HarmChange> ChangesOf(RowSum row)
    {
        var (at, kind) = (plan.PeriodAt, plan.GroupBy[plan.PeriodAt]);
        var period = row.Key[at].Number;
        if (period == Periods.Unknown || !plan.Filter.Holds(kind, period))
            yield break;
        (ChangeBasis, long)[] bases = [(ChangeBasis.PreviousPeriod, period - 1), (ChangeBasis.SamePeriodLastYear, Periods.YearBefore(kind, period))];
        foreach (var (basis, other) in bases)
        {
            if (other == Periods.Unknown)
                continue;
            var earlier = gathered.Compared.GetValueOrDefault(row.Key.With(at, new CutCode(other)));
            for (var harm = 0; harm < plan.Harms.Length; harm++)
                yield return ChangeOf(row, earlier, harm, basis, Periods.Text(kind, other));
        }
    }

    private HarmChange ChangeOf(RowSum now, RowSum? earlier, int harm, ChangeBasis basis, string period)
    {
        var change = new HarmChange { Harm = (Type.V1.HarmType)now.Harms[harm].Harm, Basis = basis, Period = period, IncidentCount = earlier?.Incidents ?? 0 };
        if (earlier is null)
        {
            // Where no incident is known, nobody is known to have been harmed: there are so many more as there are, to the last number.
            if (now.Harms[harm].Sum(now.Addends, memo, withSpread: false)?.Ranges is { } all)
                change.Difference = DifferenceOf(all.Median, all.NineTenths.Low, all.NineTenths.High);
            return change;
        }
        // Where incidents are and figures are not, nothing is known.
        if (earlier.Harms[harm].Sum(earlier.Addends, memo, withSpread: true)?.Spread is not { } before
            || now.Harms[harm].Sum(now.Addends, memo, withSpread: true)?.Spread is not { } after)
            return change;
        change.Difference = DifferenceOf(after.MoreThan(before, 0.5), after.MoreThan(before, 0.05), after.MoreThan(before, 0.95));
        if (before.ProbabilityOfNone <= 0.05)
            change.Ratio = new Ratio { Median = Rounded(after.TimesAsManyAs(before, 0.5)), Low = Rounded(after.TimesAsManyAs(before, 0.05)), High = Rounded(after.TimesAsManyAs(before, 0.95)) };
        return change;
    }

    private static CountDifference DifferenceOf(long median, long low, long high) => new() { Median = median, Interval = new CountInterval { Level = 0.9, Low = low, High = high } };

    private static double Rounded(double ratio) => Math.Round(ratio, 3);
}
