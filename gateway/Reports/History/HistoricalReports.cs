using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Calibration = Casualties.Sources.V1.Calibration;
using Claim = Casualties.Counts.V1.Claim;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports;

/// <summary>Reports as of a point of the past: the services are asked for the records as they were, and the same code makes the report.</summary>
internal sealed class HistoricalReports(ReadModel model, ReportViews views, ServiceChannels channels, ServiceGuards guards)
{
    private const int PageRecords = 1000;

    /// <summary>The report as of a point. The service's NOT_FOUND comes through if there was no such incident.</summary>
    public async Task<IncidentReport> GetAsync(string incident, Policy policy, ReportAsOf asOf, ServerCallContext context) =>
        ReportAssembler.Assemble(await InputsAsync(incident, policy.UsesCalibration, asOf, context), policy);

    /// <summary>What the report as of a point is computed from. The service's NOT_FOUND comes through if there was no such incident.</summary>
    public async Task<ReportInputs> InputsAsync(string incident, bool withCalibration, ReportAsOf asOf, ServerCallContext context)
    {
        var (viewer, cancel) = (Viewer.Of(context.Caller()), context.Budget());
        // First of all, and from the view alone: to who may not know of it, it is as if it had never been.
        var today = await model.InputsAsync(incident, cancel);
        if (!viewer.SeesEveryRecord && !model.IsFilled)
            throw ReportInputQueries.Incomplete();
        if (today is null ? !viewer.SeesEveryRecord : !viewer.AsCaller().Knows(today.Incident))
            throw new RecordNotFound(incident);
        ReportInputs then;
        try
        {
            then = await InputsAsync(incident, withCalibration, AsOfEach.Of(asOf, viewer), cancel);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            throw new RecordNotFound(incident);
        }
        var seen = SeenBy(viewer, then, today) ?? throw new RecordNotFound(incident);
        if (seen.HoldsRestricted)
            context.NoteRestricted([$"{incident}/report"]);
        return seen;
    }

    /// <summary>The records of the past as a viewer may see them today; null if the viewer may not know of the incident.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="then">The records as they were; what is hidden by now is hidden in them.</param>
    /// <param name="today">The records as they are; null if the view holds no such incident.</param>
    public ReportInputs? SeenBy(Viewer viewer, ReportInputs then, ReportInputs? today)
    {
        if (today is null ? !viewer.SeesEveryRecord : !viewer.AsCaller().Knows(today.Incident))
            return null;
        // What a view that is not filled lacks is no reason to hide it from those who see every record.
        if (today is not null || model.IsFilled)
            HideWhatIsHiddenToday(then, today);
        if (today is not null)
            then = then with { HiddenSources = today.Sources.Where(source => ReportViews.IsHiddenByFlag(source.Value, viewer)).Select(source => source.Key).ToHashSet() };
        // Before a restricted source spoke, or as long as it said something else, who said what was listed: beside the report of today that would tell what it said.
        return views.Of(then, viewer) is not { } seen ? null
            : today is not null && views.Of(today, viewer) is { Unlisted.Count: > 0 } now && !UnlistedOf(now).SetEquals(UnlistedOf(seen)) ? seen with { WithholdsAll = true }
            : seen;

        static HashSet<Claim> UnlistedOf(ReportInputs seen) => [.. seen.Claims.Where(claim => seen.Unlisted.ContainsKey(claim.Name))];
    }

    /// <summary>All that the report as of a point is computed from. The service's NOT_FOUND comes through if there was no such incident.</summary>
    public async Task<ReportInputs> InputsAsync(string incident, bool withCalibration, AsOfEach asOf, CancellationToken cancel)
    {
        var record = guards.CallAsync(
            SuiteService.Incidents,
            token => channels.Incidents.GetIncidentAsync(
                new GetIncidentRequest { Name = incident, AsOf = asOf.Incidents }, cancellationToken: token).ResponseAsync,
            cancel);
        var claims = await ClaimsAsync(incident, asOf.Counts, cancel);
        var sources = await SourcesAsync(NamesOf(claims), asOf.Sources, cancel);
        var inForce = withCalibration ? await InForceAsync(asOf.Sources, cancel) : CalibrationInForce.None;
        return new ReportInputs(await record, claims, sources, inForce);
    }

