using Casualties.Gateway.Bulletin;
using Casualties.Gateway.Reports;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Commands;

/// <summary>Reads what a bulletin is written from.</summary>
internal sealed class BulletinReading(CallInvoker suite, BulletinRequest request)
{
    /// <summary>So often it is read anew where records changed meanwhile; a suite in which they always do gets a bulletin that says so.</summary>
    private const int Attempts = 3;

    /// <summary>So often a suite is asked whether it has caught up with its services, and with such pauses; a bulletin of one that has not says what may be missing.</summary>
    private const int CatchUpAttempts = 25;

    private static readonly TimeSpan CatchUpPause = TimeSpan.FromMilliseconds(200);

    private readonly AggregateService.AggregateServiceClient aggregates = new(suite);
    private readonly ReportService.ReportServiceClient reports = new(suite);
    private readonly IReadOnlyList<BulletinCut> cuts = BulletinCut.All(request.Country);

    /// <summary>Reads it, of one state of the records if it can be had.</summary>
    /// <param name="report">Told the name of the stage, what is done and the total.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<BulletinContent> ReadAsync(Action<string, long, long> report, CancellationToken cancel)
    {
        await CatchUpAsync(cancel);
        for (int attempt = 1; ; attempt++)
        {
            BulletinContent content = await ReadOnceAsync(report, cancel);
            if (content.IsOfOneState || attempt == Attempts)
                return content;
        }
    }

    // A suite that has just started answers from what it knew when it was stopped: the bulletin would lack what came since, or say so for nothing.
    private async Task CatchUpAsync(CancellationToken cancel)
    {
        for (int attempt = 1; attempt < CatchUpAttempts && BulletinContent.LateServices(await AskAsync(request.Period(), cancel)).Any(); attempt++)
            await Task.Delay(CatchUpPause, cancel);
    }

    private async Task<BulletinContent> ReadOnceAsync(Action<string, long, long> report, CancellationToken cancel)
    {
        int questions = cuts.Count + 2, answered = 0;
        Aggregate course = await NextAsync(request.Course());
        List<(BulletinCut, Aggregate)> answers = [];
        foreach (BulletinCut cut in cuts)
            answers.Add((cut, await NextAsync(request.Cut(cut))));
        report("Reading incidents", 0, 0);
        List<ListedIncident> incidents = await ListAsync(cancel);
        // Last, so that a change while the list was read shows in its revisions.
        Aggregate period = await NextAsync(request.Period());
        return new BulletinContent(request, period, course, answers, incidents);

        Task<Aggregate> NextAsync(AggregateQuery query)
        {
            report("Summing up", answered++, questions);
            return AskAsync(query, cancel);
        }
    }

    private async Task<Aggregate> AskAsync(AggregateQuery query, CancellationToken cancel) =>
        await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query }, cancellationToken: cancel);

    private async Task<List<ListedIncident>> ListAsync(CancellationToken cancel)
    {
        List<ListedIncident> incidents = [];
        using AsyncServerStreamingCall<ListIncidentReportsResponse> stream = reports.ListIncidentReports(request.Incidents(), cancellationToken: cancel);
        while (await stream.ResponseStream.MoveNext(cancel))
            incidents.AddRange(stream.ResponseStream.Current.Reports.Where(IsCounted).Select(ListedIncident.Of).OfType<ListedIncident>());
        return incidents;
    }

    // As the sums do: a list goes by the days that were recorded, also where only the year is known.
    private bool IsCounted(IncidentReport report) =>
        EventDay.Of(report.EventTime, report.EventTime?.StartDate).IsWithin(request.Window.From, request.Window.Before);
}
