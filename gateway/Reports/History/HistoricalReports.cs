using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Core;
using Calibration = Casualties.Sources.V1.Calibration;
using Claim = Casualties.Counts.V1.Claim;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports;

/// <summary>Reports as of a point of the past: the services are asked for the records as they were, and the same code makes the report.</summary>
internal sealed class HistoricalReports(ServiceChannels channels, ServiceGuards guards)
{
    private const int PageRecords = 1000;

    /// <summary>The report as of a point. The service's NOT_FOUND comes through if there was no such incident.</summary>
    public async Task<IncidentReport> GetAsync(string incident, Policy policy, ReportAsOf asOf, CancellationToken cancel) =>
        ReportAssembler.Assemble(await InputsAsync(incident, policy.UsesCalibration, asOf, cancel), policy);

    /// <summary>What the report as of a point is computed from. The service's NOT_FOUND comes through if there was no such incident.</summary>
    public async Task<ReportInputs> InputsAsync(string incident, bool withCalibration, ReportAsOf asOf, CancellationToken cancel)
    {
        var record = guards.CallAsync(
            SuiteService.Incidents,
            token => channels.Incidents.GetIncidentAsync(
                new GetIncidentRequest { Name = incident, AsOf = Point(asOf, asOf.Revisions?.Incidents) }, cancellationToken: token).ResponseAsync,
            cancel);
        var claims = await ClaimsAsync(incident, Point(asOf, asOf.Revisions?.Counts), cancel);
        var sources = await SourcesAsync(NamesOf(claims), Point(asOf, asOf.Revisions?.Sources), cancel);
        var inForce = withCalibration ? await InForceAsync(Point(asOf, asOf.Revisions?.Sources), cancel) : CalibrationInForce.None;
        return new ReportInputs(await record, claims, sources, inForce);
    }

    private static AsOf Point(ReportAsOf asOf, long? revision) =>
        revision is { } known ? new AsOf { Revision = known } : new AsOf { Time = asOf.Time };

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

    // One at a time: they are large, and the newest is nearly always the one.
    private async Task<CalibrationInForce> InForceAsync(AsOf asOf, CancellationToken cancel)
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
