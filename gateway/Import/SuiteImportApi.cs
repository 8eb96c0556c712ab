using Casualties.Counts.V1;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Import;

/// <summary>The three services of the suite as an importer sees them.</summary>
internal sealed class SuiteImportApi(CallInvoker suite)
{
    private const int BatchGetNames = 500;

    private readonly SourceService.SourceServiceClient sources = new(suite);
    private readonly IncidentService.IncidentServiceClient incidents = new(suite);
    private readonly ClaimService.ClaimServiceClient claims = new(suite);

    public BulkApi<SourceEntry, ImportSourcesRequest, ImportSourcesResponse> Sources => new(
        cancel => sources.ImportSources(cancellationToken: cancel),
        entries => new ImportSourcesRequest { Entries = { entries } },
        (request, id) => request.RequestId = id,
        answer => new ChunkAnswer(answer.Revision, answer.RecordedCount, [.. answer.Refused.Select(r => (r.Index, r.Status))]),
        entry => entry.Source,
        entry => $"sources/{entry.SourceId}",
        async (names, cancel) =>
            [.. (await sources.BatchGetSourcesAsync(new BatchGetSourcesRequest { Names = { names } }, cancellationToken: cancel)).Sources.Select(OutputOnly.Clear)]);

    public BulkApi<IncidentEntry, ImportIncidentsRequest, ImportIncidentsResponse> Incidents => new(
        cancel => incidents.ImportIncidents(cancellationToken: cancel),
        entries => new ImportIncidentsRequest { Entries = { entries } },
        (request, id) => request.RequestId = id,
        answer => new ChunkAnswer(answer.Revision, answer.RecordedCount, [.. answer.Refused.Select(r => (r.Index, r.Status))]),
        entry => entry.Incident,
        entry => $"incidents/{entry.IncidentId}",
        async (names, cancel) =>
            [.. (await incidents.BatchGetIncidentsAsync(new BatchGetIncidentsRequest { Names = { names } }, cancellationToken: cancel)).Incidents.Select(OutputOnly.Clear)]);

    public BulkApi<ClaimEntry, ImportClaimsRequest, ImportClaimsResponse> Claims => new(
        cancel => claims.ImportClaims(cancellationToken: cancel),
        entries => new ImportClaimsRequest { Entries = { entries } },
        (request, id) => request.RequestId = id,
        answer => new ChunkAnswer(answer.Revision, answer.RecordedCount, [.. answer.Refused.Select(r => (r.Index, r.Status))]),
        entry => entry.Claim,
        entry => $"claims/{entry.ClaimId}",
        async (names, cancel) =>
            [.. (await claims.BatchGetClaimsAsync(new BatchGetClaimsRequest { Names = { names } }, cancellationToken: cancel)).Claims.Select(OutputOnly.Clear)]);

    /// <summary>The newest revision of each service.</summary>
    public async Task<SuiteRevisions> RevisionsAsync(CancellationToken cancel) => new()
    {
        Incidents = (await incidents.ListIncidentsAsync(new ListIncidentsRequest { PageSize = 1 }, cancellationToken: cancel)).Revision,
        Counts = (await claims.ListClaimsAsync(new ListClaimsRequest { PageSize = 1 }, cancellationToken: cancel)).Revision,
        Sources = (await sources.ListSourcesAsync(new ListSourcesRequest { PageSize = 1 }, cancellationToken: cancel)).Revision,
    };

    /// <summary>Of some incidents, those of which there is a record.</summary>
    public async Task<IReadOnlySet<string>> ExistingAsync(IEnumerable<string> incidentNames, CancellationToken cancel)
    {
        var existing = new HashSet<string>();
        foreach (string[] names in incidentNames.Chunk(BatchGetNames))
            await AddExistingAsync(names, existing, cancel);
        return existing;
    }

    // A batch is answered whole or not at all, so a batch with a missing record is halved until the missing ones stand alone.
    private async Task AddExistingAsync(ArraySegment<string> names, HashSet<string> existing, CancellationToken cancel)
    {
        try
        {
            await incidents.BatchGetIncidentsAsync(new BatchGetIncidentsRequest { Names = { names } }, cancellationToken: cancel);
            existing.UnionWith(names);
        }
        catch (RpcException missing) when (missing.StatusCode == StatusCode.NotFound)
        {
            if (names.Count == 1)
                return;
            int half = names.Count / 2;
            await AddExistingAsync(names[..half], existing, cancel);
            await AddExistingAsync(names[half..], existing, cancel);
        }
    }
}
