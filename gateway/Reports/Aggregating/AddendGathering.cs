using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports;

/// <summary>The addends of all incidents of which a viewer knows, and what they were computed from.</summary>
/// <param name="Addends">By name of the incident.</param>
/// <param name="Revisions">The revisions that they have seen, as the viewer is told them.</param>
/// <param name="Calibration">The calibration that had a part in them, or empty.</param>
/// <param name="IsReady">Whether they stand ready: the same ones come again.</param>
internal sealed record GatheredAddends(IReadOnlyList<Addend> Addends, SuiteRevisions Revisions, string Calibration, bool IsReady);

/// <summary>
/// Gathers addends: those that stand ready, where the default policy is asked for and the present; else they are made on the spot, by the same code, of the records in
/// the view or, for the past, in the services.
/// </summary>
internal sealed class AddendGathering(
    ReadModel model, AddendTables tables, OriginatorNumbers originators, ReportViews views, ReportInputQueries inputs, HistoricalCorpus history, SumTurns turns)
{
    /// <summary>How many incidents addends are made of on the spot, at most: they are held until all are there, and each costs about a millisecond of a processor.</summary>
    public const int MaxIncidents = 20_000;

    private const int PageIncidents = 200;

    /// <summary>Gathers them.</summary>
    public async Task<GatheredAddends> GatherAsync(Policy policy, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        if (asOf is { PointCase: not ReportAsOf.PointOneofCase.None })
            return await turns.RunAsync(() => PastAsync(policy, asOf, context), cancel);
        await inputs.SeenAsync(min, viewer, cancel);
        if (policy != Estimation.Policies.Default)
            return await turns.RunAsync(() => PresentAsync(policy, viewer, cancel), cancel);
        var table = await tables.ReadAsync(viewer, cancel);
        return new(table.Addends, table.Point.Revisions, table.Point.Calibration, IsReady: true);
    }

    /// <summary>There are more than <see cref="MaxIncidents"/>.</summary>
    /// <param name="field">The field that asks for so many.</param>
    public static InvalidFields TooMany(string field)
    {
        var violations = new Violations();
        violations.Add(field, $"concerns more than {MaxIncidents} incidents; what does not stand ready (the past, another policy, what would be) is made of no more at once");
        return violations.Found!;
    }

    private async Task<GatheredAddends> PresentAsync(Policy policy, Viewer viewer, CancellationToken cancel)
    {
        var made = new List<Addend>();
        var point = await model.CorpusAsync(
            viewer.Audience,
            page =>
            {
                made.AddRange(Make([.. page.Select(records => views.Of(records, viewer)).OfType<ReportInputs>()], policy, cancel));
                if (made.Count > MaxIncidents)
                    throw TooMany("query");
            },
            cancel);
        return new(made, point.Revisions, policy.UsesCalibration ? point.Calibration : "", IsReady: false);
    }

    private async Task<GatheredAddends> PastAsync(Policy policy, ReportAsOf asOf, ServerCallContext context)
    {
        var past = await history.ReadAsync(asOf, MaxIncidents, context);
        var (made, page) = (new List<Addend>(), new List<ReportInputs>(PageIncidents));
        await foreach (var seen in history.SeenAsync(Viewer.Of(context.Caller()), past.Records, context.Budget()))
        {
            if (seen is not null)
                page.Add(seen);
            if (page.Count < PageIncidents)
                continue;
            made.AddRange(Make(page, policy, context.Budget()));
            page.Clear();
        }
        made.AddRange(Make(page, policy, context.Budget()));
        return new(made, past.Revisions, policy.UsesCalibration ? past.InForce.Calibration?.Name ?? "" : "", IsReady: false);
    }

    // On all processors; what comes of it is in order.
    private IEnumerable<Addend> Make(List<ReportInputs> page, Policy policy, CancellationToken cancel)
    {
        var made = new Addend?[page.Count];
        OnAllProcessors.Each(page.Count, i => made[i] = AddendOf.Records(page[i], policy), cancel);
        return made.OfType<Addend>().Select(originators.Number);
    }
}
