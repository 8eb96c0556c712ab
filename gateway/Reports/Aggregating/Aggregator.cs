using System.Runtime.ExceptionServices;
using Casualties.Estimation;
using Casualties.Reports.V1;
using CountInterval = Casualties.Reports.V1.CountInterval;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Groups incidents and sums them up: a pure function of the addends and the plan. Rows are gathered in one pass and summed on all processors, each by itself.
/// </summary>
/// <param name="plan">What is asked for.</param>
/// <param name="memo">Remembers sums; null where what is summed up will not come again.</param>
internal sealed class Aggregator(AggregatePlan plan, SumMemo? memo)
{
    private readonly Cut cut = new(plan);
    private readonly Dictionary<CutKey, RowSum> rows = [];
    private readonly Dictionary<CutKey, RowSum> ofAnyDay = [];
    private readonly RowSum total = new(plan, default);

    /// <summary>How many rows there are.</summary>
    public int Rows => rows.Count;

    /// <summary>What the incidents of each row have in common.</summary>
    public IEnumerable<CutKey> Keys => rows.Values.Select(row => row.Key);

    /// <summary>When the newest record was recorded of which these incidents' reports were made, microseconds; 0: there are none.</summary>
    public long RecordTime { get; private set; }

    /// <summary>Adds an incident if it adds anything and is asked for. By name.</summary>
    public void Add(Addend? addend)
    {
        if (addend is null || !plan.Filter.PassesButDays(addend))
            return;
        var isAsked = plan.Filter.PassesDays(addend);
        if (!isAsked && !plan.Query.WithChanges)
            return;
        var places = plan.GroupBy.Length == 0 ? [] : cut.PlacesOf(addend);
        if (plan.Query.WithChanges)
            AddTo(ofAnyDay, addend, places);
        if (!isAsked)
            return;
        AddTo(rows, addend, places);
        total.Add(addend, new RowPlace(default, plan.Victims, 1));
        RecordTime = Math.Max(RecordTime, addend.RecordTime);
    }

    /// <summary>The rows and the total.</summary>
    public Aggregate Conclude(CancellationToken cancel)
    {
        var ordered = rows.Values.Select(row => (Row: row, Keys: DimensionValues.Of(plan.GroupBy, row.Key))).OrderBy(row => row.Keys, DimensionValues.Order).ToList();
        var made = new AggregateRow[ordered.Count];
        Each(made.Length, i => made[i] = RowOf(ordered[i].Row, ordered[i].Keys), cancel);
        var aggregate = new Aggregate { Total = TotalOf(total) };
        aggregate.Rows.AddRange(made);
        aggregate.Notes.AddRange(AggregateNotes.Of(plan));
        return aggregate;
    }

    private void AddTo(Dictionary<CutKey, RowSum> sums, Addend addend, List<RowPlace> places)
    {
        foreach (var place in places)
        {
            if (!sums.TryGetValue(place.Key, out var row))
                sums.Add(place.Key, row = new RowSum(plan, place.Key));
            row.Add(addend, place);
        }
    }

    private AggregateRow RowOf(RowSum sum, DimensionValue[] keys)
    {
        var row = TotalOf(sum);
        row.Keys.AddRange(keys);
        if (plan.Query.WithChanges)
            row.Changes.AddRange(ChangesOf(sum));
        return row;
    }

    private AggregateRow TotalOf(RowSum sum)
    {
        var row = sum.Row();
        row.Totals.AddRange(sum.Harms.Select(harm => harm.Total(memo)));
        return row;
    }

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
            var earlier = ofAnyDay.GetValueOrDefault(row.Key.With(at, new CutCode(other)));
            for (var i = 0; i < plan.Harms.Length; i++)
                yield return ChangeOf(row.Harms[i], earlier?.Harms[i], earlier?.Incidents ?? 0, basis, Periods.Text(kind, other));
        }
    }

    private HarmChange ChangeOf(HarmTerms now, HarmTerms? earlier, int incidents, ChangeBasis basis, string period)
    {
        var change = new HarmChange { Harm = (Type.V1.HarmType)now.Harm, Basis = basis, Period = period, IncidentCount = incidents };
        if (incidents == 0)
        {
            // Where no incident is known, nobody is known to have been harmed: there are so many more as there are, to the last number.
            if (now.Sum(memo, withSpread: false)?.Ranges is { } all)
                change.Difference = DifferenceOf(all.Median, all.NineTenths.Low, all.NineTenths.High);
            return change;
        }
        // Where incidents are and figures are not, nothing is known.
        if (earlier!.Sum(memo, withSpread: true)?.Spread is not { } before || now.Sum(memo, withSpread: true)?.Spread is not { } after)
            return change;
        change.Difference = DifferenceOf(after.MoreThan(before, 0.5), after.MoreThan(before, 0.05), after.MoreThan(before, 0.95));
        if (before.ProbabilityOfNone <= 0.05)
            change.Ratio = new Ratio { Median = Rounded(after.TimesAsManyAs(before, 0.5)), Low = Rounded(after.TimesAsManyAs(before, 0.05)), High = Rounded(after.TimesAsManyAs(before, 0.95)) };
        return change;
    }

    private static CountDifference DifferenceOf(long median, long low, long high) => new() { Median = median, Interval = new CountInterval { Level = 0.9, Low = low, High = high } };

    private static double Rounded(double ratio) => Math.Round(ratio, 3);

    private static void Each(int count, Action<int> work, CancellationToken cancel)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, work);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
