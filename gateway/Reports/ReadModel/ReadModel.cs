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
    private const int PageReports = 100;

    private readonly FileStream fileLock;
    private readonly ReadModelWriter writer;
    private readonly ReaderPool<ReadModelReader> readers;
    private readonly ReportViews views;
    private readonly Dictionary<Audience, ReportCache> caches;
    private readonly Dictionary<SuiteService, NewestRevision> seen = SuiteServiceNames.All.ToDictionary(service => service, _ => new NewestRevision());
    private readonly Dictionary<(SuiteService Service, Audience Audience), NewestRevision> known = (
        from service in SuiteServiceNames.All
        from audience in Viewer.Audiences
        select (service, audience)).ToDictionary(key => key, _ => new NewestRevision());
    private readonly Dictionary<Audience, NewestRevision> sequences = Viewer.Audiences.ToDictionary(audience => audience, _ => new NewestRevision());

    /// <summary>Opens the view, or makes an empty one.</summary>
    /// <param name="path">The database file.</param>
    /// <param name="policy">The policy of the ready reports.</param>
    /// <param name="views">Makes of records what an audience may see of them.</param>
    /// <param name="cacheBytes">How many bytes of ready reports are kept in memory at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="entropy">Where the name of a new view comes from.</param>
    public ReadModel(string path, Policy policy, ReportViews views, long cacheBytes, TimeProvider time, RandomNumberGenerator entropy)
    {
        PrivateFolder.Create(Path.GetDirectoryName(Path.GetFullPath(path))!);
        fileLock = FileLock.Take(path);
        SqliteMigrations.Run(path, [typeof(ReadModel).Assembly]);
        var calibrations = new CalibrationCache();
        this.views = views;
        writer = new ReadModelWriter(SqliteConnections.OpenWriter(path), policy, views, calibrations, time, entropy);
        readers = new ReaderPool<ReadModelReader>(
            () => new ReadModelReader(SqliteConnections.OpenReader(path), calibrations), Readers);
        caches = Viewer.Audiences.ToDictionary(audience => audience, _ => new ReportCache(cacheBytes / Viewer.Audiences.Count));
        Freshness = new FreshnessBoard(time);
        Advance();
    }

    /// <summary>How many reads there are at once.</summary>
    public static int Readers { get; } = Math.Max(2, Environment.ProcessorCount);

    /// <summary>How old the view is.</summary>
    public FreshnessBoard Freshness { get; }

    /// <summary>The number of the newest change of a report that an audience can see.</summary>
    public long NewestChange(Audience audience) => sequences[audience].Number;

    /// <summary>Names this filling of the view: numbers of changes in another one mean nothing in it.</summary>
    public string ViewId => writer.ViewId;

    /// <summary>How far a service was followed.</summary>
    public FeedPosition Position(SuiteService service) => writer.Position(service);

    /// <summary>Takes in what the feeds brought. One caller at a time.</summary>
    public void Apply(IReadOnlyList<FeedBatch> batches)
    {
        Changed(writer.Apply(batches));
    }

    /// <summary>Makes the reports anew of incidents that ended before a day and are no longer young. One caller at a time, the same that applies.</summary>
    public void Age(string day) => Changed(writer.Age(day));

    /// <summary>
    /// Whether the view may be shown to those who may not see every record. While it is filled, records stand as they once were: what was hidden since is open
    /// in it until the feeds have come to their ends.
    /// </summary>
    public bool IsFilled => writer.IsFilled || SuiteServiceNames.All.All(Freshness.IsFollowing);

    /// <summary>Keeps in the store that the view was filled, once it was. One caller at a time, the same that applies.</summary>
    public void SaveFilled()
    {
        if (!writer.IsFilled && IsFilled)
            writer.SaveFilled();
    }

    /// <summary>Removes from the files what was expunged since the last time. One caller at a time, the same that applies.</summary>
    public void Erase() => writer.Erase();

    /// <summary>Empties the view; the feeds then start from the first revision.</summary>
    public void Reset()
    {
        // Before the view has another name: numbers of changes of the one before mean nothing in it.
        foreach (var revision in seen.Values.Concat(known.Values).Concat(sequences.Values))
            revision.StartAgain();
        writer.Reset();
        foreach (var cache in caches.Values)
            cache.Clear();
        Freshness.Emptied();
        Advance();
    }

    /// <summary>The ready report of an incident for an audience; null if for that audience there is no such incident.</summary>
    public ValueTask<ReadyReport?> ReportAsync(string incident, Audience audience, CancellationToken cancel) => caches[audience].TryGet(incident, out var ready)
        ? new ValueTask<ReadyReport?>(ready)
        : new ValueTask<ReadyReport?>(ReadReportAsync(incident, audience, cancel));

    /// <summary>What the report of an incident is computed from, all of it; null if there is no such incident.</summary>
    public Task<ReportInputs?> InputsAsync(string incident, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, name) => reader.Inputs(name), incident, cancel);

    /// <summary>What a viewer's report of an incident is computed from; null if for that viewer there is no such incident.</summary>
    public async Task<ReportInputs?> InputsAsync(string incident, Viewer viewer, CancellationToken cancel) =>
        await InputsAsync(incident, cancel) is { } inputs ? views.Of(inputs, viewer) : null;

    /// <summary>What a viewer's reports of incidents are computed from, by name of the incident; read page by page, each at its own moment.</summary>
    /// <param name="filter">Which incidents.</param>
    /// <param name="viewer">Who asks.</param>
    /// <param name="cancel">Ends it.</param>
    public async IAsyncEnumerable<ReportInputs> InputsAsync(IncidentFilter filter, Viewer viewer, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var page in PagesAsync(filter, viewer.Audience, cancel))
        {
            foreach (var found in page)
            {
                if (views.Of(found, viewer) is { } seen)
                    yield return seen;
            }
        }
    }

    /// <summary>What the reports of incidents of which an audience knows are computed from, all of it, by name of the incident; each page as of its own moment.</summary>
    /// <param name="filter">Which incidents.</param>
    /// <param name="audience">The audience.</param>
    /// <param name="cancel">Ends it.</param>
    public async IAsyncEnumerable<List<ReportInputs>> PagesAsync(IncidentFilter filter, Audience audience, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = "";
        List<ReportInputs> page;
        do
        {
            page = await readers.ReadAsync(static (reader, what) => reader.Inputs(what.filter, what.audience, what.after, PageIncidents), (filter, audience, after), cancel);
            if (page.Count == 0)
                yield break;
            yield return page;
            after = page[^1].Incident.Name;
        }
        while (page.Count == PageIncidents);
    }

    /// <summary>What the reports of incidents are computed from, all of it, at one moment, by name; incidents that are not there are left out.</summary>
    public Task<List<ReportInputs>> InputsAsync(IReadOnlyList<string> incidents, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, names) => reader.Inputs(names), incidents, cancel);

    /// <summary>A source, a claim or an incident; null if there is none of that name.</summary>
    public Task<IDisclosedRecord?> RecordAsync(string name, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, name) => reader.Record(name), name, cancel);

    /// <summary>Incidents about which a source published or originated claims, by name, after one.</summary>
    public Task<List<string>> IncidentsNamingAsync(string source, string after, int limit, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, what) => reader.IncidentsNaming(what.source, what.after, what.limit), (source, after, limit), cancel);

    /// <summary>About how many incidents a source published or originated claims.</summary>
    public Task<int> CountNamingAsync(string source, CancellationToken cancel) => readers.ReadAsync(static (reader, name) => reader.CountNaming(name), source, cancel);

    /// <summary>Reports by first day of the incident, then by name.</summary>
    public Task<List<StoredReport>> ListAsync(ReportListing listing, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, listing) => reader.List(listing), listing, cancel);

    /// <summary>Reports that an audience saw change after a point, in the order of their last change.</summary>
    public Task<List<StoredReport>> ChangedAsync(Audience audience, long after, int limit, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, what) => reader.Changed(what.audience, what.after, what.limit), (audience, after, limit), cancel);

    /// <summary>What changed of the addends that an audience may know of since a point of a filling of the view, all of it at one moment.</summary>
    public Task<AddendChanges> AddendsAsync(Audience audience, string viewId, long after, TextValue.Pool pool, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, what) => reader.Addends(what.audience, what.viewId, what.after, what.pool), (audience, viewId, after, pool), cancel);

    /// <summary>What stands ready of incidents, by name, in pages, each as of its own moment; with those that changed after a point, whatever they are now.</summary>
    public async IAsyncEnumerable<StoredPage> StoredAsync(ViewPoint point, ColumnFilter filter, Viewer viewer, [EnumeratorCancellation] CancellationToken cancel)
    {
        var after = "";
        StoredPage page;
        do
        {
            page = await readers.ReadAsync(
                static (reader, what) => reader.Stored(what.point, what.filter, what.viewer, what.after, PageReports), (point, filter, viewer, after), cancel);
            yield return page;
            after = page.Incidents is [.., var last] ? last.Incident : after;
        }
        while (page.Incidents.Count == PageReports);
    }

    /// <summary>The point at which the view stands, as an audience is told it.</summary>
    public Task<ViewPoint> PointAsync(Audience audience, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, audience) => reader.Point(audience), audience, cancel);

    /// <summary>Goes through all that the reports of which an audience knows are computed from, by name, in pages; answers the point of the view. All of it at one moment.</summary>
    public Task<ViewPoint> CorpusAsync(Audience audience, Action<List<ReportInputs>> page, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, what) => reader.Corpus(what.audience, PageIncidents, what.page), (audience, page), cancel);

    /// <summary>What reviewers ask for, all of it at one moment.</summary>
    public Task<T> ReviewAsync<T>(Func<ReviewRows, T> read, CancellationToken cancel) =>
        readers.ReadAsync(static (reader, read) => reader.Review(read), read, cancel);

    /// <summary>Whether the view holds these revisions, as a viewer is told them.</summary>
    public bool HasSeen(SuiteRevisions revisions, Viewer viewer) =>
        Newest(SuiteService.Incidents, viewer).Number >= revisions.Incidents
        && Newest(SuiteService.Counts, viewer).Number >= revisions.Counts
        && Newest(SuiteService.Sources, viewer).Number >= revisions.Sources;

    /// <summary>Completes once the view holds these revisions, as a viewer is told them.</summary>
    public async Task SeenAsync(SuiteRevisions revisions, Viewer viewer, CancellationToken cancel)
    {
        await Newest(SuiteService.Incidents, viewer).ReachAsync(revisions.Incidents, cancel);
        await Newest(SuiteService.Counts, viewer).ReachAsync(revisions.Counts, cancel);
        await Newest(SuiteService.Sources, viewer).ReachAsync(revisions.Sources, cancel);
    }

    /// <summary>Completes once an audience has seen a report change after a point.</summary>
    public Task ChangedAfterAsync(Audience audience, long change, CancellationToken cancel) => sequences[audience].ReachAsync(change + 1, cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await readers.DisposeAsync();
        writer.Dispose();
        foreach (var cache in caches.Values)
            cache.Dispose();
        await fileLock.DisposeAsync();
    }

    private async Task<ReadyReport?> ReadReportAsync(string incident, Audience audience, CancellationToken cancel)
    {
        var cache = caches[audience];
        var epoch = cache.Epoch;
        var ready = await readers.ReadAsync(static (reader, what) => reader.Body(what.incident, what.audience), (incident, audience), cancel);
        if (ready is not null)
            cache.Fill(incident, ready, epoch);
        return ready;
    }

    private NewestRevision Newest(SuiteService service, Viewer viewer) => viewer.SeesEveryRecord ? seen[service] : known[(service, viewer.Audience)];

    private void Changed(IReadOnlyCollection<string> incidents)
    {
        foreach (var cache in caches.Values)
            cache.Committed(incidents);
        Advance();
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
        {
            seen[service].Advance(writer.Position(service).Revision);
            foreach (var audience in Viewer.Audiences)
                known[(service, audience)].Advance(writer.KnownTime(service, audience));
        }
        foreach (var audience in Viewer.Audiences)
            sequences[audience].Advance(writer.Sequence(audience));
    }
}
