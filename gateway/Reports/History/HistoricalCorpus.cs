using System.Runtime.CompilerServices;
using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>What all reports as of a point of the past are computed from: the services are asked for every record as it was, and none is asked for twice.</summary>
internal sealed class HistoricalCorpus(ReadModel model, HistoricalReports history, ReportInputQueries queries, ServiceChannels channels, ServiceGuards guards)
{
    private const int PageRecords = 1000;

    /// <summary>The records as of a point, as a viewer may see them.</summary>
    /// <param name="asOf">The point.</param>
    /// <param name="maxIncidents">How many incidents there may be at most; <see cref="InvalidFields"/> is thrown for more.</param>
    /// <param name="context">The call.</param>
    public async Task<PastRecords> ReadAsync(ReportAsOf asOf, int maxIncidents, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        // What was hidden since is hidden as of the past too, and only a view that is filled knows of all that.
        queries.DemandFilled(viewer);
        var points = AsOfEach.Of(asOf, viewer);
        var incidents = await IncidentsAsync(points.Incidents, maxIncidents, cancel);
        var claims = (await ClaimsAsync(points.Counts, cancel)).ToLookup(claim => claim.Incident);
        var sources = (await SourcesAsync(points.Sources, cancel)).ToDictionary(source => source.Name);
        var inForce = await history.InForceAsync(points.Sources, cancel);
        var reached = new SuiteRevisions
        {
            Incidents = Newest(incidents, viewer),
            Counts = Newest(claims.SelectMany(group => group), viewer),
            Sources = Math.Max(Newest(sources.Values, viewer), inForce.ToldTo(viewer).Revision),
        };
        return new PastRecords(asOf.Revisions ?? reached, inForce.ToldTo(viewer), SeenAsync(viewer, [.. incidents.OrderBy(one => one.Name, StringComparer.Ordinal)], claims, sources, inForce, cancel));
    }

    // Page by page, as the records of today are read beside them.
    private async IAsyncEnumerable<ReportInputs> SeenAsync(
        Viewer viewer, Incident[] incidents, ILookup<string, Claim> claims, Dictionary<string, Source> sources, CalibrationInForce inForce, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var page in incidents.Chunk(PageRecords))
        {
            var today = (await model.InputsAsync([.. page.Select(incident => incident.Name)], cancel)).ToDictionary(one => one.Incident.Name);
            foreach (var incident in page)
            {
                var about = claims[incident.Name].Select(claim => claim.Clone()).ToList();
                var then = new ReportInputs(incident, about, SourcesOf(about, sources), inForce);
                if (history.SeenBy(viewer, then, today.GetValueOrDefault(incident.Name)) is { } seen)
                    yield return seen;
            }
        }
    }

    // Copies: what a viewer may not see is hidden in them, by the incident that they stand with.
    private static Dictionary<string, Source> SourcesOf(List<Claim> claims, Dictionary<string, Source> sources)
    {
        var named = new Dictionary<string, Source>();
        foreach (var name in claims.SelectMany(claim => (string[])[claim.Publisher, claim.Originator]))
        {
            if (name.Length > 0 && !named.ContainsKey(name) && sources.TryGetValue(name, out var source))
                named.Add(name, source.Clone());
        }
        return named;
    }

    private static long Newest(IEnumerable<IDisclosedRecord> records, Viewer viewer)
    {
        var newest = 0L;
        foreach (var record in records)
        {
            if (viewer.SeesEveryRecord)
                newest = Math.Max(newest, record.Revision);
            else if (viewer.AsCaller().Knows(record))
                newest = Math.Max(newest, Sight.Microseconds(record.UpdateTime));
        }
        return newest;
    }

    private async Task<List<Incident>> IncidentsAsync(AsOf asOf, int max, CancellationToken cancel)
    {
        var found = new List<Incident>();
        var request = new ListIncidentsRequest { PageSize = PageRecords, AsOf = asOf };
        do
        {
            var page = await guards.CallAsync(
                SuiteService.Incidents, token => channels.Incidents.ListIncidentsAsync(request, cancellationToken: token).ResponseAsync, cancel);
            found.AddRange(page.Incidents);
            request.PageToken = page.NextPageToken;
            if (found.Count > max)
                throw AddendGathering.TooMany();
        }
        while (request.PageToken.Length > 0);
        return found;
    }

    private async Task<List<Claim>> ClaimsAsync(AsOf asOf, CancellationToken cancel)
    {
        var found = new List<Claim>();
        var request = new ListClaimsRequest { PageSize = PageRecords, AsOf = asOf };
        do
        {
            var page = await guards.CallAsync(SuiteService.Counts, token => channels.Claims.ListClaimsAsync(request, cancellationToken: token).ResponseAsync, cancel);
            found.AddRange(page.Claims);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return found;
    }

    private async Task<List<Source>> SourcesAsync(AsOf asOf, CancellationToken cancel)
    {
        var found = new List<Source>();
        var request = new ListSourcesRequest { PageSize = PageRecords, AsOf = asOf };
        do
        {
            var page = await guards.CallAsync(SuiteService.Sources, token => channels.Sources.ListSourcesAsync(request, cancellationToken: token).ResponseAsync, cancel);
            found.AddRange(page.Sources);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return found;
    }
}

/// <summary>The records of the suite as of a point of the past, as a viewer may see them.</summary>
/// <param name="Revisions">The revisions of that point, as the viewer is told them.</param>
/// <param name="InForce">The calibration in force then.</param>
/// <param name="Seen">What the reports are computed from, by name of the incident.</param>
internal sealed record PastRecords(SuiteRevisions Revisions, CalibrationInForce InForce, IAsyncEnumerable<ReportInputs> Seen);
