using System.Runtime.CompilerServices;
using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>What all reports as of a point of the past are computed from: the services are asked for every record as it was, and none is asked for twice.</summary>
internal sealed class HistoricalCorpus(ReadModel model, HistoricalReports history, ReportInputQueries queries, ServiceChannels channels, ServiceGuards guards)
{
    /// <summary>How many claims the records of a point may have at most: they are held until all that is asked for is made of them.</summary>
    public const int MaxClaims = 20 * AddendGathering.MaxIncidents;

    private const int PageRecords = 1000;

    /// <summary>The records as of a point.</summary>
    /// <param name="asOf">The point.</param>
    /// <param name="maxIncidents">How many incidents there may be at most of which the viewer may know; <see cref="InvalidFields"/> is thrown for more.</param>
    /// <param name="context">The call.</param>
    public async Task<PastRecords> ReadAsync(ReportAsOf asOf, int maxIncidents, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        // What was hidden since is hidden as of the past too, and only a view that is filled knows of all that.
        queries.DemandFilled(viewer);
        var points = AsOfEach.Of(asOf, viewer);
        var incidents = await IncidentsAsync(points.Incidents, viewer.AsCaller(), maxIncidents, cancel);
        var claims = (await ClaimsAsync(points.Counts, viewer.AsCaller(), cancel)).ToLookup(claim => claim.Incident);
        var sources = (await SourcesAsync(points.Sources, cancel)).ToDictionary(source => source.Name);
        var inForce = await history.InForceAsync(points.Sources, cancel);
        ReportInputs[] records = [.. incidents
            .OrderBy(incident => incident.Name, StringComparer.Ordinal)
            .Select(incident => new ReportInputs(incident, [.. claims[incident.Name]], SourcesOf(claims[incident.Name], sources), inForce))];
        return new PastRecords(PointOf(asOf, viewer, incidents, claims.SelectMany(group => group), sources.Values, inForce), inForce, records);
    }

    /// <summary>The records about one incident as of a point; none if it was not recorded then.</summary>
    public async Task<PastRecords> ReadAsync(string incident, ReportAsOf asOf, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        queries.DemandFilled(viewer);
        var points = AsOfEach.Of(asOf, viewer);
        try
        {
            var found = await history.InputsAsync(incident, withCalibration: true, points, cancel);
            return new PastRecords(PointOf(asOf, viewer, [found.Incident], found.Claims, found.Sources.Values, found.InForce), found.InForce, [found]);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            var inForce = await history.InForceAsync(points.Sources, cancel);
            return new PastRecords(PointOf(asOf, viewer, [], [], [], inForce), inForce, []);
        }
    }

    /// <summary>Records of the past as a viewer may see them, in their order; null where the viewer may not know of the incident. The records are not changed.</summary>
    public async IAsyncEnumerable<ReportInputs?> SeenAsync(Viewer viewer, IReadOnlyList<ReportInputs> records, [EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var page in records.Chunk(PageRecords))
        {
            var today = await TodayAsync(page.Select(one => one.Incident.Name), cancel);
            foreach (var then in page)
                yield return SeenBy(viewer, then, today.GetValueOrDefault(then.Incident.Name));
        }
    }

    /// <summary>The records of incidents as they are today, by name.</summary>
    public async Task<Dictionary<string, ReportInputs>> TodayAsync(IEnumerable<string> incidents, CancellationToken cancel) =>
        (await model.InputsAsync([.. incidents], cancel)).ToDictionary(one => one.Incident.Name);

    /// <summary>Records of the past as a viewer may see them; null if the viewer may not know of the incident. The records are not changed.</summary>
    public ReportInputs? SeenBy(Viewer viewer, ReportInputs then, ReportInputs? today) => history.SeenBy(viewer, Copied(then), today);

    // What is hidden today is hidden in copies: sources stand with many incidents, and records with many steps of a comparison.
    private static ReportInputs Copied(ReportInputs records) => records with
    {
        Incident = records.Incident.Clone(),
        Claims = [.. records.Claims.Select(claim => claim.Clone())],
        Sources = records.Sources.ToDictionary(source => source.Key, source => source.Value.Clone()),
    };

