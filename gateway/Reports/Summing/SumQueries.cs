using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Grpc.Core;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports;

/// <summary>Sums up incidents from the inputs that the view holds.</summary>
internal sealed class SumQueries(ReadModel model, ReportInputQueries inputs, SumTurns turns)
{
    /// <summary>The sums of killed, injured and missing over the incidents asked for.</summary>
    public async Task<SumIncidentReportsResponse> SumAsync(SumIncidentReportsRequest request, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        var policy = PolicyRequests.Find(request.Policy);
        await inputs.SeenAsync(request.MinRevisions, viewer, cancel);
        return await turns.RunAsync(() => SumInTurnAsync(request, policy, context), cancel);
    }

    private async Task<SumIncidentReportsResponse> SumInTurnAsync(SumIncidentReportsRequest request, Policy policy, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        context.NoteSearch(ReportSearch.FieldsOf(request.Country, request.StartDateFrom, request.StartDateBefore));
        var freshness = model.Freshness.Current(viewer);
        var sums = new HarmSums(policy);
        var calibration = "";
        var filter = IncidentFilter.Of(request.Country, request.StartDateFrom, request.StartDateBefore);
        await foreach (var found in model.InputsAsync(filter, viewer, cancel))
        {
            if (HarmSums.TermsOf(found, policy) is not { } terms)
                continue;
            sums.Add(terms);
            if (found.HoldsRestricted)
                context.NoteRestricted([$"{found.Incident.Name}/report"]);
            calibration = found.CalibrationOf(policy);
        }
        return new SumIncidentReportsResponse
        {
            IncidentCount = sums.Incidents,
            Totals = { sums.Conclude() },
            Policy = policy.Id,
            PolicyVersion = policy.Version,
            EstimatorVersion = Estimator.Version,
            Calibration = calibration,
            Freshness = freshness,
        };
    }
}
