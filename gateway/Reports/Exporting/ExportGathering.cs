using System.Runtime.CompilerServices;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Reports, and what they are made from.</summary>
/// <param name="Basis">The manifest as far as it does not depend on the file: revisions, audience, policy, calibration, the query with its defaults.</param>
/// <param name="Reports">The reports, read once, as they are asked for.</param>
internal sealed record GatheredReports(Manifest Basis, IAsyncEnumerable<IncidentReport> Reports);

/// <summary>
/// Gathers the reports of the incidents that a query asks for, all as of one point, however long the reading takes: reports that stand ready as long as they have not changed since, all others made
/// anew as of that point.
/// </summary>
internal sealed class ExportGathering(ReadModel model, AddendTables tables, ReportInputQueries inputs, HistoricalCorpus corpus, HistoricalReports history)
{
    private const int PageReports = 100;

    /// <summary>The reports, by name of the incident. Throws <see cref="InvalidFields"/>.</summary>
    public async Task<GatheredReports> GatherAsync(AggregateQuery? query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context)
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

    private async Task<GatheredReports> ReadyAsync(AggregatePlan plan, ServerCallContext context)
    {
        var viewer = Viewer.Of(context.Caller());
        var table = await tables.ReadAsync(viewer, context.Budget());
        var asked = table.Addends.Where(plan.Filter.Passes).ToList();
        var basis = AggregateQueries.ManifestOf(
            plan, new GatheredAddends([], table.Point.Revisions, table.Point.Calibration, IsReady: true), viewer, asked.Select(addend => addend.RecordTime).DefaultIfEmpty().Max());
        return new GatheredReports(basis, ReadyAsync(plan, asked, basis, context));
    }

    private async IAsyncEnumerable<IncidentReport> ReadyAsync(
        AggregatePlan plan, IReadOnlyList<Addend> asked, Manifest basis, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var viewer = Viewer.Of(context.Caller());
        var asOf = new ReportAsOf { Revisions = basis.Revisions };
        foreach (var page in asked.Chunk(PageReports))
        {
            var stored = (await model.ReportsAsync([.. page.Select(addend => addend.Incident)], viewer.Audience, cancel)).ToDictionary(report => report.Incident);
            foreach (var addend in page)
            {
                var isReady = stored.TryGetValue(addend.Incident, out var report) && report.Sequence == addend.Sequence && (report.IsPseudonymous == 0 || viewer.Organisation.Length == 0);
                yield return isReady ? IncidentReport.Parser.ParseFrom(report!.Body) : await history.GetAsync(addend.Incident, plan.Policy, asOf, context);
            }
        }
    }

    private async Task<GatheredReports> PastAsync(AggregatePlan plan, ReportAsOf asOf, ServerCallContext context)
    {
        var past = await corpus.ReadAsync(asOf, AddendGathering.MaxIncidents, context);
        var basis = AggregateQueries.ManifestOf(
            plan, new GatheredAddends([], past.Revisions, plan.Policy.UsesCalibration ? past.InForce.Calibration?.Name ?? "" : "", IsReady: false), Viewer.Of(context.Caller()), 0);
        return new GatheredReports(basis, PastAsync(plan, past, basis, context));
    }

    private async IAsyncEnumerable<IncidentReport> PastAsync(
        AggregatePlan plan, PastRecords past, Manifest basis, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var seen in corpus.SeenAsync(Viewer.Of(context.Caller()), past.Records, cancel))
        {
            if (seen is null)
                continue;
            var made = new CaseEstimates(plan.Policy).Of(seen);
            var report = ReportAssembler.Assemble(seen, plan.Policy, made);
            if (AddendOf.Report(report, seen, plan.Policy, made) is not { } addend || !plan.Filter.Passes(addend))
                continue;
            // Known once all are read; the manifest is written last.
            if (basis.RecordTime is null || report.Provenance.RecordTime.CompareTo(basis.RecordTime) > 0)
                basis.RecordTime = report.Provenance.RecordTime;
            yield return report;
        }
    }
}
