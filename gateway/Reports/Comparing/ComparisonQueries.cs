using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Storage;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>Answers what became of a report or an aggregate between two points of the history, and why.</summary>
internal sealed class ComparisonQueries(ReadModel model, HistoricalCorpus history, OriginatorNumbers originators, SumTurns turns)
{
    /// <summary>How many incidents are compared at most: for each, up to eight addends are held.</summary>
    private const int MaxIncidents = AddendGathering.MaxIncidents;

    private const int PageIncidents = 200;

    /// <summary>The comparison asked for.</summary>
    public async Task<Comparison> CompareAsync(CompareReportsRequest request, ServerCallContext context)
    {
        var plan = AggregatePlan.Of(request.Query);
        context.NoteSearch([.. plan.SearchFields()]);
        var viewer = Viewer.Of(context.Caller());
        var point = await model.PointAsync(viewer.Audience, context.Budget());
        var after = request.After is { PointCase: not ReportAsOf.PointOneofCase.None } asked ? asked : new ReportAsOf { Revisions = point.Revisions };
        return await turns.RunAsync(() => CompareAsync(plan, request, after, context), context.Budget());
    }

    private async Task<Comparison> CompareAsync(AggregatePlan plan, CompareReportsRequest request, ReportAsOf asOf, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        var (before, after) = (await ReadAsync(request, request.Before, context), await ReadAsync(request, asOf, context));
        using var rows = new ComparisonRows(plan);
        var isReport = request.SubjectCase == CompareReportsRequest.SubjectOneofCase.Name;
        foreach (var page in Pairs(before, after).Chunk(PageIncidents))
        {
            var today = await history.TodayAsync(page.Select(pair => pair.Name), cancel);
            var compared = new ComparedIncident?[page.Length];
            Parallel.For(0, page.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
                compared[i] = Compare(page[i], viewer, plan.Policy, today.GetValueOrDefault(page[i].Name), before.InForce));
            foreach (var incident in compared.OfType<ComparedIncident>())
            {
                rows.Add(incident);
                if (isReport && incident.HoldsRestricted)
                    context.NoteRestricted([request.Name]);
            }
        }
        if (isReport && !rows.Any)
            throw new RecordNotFound(ReportInputQueries.IncidentOf(request.Name));
        return rows.Conclude(ManifestOf(before), ManifestOf(after), cancel);

        Manifest ManifestOf(PastRecords records) => AggregateQueries.ManifestOf(
            plan, new GatheredAddends([], records.Revisions, plan.Policy.UsesCalibration ? records.InForce.Calibration?.Name ?? "" : "", IsReady: false), viewer, 0);
    }

    private Task<PastRecords> ReadAsync(CompareReportsRequest request, ReportAsOf asOf, ServerCallContext context) =>
        request.SubjectCase == CompareReportsRequest.SubjectOneofCase.Name
            ? history.ReadAsync(ReportInputQueries.IncidentOf(request.Name), asOf, context)
            : history.ReadAsync(asOf, MaxIncidents, context);

    // What is not there at one of the points is null there; by name.
    private static IEnumerable<RecordPair> Pairs(PastRecords before, PastRecords after)
    {
        var earlier = before.Records.ToDictionary(one => one.Incident.Name);
        var later = after.Records.ToDictionary(one => one.Incident.Name);
        return earlier.Keys.Union(later.Keys).Order(StringComparer.Ordinal).Select(name => new RecordPair(name, earlier.GetValueOrDefault(name), later.GetValueOrDefault(name)));
    }

    // An incident that the viewer may not know of at a point is not there at that point.
    private ComparedIncident? Compare(RecordPair pair, Viewer viewer, Estimation.Policy policy, ReportInputs? today, CalibrationInForce inForceBefore)
    {
        var (first, last) = (Seen(pair.Before), Seen(pair.After));
        if (first is null && last is null)
            return null;
        var path = ChangePath.Of(first is null ? null : pair.Before, last is null ? null : pair.After, inForceBefore);
        var addends = new Addend?[path.Length + 1];
        var shown = new IReadOnlyList<string>[path.Length];
        addends[0] = Made(first);
        var (records, seen) = (first is null ? null : pair.Before, first);
        for (var step = 0; step < path.Length; step++)
        {
            var changed = !ReferenceEquals(path[step], records);
            records = path[step];
            var after = changed ? Seen(records) : seen;
            addends[step + 1] = changed ? Made(after) : addends[step];
            shown[step] = changed ? ShownChanges.Between(seen, after, ChangePath.Causes[step]) : [];
            seen = after;
        }
        return new ComparedIncident(addends, shown, first?.HoldsRestricted is true || last?.HoldsRestricted is true);

        ReportInputs? Seen(ReportInputs? records) => records is null ? null : history.SeenBy(viewer, records, today);

        Addend? Made(ReportInputs? seen) => seen is not null && AddendOf.Records(seen, policy) is { } addend ? originators.Number(addend) : null;
    }

    private sealed record RecordPair(string Name, ReportInputs? Before, ReportInputs? After);
}

/// <summary>What one incident adds at the earlier point and after each cause; null where it adds nothing.</summary>
/// <param name="Addends">One more than there are causes.</param>
/// <param name="Changed">For each cause the records that it changed, as far as the viewer is shown them.</param>
/// <param name="HoldsRestricted">Whether not everyone may know of all of it: who reads what is made of it is audited.</param>
internal sealed record ComparedIncident(Addend?[] Addends, IReadOnlyList<string>[] Changed, bool HoldsRestricted);
