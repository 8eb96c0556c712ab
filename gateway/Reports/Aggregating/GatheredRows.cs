using System.Runtime.InteropServices;

namespace Casualties.Gateway.Reports;

/// <summary>Puts incidents into the rows in which they stand. Those of parts that follow each other join to the same rows as those of the whole, to the last bit.</summary>
internal sealed class GatheredRows(AggregatePlan plan)
{
    // Below, another thread costs more than it helps.
    private const int MinAddends = 4_096;

    private readonly Cut cut = new(plan);
    private readonly Dictionary<CutKey, RowSum> rows = [];
    private readonly Dictionary<CutKey, RowSum> ofAnyDay = [];

    /// <summary>The rows of incidents that are asked for.</summary>
    public IReadOnlyDictionary<CutKey, RowSum> Rows => rows;

    /// <summary>The rows of incidents of any day that are asked for otherwise; none where changes are not asked for.</summary>
    public IReadOnlyDictionary<CutKey, RowSum> OfAnyDay => ofAnyDay;

    /// <summary>All incidents that are asked for, each once.</summary>
    public RowSum Total { get; } = new(plan, default, plan.Victims);

    /// <summary>When the newest record was recorded of which these incidents' reports were made, microseconds; 0: there are none.</summary>
    public long RecordTime { get; private set; }

    /// <summary>The rows of incidents, on all processors.</summary>
    /// <param name="plan">What is asked for.</param>
    /// <param name="addends">By name.</param>
    /// <param name="cancel">Gives up.</param>
    public static GatheredRows Of(AggregatePlan plan, IReadOnlyList<Addend> addends, CancellationToken cancel)
    {
        var parts = new GatheredRows[Math.Clamp(addends.Count / MinAddends, 1, Environment.ProcessorCount)];
        Parallel.For(0, parts.Length, new ParallelOptions { CancellationToken = cancel }, i =>
        {
            parts[i] = new GatheredRows(plan);
            var end = (int)((long)addends.Count * (i + 1) / parts.Length);
            for (var at = (int)((long)addends.Count * i / parts.Length); at < end; at++)
                parts[i].Add(addends[at]);
        });
        foreach (var part in parts.AsSpan(1))
            parts[0].Join(part);
        return parts[0];
    }

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
        Total.Add(addend, default, 1);
        RecordTime = Math.Max(RecordTime, addend.RecordTime);
    }

    private void AddTo(Dictionary<CutKey, RowSum> sums, Addend addend, List<RowPlace> places)
    {
        foreach (ref readonly var place in CollectionsMarshal.AsSpan(places))
            RowOf(sums, place.Key, place.Victims).Add(addend, place.Key, place.Weight);
    }

    private RowSum RowOf(Dictionary<CutKey, RowSum> sums, in CutKey key, in Estimation.VictimGroup victims) =>
        CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _) ??= new RowSum(plan, key, victims);

    // Its names come after those of this one.
    private void Join(GatheredRows next)
    {
        Join(rows, next.rows);
        Join(ofAnyDay, next.ofAnyDay);
        Total.Join(next.Total);
        RecordTime = Math.Max(RecordTime, next.RecordTime);
    }

    private static void Join(Dictionary<CutKey, RowSum> rows, Dictionary<CutKey, RowSum> next)
    {
        foreach (var (key, row) in next)
        {
            if (rows.TryGetValue(key, out var before))
                before.Join(row);
            else
                rows.Add(key, row);
        }
    }
}
