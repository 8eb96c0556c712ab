using System.Runtime.InteropServices;

namespace Casualties.Gateway.Reports;

/// <summary>Puts incidents into the rows in which they stand. Those of parts that follow each other join to the same rows as those of the whole, to the last bit.</summary>
internal sealed class GatheredRows(AggregatePlan plan)
{
    // Below, another thread costs more than it helps.
    private const int MinAddends = 4_096;

    private readonly Cut cut = new(plan);
    private readonly Dictionary<CutKey, RowSum> rows = [];
    private readonly Dictionary<CutKey, RowSum> compared = [];

    /// <summary>The rows of incidents that are asked for.</summary>
    public IReadOnlyDictionary<CutKey, RowSum> Rows => rows;

    /// <summary>The rows with which those asked for are compared, and these themselves; none where changes are not asked for.</summary>
    public IReadOnlyDictionary<CutKey, RowSum> Compared => compared;

    /// <summary>All incidents that are asked for, each once.</summary>
    public RowSum Total { get; } = new(plan, default, plan.Victims);

    /// <summary>When the newest record was recorded of which these incidents' reports were made, microseconds; 0: there are none.</summary>
    public long RecordTime { get; private set; }

    /// <summary>The rows of incidents, on all processors. Throws <see cref="InvalidFields"/>.</summary>
    /// <param name="plan">What is asked for.</param>
    /// <param name="addends">By name.</param>
    /// <param name="cancel">Gives up.</param>
    public static GatheredRows Of(AggregatePlan plan, IReadOnlyList<Addend> addends, CancellationToken cancel)
    {
        var parts = new GatheredRows[Math.Clamp(addends.Count / MinAddends, 1, Environment.ProcessorCount)];
        OnAllProcessors.Each(parts.Length, i => parts[i] = Of(plan, addends, StartOf(i), StartOf(i + 1)), cancel);
        foreach (var part in parts.AsSpan(1))
            parts[0].Join(part);
        return parts[0];

        int StartOf(int part) => (int)((long)addends.Count * part / parts.Length);
    }

    /// <summary>Adds an incident if it adds anything and is asked for. By name. Throws <see cref="InvalidFields"/>.</summary>
    public void Add(Addend? addend)
    {
        if (addend is null || !plan.Filter.PassesButDays(addend))
            return;
        var isAsked = plan.Filter.PassesDays(addend);
        var isCompared = plan.Query.WithChanges && IsCompared(addend);
        if (!isAsked && !isCompared)
            return;
        var places = plan.GroupBy.Length == 0 ? [] : cut.PlacesOf(addend);
        if (isCompared)
            AddTo(compared, MaxCompared, addend, places);
        if (!isAsked)
            return;
        AddTo(rows, plan.MaxRows, addend, places);
        Total.Add(addend, default, 1);
        RecordTime = Math.Max(RecordTime, addend.RecordTime);
    }

    // Each row that is asked for, the one before it, and that of the year before.
    private int MaxCompared => 3 * plan.MaxRows;

    private bool IsCompared(Addend addend)
    {
        var kind = plan.GroupBy[plan.PeriodAt];
        return Periods.Of(kind, addend.Start) is var period && period != Periods.Unknown && plan.Filter.MayBeCompared(kind, period);
    }

    private void AddTo(Dictionary<CutKey, RowSum> sums, int max, Addend addend, List<RowPlace> places)
    {
        foreach (ref readonly var place in CollectionsMarshal.AsSpan(places))
        {
            ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, place.Key, out _);
            row ??= sums.Count > max ? throw plan.TooManyRows() : new RowSum(plan, place.Key, place.Victims);
            row.Add(addend, place.Key, place.Weight);
        }
    }

    // Its names come after those of this one.
    private void Join(GatheredRows next)
    {
        Join(rows, next.rows, plan.MaxRows);
        Join(compared, next.compared, MaxCompared);
        Total.Join(next.Total);
        RecordTime = Math.Max(RecordTime, next.RecordTime);
    }

    private void Join(Dictionary<CutKey, RowSum> sums, Dictionary<CutKey, RowSum> next, int max)
    {
        foreach (var (key, row) in next)
        {
            if (sums.TryGetValue(key, out var before))
                before.Join(row);
            else if (sums.Count < max)
                sums.Add(key, row);
            else
                throw plan.TooManyRows();
        }
    }

    private static GatheredRows Of(AggregatePlan plan, IReadOnlyList<Addend> addends, int first, int end)
    {
        var part = new GatheredRows(plan);
        for (var at = first; at < end; at++)
            part.Add(addends[at]);
        return part;
    }
}
