using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>Finds the records that an answer is computed from: in the view, or, for the past, in the services.</summary>
internal sealed class ReportInputQueries(ReadModel model, HistoricalReports history, IHostApplicationLifetime lifetime)
{
    /// <summary>The inputs of a report. Throws <see cref="RecordNotFound"/>.</summary>
    /// <param name="report">The name of the report.</param>
    /// <param name="min">Revisions to wait for; null for none.</param>
    /// <param name="asOf">The point of the past; null for now.</param>
    /// <param name="context">The call.</param>
    public async Task<ReportInputs> ReadAsync(string report, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        var incident = IncidentOf(report);
        if (asOf is { PointCase: not ReportAsOf.PointOneofCase.None })
            return await history.InputsAsync(incident, withCalibration: true, asOf, context);
        await SeenAsync(min, viewer, cancel);
        var seen = await model.InputsAsync(incident, viewer, cancel) ?? throw Missing([report]);
        if (seen.HoldsRestricted)
            context.NoteRestricted([report]);
        return seen;
    }

    /// <summary>Waits until the view holds revisions. They may never come: who waits for them does not hold up a shutdown.</summary>
    public async ValueTask SeenAsync(SuiteRevisions? min, Viewer viewer, CancellationToken cancel)
    {
        DemandFilled(viewer);
        if (min is null || model.HasSeen(min, viewer))
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        await model.SeenAsync(min, viewer, either.Token);
    }

    /// <summary>Throws while the view is filled and the viewer may not see every record; see <see cref="ReadModel.IsFilled"/>.</summary>
    public void DemandFilled(Viewer viewer)
    {
        if (!viewer.SeesEveryRecord && !model.IsFilled)
            throw Incomplete();
    }

    /// <summary>The revisions that the view holds, once it has caught up with the services. Throws while it has not: what is made of a part of the records would be wrong of the whole.</summary>
    public SuiteRevisions CaughtUp() => SuiteServiceNames.All.All(model.Freshness.IsFollowing)
        ? model.Freshness.Current(Viewer.Restricted).Revisions
        : throw Incomplete("The view has not yet taken in all that the services hold. Try again.");

    /// <summary>What to answer for reports that the view does not hold. As long as it has not caught up, they may exist all the same.</summary>
    public Exception Missing(IReadOnlyList<string> reports) => model.Freshness.IsFollowing(SuiteService.Incidents)
        ? new RecordNotFound(reports)
        : Incomplete();

    /// <summary>The view has not taken in everything yet.</summary>
    public static RpcException Incomplete() =>
        Incomplete("The view has not yet taken in all that the services hold, so it cannot be said whether there is such an incident. Try again.");

    /// <summary>The incident of a report, by name.</summary>
    public static string IncidentOf(string report) => report[..^"/report".Length];

    /// <summary>The view does not hold everything, for a reason.</summary>
    public static RpcException Incomplete(string message) =>
        StatusErrors.Create(StatusCode.Unavailable, ErrorReason.ViewIncomplete, message).ToRpcException();
}
