using System.Runtime.CompilerServices;
using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;
using Claim = Casualties.Counts.V1.Claim;

namespace Casualties.Gateway.Reviews;

/// <summary>
/// Shows what a decision would change: makes reports of the records as they are, and by the same code of copies in which the decision stands. Nothing is
/// written, and of all that was examined only sums are kept.
/// </summary>
internal sealed class PreviewQueries(ReadModel model, ReportViews views, ReportInputQueries inputs, SumTurns turns)
{
    // A few incidents are shown at once; after that, so many are in memory at a time as keep many processors busy.
    private const int FirstPageIncidents = 2;
    private const int PageIncidents = 128;

    /// <summary>The parts of a preview: page by page the incidents that would change, by name, and how far the search has come; the summary last.</summary>
    public async IAsyncEnumerable<Preview> RunAsync(PreviewOrder order, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel)
    {
        var caller = context.Caller();
        context.NoteSearch(order.SearchFields);
        await inputs.SeenAsync(order.MinRevisions, Viewer.Of(caller), cancel);
        var summary = SummaryOf(order, inputs.CaughtUp());
        var record = await DecidedAsync(order.Decision, cancel);
        var reports = new SupposedReports(order, views, order.ViewerOf(caller));
        int? incidents = null;
        await foreach (var page in IncidentsOfAsync(record, cancel))
        {
            foreach (var changed in await EachAsync(await model.InputsAsync(page, cancel), reports.Examine, cancel))
            {
                if (changed is null)
                    continue;
                summary.ChangedCount++;
                summary.SingleOriginatorCount += changed.FallsToSingleOriginator ? 1 : 0;
                yield return new Preview { Incident = changed };
            }
            summary.IncidentCount += page.Count;
            // Counted only now: nobody waits for it.
            incidents ??= record is Source ? await model.CountNamingAsync(record.Name, cancel) : page.Count;
            yield return new Preview { Progress = new PreviewProgress { ExaminedCount = summary.IncidentCount, IncidentCount = Math.Max(incidents.Value, summary.IncidentCount) } };
        }
        if (order.Totals is { } filter)
        {
            var (before, after) = await turns.RunAsync(() => SumAsync(filter, order, reports, cancel), cancel);
            summary.TotalsBefore.Add(before);
            summary.TotalsAfter.Add(after);
        }
        yield return new Preview { Summary = summary };
    }

    private static PreviewSummary SummaryOf(PreviewOrder order, Type.V1.SuiteRevisions revisions) => new()
    {
        Revisions = revisions,
        Policy = order.Policy.Id,
        PolicyVersion = order.Policy.Version,
        EstimatorVersion = Estimator.Version,
    };

    // What cannot be decided of the record as it is, is refused here.
    private async Task<IDisclosedRecord> DecidedAsync(SupposedDecision decision, CancellationToken cancel)
    {
        var record = await model.RecordAsync(decision.Record, cancel) ?? throw new RecordNotFound(decision.Record);
        decision.Make(record);
        return record;
    }

    // The names of the incidents that a decision on the record is about, page by page.
    private async IAsyncEnumerable<List<string>> IncidentsOfAsync(IDisclosedRecord record, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (record is not Source)
        {
            yield return [record is Claim claim ? claim.Incident : record.Name];
            yield break;
        }
        var size = FirstPageIncidents;
        for (var page = await model.IncidentsNamingAsync(record.Name, "", size, cancel); page.Count > 0; page = await model.IncidentsNamingAsync(record.Name, page[^1], size, cancel))
        {
            yield return page;
            size = PageIncidents;
        }
    }

    // All that a lower audience may know of is among what the highest one may, and may come to be so by the decision. What incidents are searched by is told to all alike.
    private async Task<(List<HarmTotal> Before, List<HarmTotal> After)> SumAsync(IncidentFilter filter, PreviewOrder order, SupposedReports reports, CancellationToken cancel)
    {
        var plan = AggregatePlan.Of(new AggregateQuery { Policy = order.Policy.Id });
        // What did not change is summed up once.
        using var memo = new SumMemo();
        var (before, after, incidents) = (new GatheredRows(plan), new GatheredRows(plan), 0);
        await foreach (var page in model.PagesAsync(filter, Type.V1.Audience.Restricted, cancel))
        {
            if ((incidents += page.Count) > AddendGathering.MaxIncidents)
                throw AddendGathering.TooMany("with_totals");
            foreach (var addends in await EachAsync(page, reports.AddendsOf, cancel))
            {
                before.Add(addends.Before);
                after.Add(addends.After);
            }
        }
        return (TotalsOf(before), TotalsOf(after));

        List<HarmTotal> TotalsOf(GatheredRows gathered) => [.. new Aggregator(plan, gathered, memo).Conclude(cancel).Total.Totals];
    }

    // On all processors; what comes of it is in order.
    private static async Task<TMade[]> EachAsync<TMade>(List<ReportInputs> page, Func<ReportInputs, TMade> make, CancellationToken cancel)
    {
        var made = new TMade[page.Count];
        var processors = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel };
        await Parallel.ForAsync(0, page.Count, processors, (i, _) =>
        {
            made[i] = make(page[i]);
            return ValueTask.CompletedTask;
        });
        return made;
    }
}
