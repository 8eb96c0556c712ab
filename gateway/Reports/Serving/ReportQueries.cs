using System.Runtime.CompilerServices;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports;

/// <summary>Answers questions for reports: from the view, or, for the past, from the services.</summary>
internal sealed class ReportQueries(ReadModel model, ResumeTokens tokens, ReportInputQueries inputs, HistoricalReports history, TimeProvider time)
{
    /// <summary>How many reports a streamed response holds at most.</summary>
    public const int MaxStreamedReports = 100;

    /// <summary>One report, ready to be sent. Throws <see cref="RecordNotFound"/>.</summary>
    public async ValueTask<ReadyMessage> GetAsync(GetIncidentReportRequest request, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        var policy = PolicyRequests.Find(request.Policy);
        var incident = ReportInputQueries.IncidentOf(request.Name);
        if (request.AsOf is { PointCase: not ReportAsOf.PointOneofCase.None } asOf)
            return ReadyMessage.Of((await history.GetAsync(incident, policy, asOf, context)).ToByteArray());
        await inputs.SeenAsync(request.MinRevisions, viewer, cancel);
        // Taken before the report: the answer may be newer than it says, never older.
        var freshness = model.Freshness.ReportField(viewer);
        return ReadyMessage.Of(await BodyAsync(incident, policy, context) ?? throw inputs.Missing([request.Name]), freshness);
    }

    /// <summary>Reports in the order of the names. Throws <see cref="RecordNotFound"/> with all that have no incident.</summary>
    public async Task<ReadyMessage> BatchGetAsync(BatchGetIncidentReportsRequest request, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        var policy = PolicyRequests.Find(request.Policy);
        await inputs.SeenAsync(request.MinRevisions, viewer, cancel);
        var freshness = model.Freshness.Current(viewer);
        var bodies = new List<byte[]>(request.Names.Count);
        var missing = new List<string>();
        foreach (var name in request.Names)
        {
            if (await BodyAsync(ReportInputQueries.IncidentOf(name), policy, context) is { } body)
                bodies.Add(body);
            else
                missing.Add(name);
        }
        if (missing.Count > 0)
            throw inputs.Missing(missing);
        return ReadyMessage.WithReports(bodies, new BatchGetIncidentReportsResponse { Freshness = freshness });
    }

    /// <summary>Reports by first day of the incident, then by name, in responses of at most <see cref="MaxStreamedReports"/>.</summary>
    public async IAsyncEnumerable<ReadyMessage> ListAsync(ListIncidentReportsRequest request, ServerCallContext context, [EnumeratorCancellation] CancellationToken cancel)
    {
        var policy = PolicyRequests.Find(request.Policy);
        var viewer = Viewer.Of(context.Caller());
        context.NoteSearch(ReportSearch.FieldsOf(request.Country, request.StartDateFrom, request.StartDateBefore));
        await inputs.SeenAsync(request.MinRevisions, viewer, cancel);
        var listing = new ReportListing(
            viewer.Audience, IndexText.Of(request.Country), IndexText.Of(request.StartDateFrom), IndexText.Of(request.StartDateBefore), "", "", MaxStreamedReports);
        List<StoredReport> page;
        bool full;
        do
        {
            var freshness = model.Freshness.Current(viewer);
            page = await model.ListAsync(listing, cancel);
            if (page.Count == 0)
                yield break;
            full = page.Count == MaxStreamedReports;
            full |= Fit(page);
            yield return ReadyMessage.WithReports(
                await BodiesAsync(page, policy, viewer, cancel), new ListIncidentReportsResponse { Freshness = freshness });
            listing = listing with { AfterDate = page[^1].StartDate, AfterIncident = page[^1].Incident };
        }
        while (full);
    }

    /// <summary>Reports as they change, until cancelled, in responses of at most <see cref="MaxStreamedReports"/>.</summary>
    public async IAsyncEnumerable<ReadyMessage> WatchAsync(WatchIncidentReportsRequest request, Viewer viewer, [EnumeratorCancellation] CancellationToken cancel)
    {
        var policy = PolicyRequests.Find(request.Policy);
        var point = tokens.Read(request.ResumeToken);
        var restarted = false;
        while (true)
        {
            inputs.DemandFilled(viewer);
            // A point of another view says nothing about this one: everything is sent again, nothing is missed.
            var view = ResumeTokens.ViewOf(model.ViewId, viewer);
            if (point.ViewId != view || point.Change > model.NewestChange(viewer.Audience))
            {
                restarted = point.ViewId.Length > 0;
                point = new ResumeToken(view, 0, model.NewestChange(viewer.Audience));
            }
            var freshness = model.Freshness.Current(viewer);
            var page = await model.ChangedAsync(viewer.Audience, point.Change, MaxStreamedReports, cancel);
            Fit(page);
            if (page.Count > 0)
                point = point with { Change = page[^1].Sequence };
            var others = new WatchIncidentReportsResponse { ResumeToken = tokens.Write(point), Freshness = freshness, Restarted = restarted };
            restarted = false;
            others.Removed.Add(page.Where(report => report.Body is null && report.Sequence > point.Known).Select(report => $"{report.Incident}/report"));
            yield return ReadyMessage.WithReports(await BodiesAsync(page, policy, viewer, cancel), others);
            if (page.Count == 0 || point.Change >= model.NewestChange(viewer.Audience))
                await Heartbeat.WaitAsync(token => model.ChangedAfterAsync(viewer.Audience, point.Change, token), time, cancel);
        }
    }

    // Cuts a page to what fits into one response; true if something was cut.
    private static bool Fit(List<StoredReport> page)
    {
        var fitting = ByteLimit.Fitting(page, static report => report.Body?.Length ?? 0);
        var cut = fitting < page.Count;
        page.RemoveRange(fitting, page.Count - fitting);
        return cut;
    }

    // What can be seen no more is left out.
    private async Task<List<byte[]>> BodiesAsync(List<StoredReport> stored, Policy policy, Viewer viewer, CancellationToken cancel)
    {
        var bodies = new List<byte[]>(stored.Count);
        foreach (var report in stored)
        {
            if (report.Body is { } ready && (IsReady(policy, viewer, report.IsPseudonymous != 0) ? ready : await ComputeAsync(report.Incident, policy, viewer, cancel)) is { } body)
                bodies.Add(body);
        }
        return bodies;
    }

    private async ValueTask<byte[]?> BodyAsync(string incident, Policy policy, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        if (await model.ReportAsync(incident, viewer.Audience, cancel) is not { } ready)
            return null;
        if (ready.HoldsRestricted)
            context.NoteRestricted([$"{incident}/report"]);
        return IsReady(policy, viewer, ready.IsPseudonymous) ? ready.Body : await ComputeAsync(incident, policy, viewer, cancel);
    }

    // The default policy's reports stand ready; those of others, and those with names of an organisation's own, are computed from the same inputs by the same code.
    private static bool IsReady(Policy policy, Viewer viewer, bool isPseudonymous) => policy == Policies.Default && !(isPseudonymous && viewer.Organisation.Length > 0);

    private async Task<byte[]?> ComputeAsync(string incident, Policy policy, Viewer viewer, CancellationToken cancel) =>
        await model.InputsAsync(incident, viewer, cancel) is { } found ? ReportAssembler.Assemble(found, policy).ToByteArray() : null;
}
