using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports;

/// <summary>Sums up compared incidents at each step of the way, and puts the steps side by side.</summary>
internal sealed class ComparisonRows : IDisposable
{
    /// <summary>How many records of a cause are named at most.</summary>
    private const int MaxRecords = 20;

    private readonly AggregatePlan plan;
    private readonly Cut cut;
    private readonly GatheredRows[] steps;
    private readonly SumMemo memo = new();
    private readonly Dictionary<(CutKey? Row, int Cause), SortedSet<string>> changed = [];

    public ComparisonRows(AggregatePlan plan)
    {
        this.plan = plan;
        cut = new Cut(plan);
        // One before the first cause, one after each.
        steps = [.. Enumerable.Range(0, ChangePath.Causes.Length + 1).Select(_ => new GatheredRows(plan))];
    }

    /// <summary>Whether any incident was added.</summary>
    public bool Any { get; private set; }

    /// <summary>Adds an incident. By name.</summary>
    public void Add(ComparedIncident incident)
    {
        Any = true;
        for (var step = 0; step < steps.Length; step++)
            steps[step].Add(incident.Addends[step]);
        for (var cause = 0; cause < ChangePath.Causes.Length; cause++)
        {
            if (incident.Changed[cause].Count > 0)
                Note(incident, cause);
        }
    }

    /// <summary>The comparison.</summary>
    public Comparison Conclude(Manifest before, Manifest after, CancellationToken cancel)
    {
        // Most incidents are the same in all steps, so that most sums are made once.
        var sums = steps.Select(step => new Aggregator(plan, step, memo)).ToList();
        var comparison = new Comparison { Before = before, After = after, Total = RowOf([.. sums.Select(step => step.Total(cancel))], null, []) };
        var rows = sums.Select(step => step.Rows(cancel)).ToList();
        var keys = rows.SelectMany(step => step.Keys).Distinct().Select(key => (Key: key, Values: DimensionValues.Of(plan.GroupBy, key))).OrderBy(row => row.Values, DimensionValues.Order);
        foreach (var (key, values) in keys)
        {
            var row = RowOf([.. rows.Select(step => step.GetValueOrDefault(key))], key, values);
            if (row.IncidentCountBefore != row.IncidentCountAfter || row.Harms.Any(harm => !Equals(harm.Before, harm.After) || !Equals(harm.BoundsBefore, harm.BoundsAfter)))
                comparison.Rows.Add(row);
        }
        return comparison;
    }

    /// <inheritdoc/>
    public void Dispose() => memo.Dispose();

    private void Note(ComparedIncident incident, int cause)
    {
        foreach (var addend in (Addend?[])[incident.Addends[cause], incident.Addends[cause + 1]])
        {
            if (addend is null || !plan.Filter.Passes(addend))
                continue;
            NoteIn(null, cause, incident);
            foreach (var place in cut.PlacesOf(addend))
                NoteIn(place.Key, cause, incident);
        }
    }

    private void NoteIn(CutKey? row, int cause, ComparedIncident incident)
    {
        if (!changed.TryGetValue((row, cause), out var records))
            changed.Add((row, cause), records = new SortedSet<string>(StringComparer.Ordinal));
        records.UnionWith(incident.Changed[cause]);
    }

    // A row that is not there at a step is one of nobody.
    private RowComparison RowOf(AggregateRow?[] at, CutKey? key, DimensionValue[] values)
    {
        var row = new RowComparison { IncidentCountBefore = at[0]?.IncidentCount ?? 0, IncidentCountAfter = at[^1]?.IncidentCount ?? 0 };
        row.Keys.AddRange(values);
        for (var harm = 0; harm < plan.Harms.Length; harm++)
        {
            HarmTotal?[] totals = [.. at.Select(step => step?.Totals[harm])];
            var compared = new HarmComparison
            {
                Harm = (Type.V1.HarmType)plan.Harms[harm],
                Before = totals[0]?.Count,
                After = totals[^1]?.Count,
                BoundsBefore = totals[0]?.SumOfBounds,
                BoundsAfter = totals[^1]?.SumOfBounds,
            };
            compared.Parts.AddRange(Enumerable.Range(0, ChangePath.Causes.Length).Select(cause => PartOf(totals[cause], totals[cause + 1], key, cause)).OfType<ComparisonPart>());
            row.Harms.Add(compared);
        }
        return row;
    }

    // What is not estimated, or not documented, is 0.
    private ComparisonPart? PartOf(HarmTotal? before, HarmTotal? after, CutKey? key, int cause)
    {
        const int MeanDecimals = 3;
        var part = new ComparisonPart
        {
            MedianDifference = (after?.Count?.Median ?? 0) - (before?.Count?.Median ?? 0),
            MeanDifference = Math.Round((after?.Count?.Mean ?? 0) - (before?.Count?.Mean ?? 0), MeanDecimals),
            BoundsLowDifference = (after?.SumOfBounds?.Low ?? 0) - (before?.SumOfBounds?.Low ?? 0),
            BoundsHighDifference = (after?.SumOfBounds?.High ?? 0) - (before?.SumOfBounds?.High ?? 0),
        };
        if (part.Equals(new ComparisonPart()))
            return null;
        part.Cause = ChangePath.Causes[cause];
        if (changed.TryGetValue((key, cause), out var records))
        {
            part.Records.AddRange(records.Take(MaxRecords));
            part.RecordCount = records.Count;
        }
        return part;
    }
}
