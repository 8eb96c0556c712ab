using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Casualties.Hosting.Records;

/// <summary>
/// Reads the records of one collection: now, as of a point of the past, or not before a revision was seen. A record of which the caller may not know
/// does not exist. Of the past, a caller sees what could be seen then and may be seen today: what was hidden since stays hidden.
/// </summary>
public sealed class RecordReader<T>(IRevisionLog log, RecordType<T> type, TimeProvider time, IHostApplicationLifetime lifetime)
    where T : class, IRecord, IMessage<T>
{
    /// <summary>How many records a page holds if the caller does not say.</summary>
    public const int DefaultPageRecords = 50;

    /// <summary>How many records a page holds at most; more is read as this.</summary>
    public const int MaxPageRecords = 1000;

    /// <summary>One record. Throws <see cref="RecordNotFound"/>.</summary>
    public async Task<T> GetAsync(string name, long minRevision, AsOf? asOf, ServerCallContext context)
    {
        var found = await ManyAsync([name], minRevision, asOf, context);
        return found.Records[0] ?? throw new RecordNotFound(name);
    }

    /// <summary>Records at one revision, in the order of the names. Throws <see cref="RecordNotFound"/> with all that do not exist.</summary>
    public async Task<RecordPage<T>> BatchGetAsync(IReadOnlyList<string> names, long minRevision, AsOf? asOf, ServerCallContext context)
    {
        var (records, revision) = await ManyAsync(names, minRevision, asOf, context);
        if (Array.Exists(records, record => record is null))
            throw new RecordNotFound([.. names.Where((_, i) => records[i] is null)]);
        return new RecordPage<T>(records!, "", Told(revision, context));
    }

    /// <summary>A page of the records that pass a filter. All pages of a listing are read at the revision of the first.</summary>
    public async Task<RecordPage<T>> ListAsync(
        int pageSize, string pageToken, string filter, long minRevision, AsOf? asOf, ServerCallContext context)
    {
        var caller = context.Caller();
        var parsed = Filter.Parse(filter, type.Kind);
        if (parsed is not null)
            context.NoteSearch(parsed);
        var identity = Identity(type.Kind.Collection, filter, asOf is null ? "" : asOf.ToString(), caller);
        var (afterKey, revision) = pageToken.Length == 0
            ? new PageToken(0, await SnapshotAsync(minRevision, asOf, context))
            : log.PageTokens.Read(identity, pageToken);
        var limit = Limit(pageSize);
        var known = KnownTo(caller);
        var listing = new Listing(type.Kind, Both(parsed, known), revision, afterKey, limit + 1, type.NewestFirst, known);
        var found = await log.ListAsync(listing, context.Budget());
        var shown = Math.Min(ByteLimit.Fitting(found, static one => one.Payload.Length), limit);
        var records = new T[shown];
        for (var i = 0; i < shown; i++)
            records[i] = type.Parse(found[i].Payload);
        if (asOf is not null)
            await HideAsTodayAsync(records, context);
        return new RecordPage<T>(records, found.Count > shown ? Token(identity, found[shown - 1].Key, revision) : "", Told(revision, context));
    }

    /// <summary>A page of the revisions of one record. Throws <see cref="RecordNotFound"/>.</summary>
    public async Task<RevisionPage> RevisionsAsync(string name, int pageSize, string pageToken, ServerCallContext context)
    {
        var identity = Identity(name, "revisions", "", context.Caller());
        var after = pageToken.Length == 0 ? 0 : log.PageTokens.Read(identity, pageToken).AfterKey;
        var limit = Limit(pageSize);
        var found = await log.RevisionsOfAsync(name, after, limit + 1, context.Budget());
        if (found.Count == 0 && after == 0)
            throw new RecordNotFound(name);
        var shown = Math.Min(ByteLimit.Fitting(found, static one => one.Payload.Length), limit);
        return found.Count > shown
            ? new RevisionPage(found.Take(shown).ToArray(), Token(identity, found[shown - 1].Number, log.Newest))
            : new RevisionPage(found, "");
    }

    /// <summary>Reads the records out of revisions, each as little known as it is today.</summary>
    public async Task<IReadOnlyList<T>> ParseAsync(IEnumerable<Revision> revisions, ServerCallContext context)
    {
        var records = revisions.Select(revision => type.Parse(revision.Payload)).ToArray();
        await HideAsTodayAsync(records, context);
        return records;
    }

    // Who may see everything is spared the look at today.
    private async Task HideAsTodayAsync(T[] records, ServerCallContext context)
    {
        if (context.Caller().KnowsSealedSources || records.Length == 0 || records[0] is not IDisclosedRecord)
            return;
        string[] names = [.. records.Select(record => record.Name).Distinct()];
        var today = new Dictionary<string, IDisclosedRecord>(names.Length);
        foreach (var found in await log.FindManyAsync(names, log.Newest, context.Budget()))
        {
            if (found is not null)
                today.Add(found.Name, (IDisclosedRecord)type.Parse(found.Payload));
        }
        foreach (var record in records)
            ((IDisclosedRecord)record).HideLike(today.GetValueOrDefault(record.Name));
    }

    // Null where there is no such record for the caller.
    private async Task<(T?[] Records, long Revision)> ManyAsync(IReadOnlyList<string> names, long minRevision, AsOf? asOf, ServerCallContext context)
    {
        var caller = context.Caller();
        var revision = await SnapshotAsync(minRevision, asOf, context);
        var found = await log.FindManyAsync(names, revision, context.Budget());
        var records = new T?[names.Count];
        for (var i = 0; i < records.Length; i++)
            records[i] = found[i] is { } one && type.Parse(one.Payload) is var record && caller.Knows(record) ? record : null;
        if (asOf is null)
            return (records, revision);
        await HideAsTodayAsync([.. records.OfType<T>()], context);
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i] is { } record && !caller.Knows(record))
                records[i] = null;
        }
        return (records, revision);
    }

    /// <summary>The revision that a read is to see.</summary>
    private async Task<long> SnapshotAsync(long minRevision, AsOf? asOf, ServerCallContext context)
    {
        var everyRecord = context.Caller().SeesEveryRecord;
        if (!everyRecord)
            CheckPast(minRevision);
        else if (minRevision > log.Newest)
            await WaitForAsync(minRevision, context.Budget());
        switch (asOf?.PointCase)
        {
            case AsOf.PointOneofCase.Time:
                return await log.RevisionAtAsync(PastOf(asOf.Time.ToDateTimeOffset(), "as_of.time"), context.Budget());
            case AsOf.PointOneofCase.Revision when !everyRecord:
                return await log.RevisionAtAsync(PastOf(Sight.TimeOf(asOf.Revision), "as_of.revision"), context.Budget());
            case AsOf.PointOneofCase.Revision:
                return asOf.Revision <= log.Newest ? asOf.Revision : throw new RevisionAhead(asOf.Revision, log.Newest);
            default:
                return log.Newest;
        }
    }

    // Told times in place of revisions, a caller asks for what was recorded at a time that has passed: it is there. To wait for a time to come would
    // tell when something hidden is recorded.
    private void CheckPast(long minRevision) => PastOf(Sight.TimeOf(minRevision), "min_revision");

    // It may never come: who waits for it must not hold up a shutdown.
    private async Task WaitForAsync(long revision, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        await log.WaitForAsync(revision, either.Token);
    }

    // What is true as of tomorrow is not known today, and would be answered differently then.
    private DateTimeOffset PastOf(DateTimeOffset asked, string path)
    {
        if (asked <= time.GetUtcNow())
            return asked;
        var violations = new Violations();
        violations.Add(path, "must not lie in the future");
        violations.ThrowIfAny();
        return asked;
    }

    // The newest revision of the service moves with what is hidden, too.
    private static long Told(long revision, ServerCallContext context) => context.Caller().SeesEveryRecord ? revision : 0;

    // The records that a caller may know of, by the column that every kind of disclosed record has; null: all.
    private Filter? KnownTo(Caller caller) => caller.SeesEveryRecord || !type.Kind.Columns.Contains(RecordType.VisibilityColumn)
        ? null
        : Enum.GetValues<Audience>()
            .Where(audience => audience != Audience.Unspecified && audience <= caller.Audience)
            .Select(Filter? (audience) => new Filter.Comparison(RecordType.VisibilityColumn, Comparator.Equal, IndexText.Of(audience)!))
            .Aggregate((one, other) => new Filter.Or(one!, other!));

    private static Filter? Both(Filter? asked, Filter? known) => asked is null || known is null ? asked ?? known : new Filter.And(asked, known);

    private static int Limit(int pageSize) => pageSize == 0 ? DefaultPageRecords : Math.Min(pageSize, MaxPageRecords);

    // A token is good only for the listing that it came from: whatever shapes the listing goes into its identity.
    private static string Identity(string what, string filter, string asOf, Caller caller) =>
        $"{what}\n{filter}\n{asOf}\n{caller.Audience}";

    private string Token(string identity, long afterKey, long revision) => log.PageTokens.Issue(identity, new PageToken(afterKey, revision));

}
