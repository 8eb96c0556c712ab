using System.Runtime.CompilerServices;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Incidents, and what their reports are made from.</summary>
/// <param name="Basis">The manifest as far as it does not depend on the file: revisions, audience, policy, calibration, the query with its defaults.</param>
/// <param name="Incidents">The incidents, read once, as they are asked for.</param>
internal sealed record GatheredIncidents(Manifest Basis, IAsyncEnumerable<ExportedIncident> Incidents);

/// <summary>
/// Gathers the incidents that a query asks for, all as of one point, however long the reading takes: reports that stand ready, or are made of the view, as long as they have not changed since; all
/// others made anew as of that point. What was retracted, or is left out by a flag, is not among them. What is held is a page, except of the past and of other policies, which have a limit.
/// </summary>
internal sealed class ExportGathering(ReadModel model, ReportViews views, ReportInputQueries inputs, HistoricalCorpus corpus, HistoricalReports history, SumTurns turns)
{
    /// <summary>The incidents, by name. Throws <see cref="InvalidFields"/>.</summary>
    public async Task<GatheredIncidents> GatherAsync(AggregateQuery? query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context)
    {
        var plan = AggregatePlan.Of(query);
        var viewer = Viewer.Of(context.Caller());
        context.NoteSearch([.. plan.SearchFields()]);
        if (asOf is { PointCase: not ReportAsOf.PointOneofCase.None })
            return await PastAsync(plan, asOf, context);
        await inputs.SeenAsync(min, viewer, context.Budget());
        var point = await model.PointAsync(viewer.Audience, context.Budget());
        // Reports of another policy do not stand ready: they are made as of the point at which the view stands.
        if (plan.Policy != Estimation.Policies.Default)
            return await PastAsync(plan, new ReportAsOf { Revisions = point.Revisions }, context);
        var basis = BasisOf(plan, point.Revisions, point.Calibration, viewer);
        return new GatheredIncidents(basis, NewestNotedIn(basis, ReadyAsync(plan, point, context)));
    }

    private async IAsyncEnumerable<ExportedIncident> ReadyAsync(AggregatePlan plan, ViewPoint point, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var viewer = Viewer.Of(context.Caller());
        var asOf = new ReportAsOf { Revisions = point.Revisions };
        await foreach (var page in model.StoredAsync(point, ColumnFilter.Of(plan.Query.Filter), viewer, cancel))
        {
            // While it is filled again, the view lacks incidents.
            if (page.ViewId != point.ViewId)
                throw ReportInputQueries.Incomplete("The view was emptied while it was read, and is filled again. Try again.");
            var ready = new ExportedIncident?[page.Incidents.Count];
            OnAllProcessors.Each(ready.Length, i => ready[i] = HasChanged(page.Incidents[i]) ? null : Make(page.Incidents[i], page, plan, viewer), cancel);
            for (var i = 0; i < ready.Length; i++)
            {
                var one = HasChanged(page.Incidents[i]) ? await AsOfAsync(page.Incidents[i].Incident, plan, asOf, context) : ready[i];
                if (one is not null)
                    yield return one;
            }
        }

        bool HasChanged(StoredIncident stored) => stored.Sequence > point.Sequence;
    }

    private ExportedIncident? Make(StoredIncident stored, StoredPage page, AggregatePlan plan, Viewer viewer)
    {
        if (stored is not { Report: { } body, Addend: { } coded } || AddendCode.Read(coded, new TextValue.Pool()) is not { } addend || !plan.Filter.Passes(addend))
            return null;
        // Under names of an organisation's own no report stands ready.
        if (!page.Inputs.TryGetValue(stored.Incident, out var recorded))
            return Of(IncidentReport.Parser.ParseFrom(body), addend);
        return views.Of(recorded, viewer) is { } seen ? Make(seen, plan) : null;
    }

    // What was recorded since, or is hidden by now, is not there.
    private async Task<ExportedIncident?> AsOfAsync(string incident, AggregatePlan plan, ReportAsOf asOf, ServerCallContext context)
    {
        try
        {
            return Make(await history.InputsAsync(incident, plan.Policy.UsesCalibration, asOf, context), plan);
        }
        catch (RecordNotFound)
        {
            return null;
        }
    }

    private static ExportedIncident? Make(ReportInputs seen, AggregatePlan plan)
    {
        var made = new CaseEstimates(plan.Policy).Of(seen);
        var report = ReportAssembler.Assemble(seen, plan.Policy, made);
        return AddendOf.Report(report, seen, plan.Policy, made) is { } addend && plan.Filter.Passes(addend) ? Of(report, addend) : null;
    }

    private static ExportedIncident Of(IncidentReport report, Addend addend) => new(report, Array.ConvertAll(addend.Parties, party => party.Actor.Display));

    private async Task<GatheredIncidents> PastAsync(AggregatePlan plan, ReportAsOf asOf, ServerCallContext context)
    {
        var viewer = Viewer.Of(context.Caller());
        var past = await turns.RunAsync(() => corpus.ReadAsync(asOf, AddendGathering.MaxIncidents, context), context.Budget());
        var basis = BasisOf(plan, past.Revisions, plan.Policy.UsesCalibration ? past.InForce.Calibration?.Name ?? "" : "", viewer);
        return new GatheredIncidents(basis, NewestNotedIn(basis, PastAsync(plan, past, viewer)));
    }

    private async IAsyncEnumerable<ExportedIncident> PastAsync(AggregatePlan plan, PastRecords past, Viewer viewer, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var seen in corpus.SeenAsync(viewer, past.Records, cancel))
        {
            if (seen is not null && Make(seen, plan) is { } made)
                yield return made;
        }
    }

    private static Manifest BasisOf(AggregatePlan plan, SuiteRevisions revisions, string calibration, Viewer viewer) =>
        AggregateQueries.ManifestOf(plan, new GatheredAddends([], revisions, calibration, IsReady: false), viewer, 0);

    // When the newest record was recorded is known once all are read; the manifest is written last.
    private static async IAsyncEnumerable<ExportedIncident> NewestNotedIn(Manifest basis, IAsyncEnumerable<ExportedIncident> incidents, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var one in incidents.WithCancellation(cancel))
        {
            var recorded = one.Report.Provenance.RecordTime;
            if (basis.RecordTime is null || recorded.CompareTo(basis.RecordTime) > 0)
                basis.RecordTime = recorded;
            yield return one;
        }
    }
}
