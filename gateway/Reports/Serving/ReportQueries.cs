using System.Runtime.CompilerServices;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Type;

namespace Casualties.Gateway.Reports;

/// <summary>Answers questions for reports: from the view, or, for the past, from the services.</summary>
internal sealed class ReportQueries(ReadModel model, HistoricalReports history, TimeProvider time)
{
    /// <summary>How many reports a streamed response holds at most.</summary>
    public const int MaxStreamedReports = 100;

    /// <summary>How long a stream of changes stays silent at most.</summary>
    public static readonly TimeSpan Heartbeat = RecordWatch.Heartbeat;

    /// <summary>The freshness of answers given now.</summary>
    public Freshness Freshness => model.Freshness.Current;

    /// <summary>One report, ready to be sent. Throws <see cref="RecordNotFound"/>.</summary>
    public async ValueTask<ReadyReport> GetAsync(GetIncidentReportRequest request, CancellationToken cancel)
    {
        var policy = PolicyOf(request.Policy);
        var incident = IncidentOf(request.Name);
        if (request.AsOf is { PointCase: not ReportAsOf.PointOneofCase.None } asOf)
            return new ReadyReport((await history.GetAsync(incident, policy, asOf, cancel)).ToByteArray(), []);
        if (request.MinRevisions is { } min)
            await model.SeenAsync(min, cancel);
        // Taken before the report: the answer may be newer than it says, never older.
        var freshness = model.Freshness.ReportField;
        return new ReadyReport(await BodyAsync(incident, policy, cancel) ?? throw new RecordNotFound(request.Name), freshness);
    }

    /// <summary>Reports in the order of the names. Throws <see cref="RecordNotFound"/> for the first without an incident.</summary>
    public async Task<BatchGetIncidentReportsResponse> BatchGetAsync(BatchGetIncidentReportsRequest request, CancellationToken cancel)
    {
        var policy = PolicyOf(request.Policy);
        if (request.MinRevisions is { } min)
            await model.SeenAsync(min, cancel);
        var response = new BatchGetIncidentReportsResponse { Freshness = Freshness };
        foreach (var name in request.Names)
        {
            var body = await BodyAsync(IncidentOf(name), policy, cancel) ?? throw new RecordNotFound(name);
            response.Reports.Add(IncidentReport.Parser.ParseFrom(body));
        }
        return response;
    }

    /// <summary>Reports by first day of the incident, then by name.</summary>
    public async IAsyncEnumerable<ListIncidentReportsResponse> ListAsync(
        ListIncidentReportsRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        var policy = PolicyOf(request.Policy);
        if (request.MinRevisions is { } min)
            await model.SeenAsync(min, cancel);
        var listing = new ReportListing(
            IndexText.Of(request.Country), DayOf(request.StartDateFrom), DayOf(request.StartDateBefore), "", "", MaxStreamedReports);
        while (true)
        {
            var freshness = Freshness;
            var page = await model.ListAsync(listing, cancel);
            if (page.Count == 0)
                yield break;
            yield return new ListIncidentReportsResponse { Reports = { await MessagesAsync(page, policy, cancel) }, Freshness = freshness };
            listing = listing with { AfterDate = page[^1].StartDate, AfterIncident = page[^1].Incident };
        }
    }

    /// <summary>Reports as they change, until cancelled.</summary>
    public async IAsyncEnumerable<WatchIncidentReportsResponse> WatchAsync(
        WatchIncidentReportsRequest request, [EnumeratorCancellation] CancellationToken cancel)
    {
        var policy = PolicyOf(request.Policy);
        var checkpoint = request.AfterCheckpoint;
        while (true)
        {
            var freshness = Freshness;
            var page = await model.ChangedAsync(checkpoint, MaxStreamedReports, cancel);
            if (page.Count > 0)
                checkpoint = page[^1].Sequence;
            yield return new WatchIncidentReportsResponse
            {
                Reports = { await MessagesAsync(page, policy, cancel) },
                Checkpoint = checkpoint,
                Freshness = freshness,
            };
            if (page.Count < MaxStreamedReports)
                await ChangeOrHeartbeatAsync(checkpoint, cancel);
        }
    }

    private async Task ChangeOrHeartbeatAsync(long checkpoint, CancellationToken cancel)
    {
        using var silence = new CancellationTokenSource(Heartbeat, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, silence.Token);
        try
        {
            await model.ChangedAfterAsync(checkpoint, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nothing changed for a heartbeat: an empty response tells the caller that the stream lives.
        }
    }

    private async Task<List<IncidentReport>> MessagesAsync(List<StoredReport> stored, IPolicy policy, CancellationToken cancel)
    {
        var reports = new List<IncidentReport>(stored.Count);
        foreach (var report in stored)
        {
            var body = policy == Policies.Default ? report.Body : await BodyAsync(report.Incident, policy, cancel);
            reports.Add(IncidentReport.Parser.ParseFrom(body ?? report.Body));
        }
        return reports;
    }

    // Only the default policy's reports stand ready; others are computed from the same inputs by the same code.
    private async ValueTask<byte[]?> BodyAsync(string incident, IPolicy policy, CancellationToken cancel)
    {
        if (policy == Policies.Default)
            return await model.ReportAsync(incident, cancel);
        return await model.InputsAsync(incident, cancel) is { } inputs ? ReportAssembler.Assemble(inputs, policy).ToByteArray() : null;
    }

    private static string IncidentOf(string report) => report[..^"/report".Length];

    private static string? DayOf(Date? date) => IndexText.Of(date);

    private static IPolicy PolicyOf(string id)
    {
        if (id.Length == 0)
            return Policies.Default;
        if (Policies.TryFind(id) is { } policy)
            return policy;
        var violations = new Violations();
        violations.Add("policy", $"is not known; known are {string.Join(", ", Policies.All.Select(known => known.Id))}");
        violations.ThrowIfAny();
        return Policies.Default;
    }
}
