using System.Runtime.CompilerServices;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Incidents, and what their reports are made from.</summary>
/// <param name="Basis">The manifest as far as it does not depend on the file: revisions, audience, policy, calibration, the query with its defaults.</param>
/// <param name="Incidents">The incidents, read once, as they are asked for.</param>
internal sealed record GatheredIncidents(Manifest Basis, IAsyncEnumerable<ExportedIncident> Incidents);

/// <summary>
/// Gathers the incidents that a query asks for, all as of one point, however long the reading takes: reports that stand ready, or are made of the view, as long as they have not changed since; all
/// others made anew as of that point. What was retracted, or is left out by a flag, is not among them.
/// </summary>
internal sealed class ExportGathering(ReadModel model, AddendTables tables, ReportViews views, ReportInputQueries inputs, HistoricalCorpus corpus, HistoricalReports history)
{
    private const int PageReports = 100;

    /// <summary>The incidents, by name. Throws <see cref="InvalidFields"/>.</summary>
    public async Task<GatheredIncidents> GatherAsync(AggregateQuery? query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context)
    {
        var plan = AggregatePlan.Of(query);
        context.NoteSearch([.. plan.SearchFields()]);
        if (asOf is { PointCase: not ReportAsOf.PointOneofCase.None })
            return await PastAsync(plan, asOf, context);
        await inputs.SeenAsync(min, Viewer.Of(context.Caller()), context.Budget());
        // Reports of another policy do not stand ready: they are made as of the point at which the view stands.
        return plan.Policy == Estimation.Policies.Default
            ? await ReadyAsync(plan, context)
            : await PastAsync(plan, new ReportAsOf { Revisions = (await model.PointAsync(Viewer.Of(context.Caller()).Audience, context.Budget())).Revisions }, context);
    }

    private async Task<GatheredIncidents> ReadyAsync(AggregatePlan plan, ServerCallContext context)
    {
        var viewer = Viewer.Of(context.Caller());
        var table = await tables.ReadAsync(viewer, context.Budget());
        var asked = table.Addends.Where(plan.Filter.Passes).ToList();
        var basis = AggregateQueries.ManifestOf(
            plan, new GatheredAddends([], table.Point.Revisions, table.Point.Calibration, IsReady: true), viewer, asked.Select(addend => addend.RecordTime).DefaultIfEmpty().Max());
        return new GatheredIncidents(basis, ReadyAsync(plan, asked, basis, context));
    }

    private async IAsyncEnumerable<ExportedIncident> ReadyAsync(
        AggregatePlan plan, IReadOnlyList<Addend> asked, Manifest basis, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var viewer = Viewer.Of(context.Caller());
        var asOf = new ReportAsOf { Revisions = basis.Revisions };
        foreach (var page in asked.Chunk(PageReports))
        {
            var stored = (await model.ReportsAsync([.. page.Select(addend => addend.Incident)], viewer, cancel)).ToDictionary(found => found.Report.Incident);
            foreach (var addend in page)
            {
                if (stored.TryGetValue(addend.Incident, out var found) && found.Report.Sequence == addend.Sequence && ReportOf(found, plan.Policy, viewer) is { } report)
                    yield return Of(report, addend);
                else if (Make(await history.InputsAsync(addend.Incident, plan.Policy.UsesCalibration, asOf, context), plan) is { } made)
                    yield return made;
            }
        }
    }

    // Under names of an organisation's own no report stands ready.
    private IncidentReport? ReportOf(StoredReportOf found, Policy policy, Viewer viewer) =>
        found.Inputs is null ? IncidentReport.Parser.ParseFrom(found.Report.Body)
        : views.Of(found.Inputs, viewer) is { } seen ? ReportAssembler.Assemble(seen, policy)
        : null;

    private static ExportedIncident? Make(ReportInputs seen, AggregatePlan plan)
    {
        var made = new CaseEstimates(plan.Policy).Of(seen);
        var report = ReportAssembler.Assemble(seen, plan.Policy, made);
        return AddendOf.Report(report, seen, plan.Policy, made) is { } addend && plan.Filter.Passes(addend) ? Of(report, addend) : null;
    }

    private static ExportedIncident Of(IncidentReport report, Addend addend) => new(report, Array.ConvertAll(addend.Parties, party => party.Actor.Display));

    private async Task<GatheredIncidents> PastAsync(AggregatePlan plan, ReportAsOf asOf, ServerCallContext context)
    {
        var past = await corpus.ReadAsync(asOf, AddendGathering.MaxIncidents, context);
        var basis = AggregateQueries.ManifestOf(
            plan, new GatheredAddends([], past.Revisions, plan.Policy.UsesCalibration ? past.InForce.Calibration?.Name ?? "" : "", IsReady: false), Viewer.Of(context.Caller()), 0);
        return new GatheredIncidents(basis, PastAsync(plan, past, basis, context));
    }

    private async IAsyncEnumerable<ExportedIncident> PastAsync(
        AggregatePlan plan, PastRecords past, Manifest basis, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var seen in corpus.SeenAsync(Viewer.Of(context.Caller()), past.Records, cancel))
        {
            if (seen is null || Make(seen, plan) is not { } made)
                continue;
            // Known once all are read; the manifest is written last.
            var recorded = made.Report.Provenance.RecordTime;
            if (basis.RecordTime is null || recorded.CompareTo(basis.RecordTime) > 0)
                basis.RecordTime = recorded;
            yield return made;
        }
    }
}