    private static Dictionary<string, Source> SourcesOf(IEnumerable<Claim> claims, Dictionary<string, Source> sources)
    {
        var named = new Dictionary<string, Source>();
        foreach (var claim in claims)
        {
            foreach (var name in (string[])[claim.Publisher, claim.Originator])
            {
                if (name.Length > 0 && sources.TryGetValue(name, out var source))
                    named.TryAdd(name, source);
            }
        }
        return named;
    }

    // The revisions that were asked for, or those that the records of a time have reached. To who is told times in their place, a time is a point as it is: records that are not told of tell nothing.
    private static SuiteRevisions PointOf(
        ReportAsOf asOf, Viewer viewer, IEnumerable<Incident> incidents, IEnumerable<Claim> claims, IEnumerable<Source> sources, CalibrationInForce inForce)
    {
        if (asOf.Revisions is { } asked)
            return asked;
        if (viewer.SeesEveryRecord)
            return new SuiteRevisions { Incidents = Newest(incidents), Counts = Newest(claims), Sources = Math.Max(Newest(sources), inForce.Revision) };
        var time = Math.Max(0, Sight.Microseconds(asOf.Time));
        return new SuiteRevisions { Incidents = time, Counts = time, Sources = time };
    }

    private static long Newest(IEnumerable<IRecord> records) => records.Select(record => record.Revision).DefaultIfEmpty().Max();

    private Task<List<Incident>> IncidentsAsync(AsOf asOf, Caller caller, int max, CancellationToken cancel) => AllAsync(
        async from =>
        {
            var request = new ListIncidentsRequest { PageSize = PageRecords, AsOf = asOf, PageToken = from };
            var page = await guards.CallAsync(SuiteService.Incidents, token => channels.Incidents.ListIncidentsAsync(request, cancellationToken: token).ResponseAsync, cancel);
            return (page.Incidents, page.NextPageToken);
        },
        incident => caller.Knows(incident),
        max,
        () => AddendGathering.TooMany("query"));

    private Task<List<Claim>> ClaimsAsync(AsOf asOf, Caller caller, CancellationToken cancel) => AllAsync(
        async from =>
        {
            var request = new ListClaimsRequest { PageSize = PageRecords, AsOf = asOf, PageToken = from };
            var page = await guards.CallAsync(SuiteService.Counts, token => channels.Claims.ListClaimsAsync(request, cancellationToken: token).ResponseAsync, cancel);
            return (page.Claims, page.NextPageToken);
        },
        claim => caller.Knows(claim),
        MaxClaims,
        TooManyClaims);

    private Task<List<Source>> SourcesAsync(AsOf asOf, CancellationToken cancel) => AllAsync(
        async from =>
        {
            var request = new ListSourcesRequest { PageSize = PageRecords, AsOf = asOf, PageToken = from };
            var page = await guards.CallAsync(SuiteService.Sources, token => channels.Sources.ListSourcesAsync(request, cancellationToken: token).ResponseAsync, cancel);
            return (page.Sources, page.NextPageToken);
        },
        // However many: the view holds all of them too.
        _ => false,
        max: 0,
        TooManyClaims);

    // Only what the caller may know of counts against a limit: it would tell how much there is else.
    private static async Task<List<TRecord>> AllAsync<TRecord>(
        Func<string, Task<(RepeatedField<TRecord> Records, string Next)>> read, Func<TRecord, bool> counts, int max, Func<InvalidFields> tooMany)
    {
        var (all, counted, from) = (new List<TRecord>(), 0, "");
        do
        {
            (var records, from) = await read(from);
            all.AddRange(records);
            if ((counted += records.Count(counts)) > max)
                throw tooMany();
        }
        while (from.Length > 0);
        return all;
    }

    private static InvalidFields TooManyClaims()
    {
        var violations = new Violations();
        violations.Add("query", $"concerns more than {MaxClaims} claims; the past is made of no more at once");
        return violations.Found!;
    }
}

/// <summary>Records of the suite as of a point of the past.</summary>
/// <param name="Revisions">The revisions of that point, as the viewer is told them.</param>
/// <param name="InForce">The calibration in force then.</param>
/// <param name="Records">What the reports are computed from, all of it, by name of the incident.</param>
internal sealed record PastRecords(SuiteRevisions Revisions, CalibrationInForce InForce, IReadOnlyList<ReportInputs> Records);
