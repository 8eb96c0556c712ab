using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Casualties.Estimation;
using Casualties.Storage;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>
/// The gateway's view of the suite: each incident's inputs and its ready report, as of the last revisions that the feeds brought. One
/// writer, many readers; what a writer's commit changed is seen by every read that starts after <see cref="Apply"/> returned.
/// </summary>
internal sealed class ReadModel : IAsyncDisposable
{
    private const int PageIncidents = 200;

    private readonly FileStream fileLock;
    private readonly ReadModelWriter writer;
    private readonly ReaderPool<ReadModelReader> readers;
    private readonly ReportCache cache;
    private readonly Dictionary<SuiteService, NewestRevision> seen = SuiteServiceNames.All.ToDictionary(service => service, _ => new NewestRevision());
    private readonly NewestRevision sequence = new();

    /// <summary>Opens the view, or makes an empty one.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="policy">The policy of the ready reports.</param>
    /// <param name="cacheBytes">How many bytes of ready reports are kept in memory at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="entropy">Where the name of a new view comes from.</param>
    public ReadModel(string path, Policy policy, long cacheBytes, TimeProvider time, RandomNumberGenerator entropy)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        fileLock = FileLock.Take(path);
        SqliteMigrations.Run(path, [typeof(ReadModel).Assembly]);
        var calibrations = new CalibrationCache();
        writer = new ReadModelWriter(SqliteConnections.OpenWriter(path), policy, calibrations, entropy);
        readers = new ReaderPool<ReadModelReader>(
            () => new ReadModelReader(SqliteConnections.OpenReader(path), calibrations), Math.Max(2, Environment.ProcessorCount));
        cache = new ReportCache(cacheBytes);
        Freshness = new FreshnessBoard(time);
        Advance();
    }

    /// <summary>How old the view is.</summary>
    public FreshnessBoard Freshness { get; }

    /// <summary>The number of the newest change of a report.</summary>
    public long NewestChange => sequence.Number;

    /// <summary>Names this filling of the view: numbers of changes in another one mean nothing in it.</summary>
    public string ViewId => writer.ViewId;

    /// <summary>How far a service was followed.</summary>
    public FeedPosition Position(SuiteService service) => writer.Position(service);

    /// <summary>Takes in what the feeds brought. One caller at a time.</summary>
    public void Apply(IReadOnlyList<FeedBatch> batches)
    {
        cache.Committed(writer.Apply(batches));
        Advance();
    }

    /// <summary>Empties the view; the feeds then start from the first revision.</summary>
    public void Reset()
    {
        writer.Reset();
        cache.Clear();
        foreach (var revision in seen.Values)
            revision.StartAgain();
        sequence.StartAgain();
        Freshness.Emptied();
        Advance();
    }

    /// <summary>The ready report of an incident; null if there is no such incident.</summary>
    public ValueTask<byte[]?> ReportAsync(string incident, CancellationToken cancel) =>
        cache.TryGet(incident, out var body) ? new ValueTask<byte[]?>(body) : new ValueTask<byte[]?>(ReadReportAsync(incident, cancel));

    /// <summary>What the report of an incident is computed from; null if there is no such incident.</summary>
    public Task<ReportInputs?> InputsAsync(string incident, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, name) => reader.Inputs(name), incident, cancel);

    /// <summary>What the reports of incidents are computed from, by name of the incident; read page by page, each at its own moment.</summary>
    /// <param name="filter">Which incidents.</param>
    /// <param name="cancel">Ends it.</param>
    public async IAsyncEnumerable<ReportInputs> InputsAsync(IncidentFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = "";
        List<ReportInputs> page;
        do
        {
            page = await readers.ReadAsync(static (reader, what) => reader.Inputs(what.filter, what.after, PageIncidents), (filter, after), cancel);
            foreach (var found in page)
                yield return found;
            if (page.Count > 0)
                after = page[^1].Incident.Name;
        }
        while (page.Count == PageIncidents);
    }

    /// <summary>Reports by first day of the incident, then by name.</summary>
    public Task<List<StoredReport>> ListAsync(ReportListing listing, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, listing) => reader.List(listing), listing, cancel);

    /// <summary>Reports that changed after a point, in the order of their last change.</summary>
    public Task<List<StoredReport>> ChangedAsync(long after, int limit, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, what) => reader.Changed(what.after, what.limit), (after, limit), cancel);

    /// <summary>Whether the view holds these revisions.</summary>
    public bool HasSeen(SuiteRevisions revisions) =>
        seen[SuiteService.Incidents].Number >= revisions.Incidents
        && seen[SuiteService.Counts].Number >= revisions.Counts
        && seen[SuiteService.Sources].Number >= revisions.Sources;

    /// <summary>Completes once the view holds these revisions.</summary>
    public async Task SeenAsync(SuiteRevisions revisions, CancellationToken cancel)
    {
        await seen[SuiteService.Incidents].ReachAsync(revisions.Incidents, cancel);
        await seen[SuiteService.Counts].ReachAsync(revisions.Counts, cancel);
        await seen[SuiteService.Sources].ReachAsync(revisions.Sources, cancel);
    }

    /// <summary>Completes once a report has changed after a point.</summary>
    public Task ChangedAfterAsync(long change, CancellationToken cancel) => sequence.ReachAsync(change + 1, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await readers.DisposeAsync();
        writer.Dispose();
        cache.Dispose();
        await fileLock.DisposeAsync();
    }

    private async Task<byte[]?> ReadReportAsync(string incident, CancellationToken cancel)
    {
        var epoch = cache.Epoch;
        var body = await readers.ReadAsync(static (reader, name) => reader.Body(name), incident, cancel);
        if (body is not null)
            cache.Fill(incident, body, epoch);
        return body;
    }

    // Last of all: whoever waits for a revision must find it in the store and in the cache.
    private void Advance()
    {
        Freshness.Reached(new SuiteRevisions
        {
            Incidents = writer.Position(SuiteService.Incidents).Revision,
            Counts = writer.Position(SuiteService.Counts).Revision,
            Sources = writer.Position(SuiteService.Sources).Revision,
        });
        foreach (var service in SuiteServiceNames.All)
            seen[service].Advance(writer.Position(service).Revision);
        sequence.Advance(writer.Sequence);
    }
}