    // What was hidden since is hidden as of the past too. What the view does not hold yet cannot be known to be open.
    private static void HideWhatIsHiddenToday(ReportInputs then, ReportInputs? today)
    {
        var claims = today?.Claims.ToDictionary(claim => claim.Name) ?? [];
        Hide(then.Incident, today?.Incident);
        foreach (var claim in then.Claims)
            Hide(claim, claims.GetValueOrDefault(claim.Name));
        foreach (var (name, source) in then.Sources)
            Hide(source, today?.Sources.GetValueOrDefault(name));

        static void Hide(IDisclosedRecord record, IDisclosedRecord? now) => record.HideLike(now);
    }

    private static HashSet<string> NamesOf(List<Claim> claims)
    {
        var names = new HashSet<string>();
        foreach (var claim in claims)
        {
            names.Add(claim.Publisher);
            if (claim.Originator.Length > 0)
                names.Add(claim.Originator);
        }
        return names;
    }

    private async Task<List<Claim>> ClaimsAsync(string incident, AsOf asOf, CancellationToken cancel)
    {
        var claims = new List<Claim>();
        var request = new ListClaimsRequest { Filter = $"incident = \"{incident}\"", PageSize = PageRecords, AsOf = asOf };
        do
        {
            var page = await guards.CallAsync(
                SuiteService.Counts, token => channels.Claims.ListClaimsAsync(request, cancellationToken: token).ResponseAsync, cancel);
            claims.AddRange(page.Claims);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return claims;
    }

    /// <summary>The calibration in force as of a point. They are read one at a time: they are large, and the newest is nearly always the one.</summary>
    public async Task<CalibrationInForce> InForceAsync(AsOf asOf, CancellationToken cancel)
    {
        var newestFirst = new List<Calibration>();
        var request = new ListCalibrationsRequest { PageSize = 1, AsOf = asOf };
        do
        {
            var page = await guards.CallAsync(
                SuiteService.Sources, token => channels.Sources.ListCalibrationsAsync(request, cancellationToken: token).ResponseAsync, cancel);
            newestFirst.AddRange(page.Calibrations);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0 && newestFirst[^1].State != CalibrationState.InForce);
        return CalibrationInForce.Of(newestFirst);
    }

    // Sources that claims name may not have been recorded then. The service answers for all or none and says which are missing.
    private async Task<Dictionary<string, Source>> SourcesAsync(HashSet<string> names, AsOf asOf, CancellationToken cancel)
    {
        while (names.Count > 0)
        {
            try
            {
                var found = new Dictionary<string, Source>();
                foreach (var chunk in names.Chunk(PageRecords))
                {
                    var request = new BatchGetSourcesRequest { Names = { chunk }, AsOf = asOf };
                    var batch = await guards.CallAsync(
                        SuiteService.Sources, token => channels.Sources.BatchGetSourcesAsync(request, cancellationToken: token).ResponseAsync, cancel);
                    foreach (var source in batch.Sources)
                        found.Add(source.Name, source);
                }
                return found;
            }
            catch (RpcException e) when (MissingRecords.NamedBy(e) is { Count: > 0 } missing)
            {
                // Asked again without them: the report says that their records are missing.
                names.ExceptWith(missing);
            }
        }
        return [];
    }
}

/// <summary>A point of the past in each service.</summary>
internal sealed record AsOfEach(AsOf Incidents, AsOf Counts, AsOf Sources)
{
    /// <summary>The point that a viewer names: by a time, or by revisions as that viewer is told them.</summary>
    public static AsOfEach Of(ReportAsOf asOf, Viewer viewer)
    {
        return new AsOfEach(Point(asOf.Revisions?.Incidents), Point(asOf.Revisions?.Counts), Point(asOf.Revisions?.Sources));

        AsOf Point(long? revision) => revision is not { } told ? new AsOf { Time = asOf.Time }
            : viewer.SeesEveryRecord ? new AsOf { Revision = told }
            : new AsOf { Time = Timestamp.FromDateTimeOffset(Hosting.Sight.TimeOf(told)) };
    }
}
