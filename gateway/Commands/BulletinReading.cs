using Casualties.Gateway.Bulletin;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Commands;

/// <summary>Reads what a bulletin is written from.</summary>
internal sealed class BulletinReading(CallInvoker suite, BulletinRequest request)
{
    /// <summary>So often it is read anew where records changed meanwhile; a suite in which they always do gets a bulletin that says so.</summary>
    private const int Attempts = 3;

    private readonly AggregateService.AggregateServiceClient aggregates = new(suite);
    private readonly ReportService.ReportServiceClient reports = new(suite);
    private readonly IReadOnlyList<BulletinCut> cuts = BulletinCut.All(request.Country);

    /// <summary>Reads it, of one state of the records if it can be had.</summary>
    /// <param name="report">Told the name of the stage, what is done and the total.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<BulletinContent> ReadAsync(Action<string, long, long> report, CancellationToken cancel)
    {
        for (int attempt = 1; ; attempt++)
        {
            BulletinContent content = await ReadOnceAsync(report, cancel);
            if (content.IsOfOneState || attempt == Attempts)
                return content;
        }
    }

    private async Task<BulletinContent> ReadOnceAsync(Action<string, long, long> report, CancellationToken cancel)
    {
        const string stage = "Summing up";
        int questions = cuts.Count + 2, answered = 0;
        Aggregate course = await AskAsync(request.Course());
        List<(BulletinCut, Aggregate)> answers = [];
        foreach (BulletinCut cut in cuts)
            answers.Add((cut, await AskAsync(request.Cut(cut))));
        report("Reading incidents", 0, 0);
        List<ListedIncident> incidents = await ListAsync(cancel);
        // Last, so that a change while the list was read shows in its revisions.
        Aggregate period = await AskAsync(request.Period());
        return new BulletinContent(request, period, course, answers, incidents);

        async Task<Aggregate> AskAsync(AggregateQuery query)
        {
            report(stage, answered++, questions);
            return await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query }, cancellationToken: cancel);
        }
    }

    private async Task<List<ListedIncident>> ListAsync(CancellationToken cancel)
    {
        List<ListedIncident> incidents = [];
        using AsyncServerStreamingCall<ListIncidentReportsResponse> stream = reports.ListIncidentReports(request.Incidents(), cancellationToken: cancel);
        while (await stream.ResponseStream.MoveNext(cancel))
            incidents.AddRange(stream.ResponseStream.Current.Reports.Select(ListedIncident.Of).OfType<ListedIncident>());
        return incidents;
    }
}
