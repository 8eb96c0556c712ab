using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Microsoft.Extensions.Hosting;

namespace Casualties.Hosting.Records;

/// <summary>Reads the records of one collection: now, as of a point of the past, or not before a revision was seen.</summary>
public sealed class RecordReader<T>(IRevisionLog log, RecordType<T> type, TimeProvider time, IHostApplicationLifetime lifetime)
    where T : class, IRecord, IMessage<T>
{
    /// <summary>How many records a page holds if the caller does not say.</summary>
    public const int DefaultPageRecords = 50;

    /// <summary>How many records a page holds at most; more is read as this.</summary>
    public const int MaxPageRecords = 1000;

    /// <summary>One record. Throws <see cref="RecordNotFound"/>.</summary>
    public async Task<T> GetAsync(string name, long minRevision, AsOf? asOf, CancellationToken cancel)
    {
        var revision = await SnapshotAsync(minRevision, asOf, cancel);
        return await log.FindAsync(name, revision, cancel) is { } found ? type.Parse(found.Payload) : throw new RecordNotFound(name);
    }

    /// <summary>Records at one revision, in the order of the names. Throws <see cref="RecordNotFound"/> with all that do not exist.</summary>
    public async Task<RecordPage<T>> BatchGetAsync(IReadOnlyList<string> names, long minRevision, AsOf? asOf, CancellationToken cancel)
    {
        var revision = await SnapshotAsync(minRevision, asOf, cancel);
        var found = await log.FindManyAsync(names, revision, cancel);
        if (found.Contains(null))
            throw new RecordNotFound([.. names.Where((_, i) => found[i] is null)]);
        var records = new T[names.Count];
        for (var i = 0; i < records.Length; i++)
            records[i] = type.Parse(found[i]!.Payload);
        return new RecordPage<T>(records, "", revision);
    }

    /// <summary>A page of the records that pass a filter. All pages of a listing are read at the revision of the first.</summary>
    public async Task<RecordPage<T>> ListAsync(
        int pageSize, string pageToken, string filter, long minRevision, AsOf? asOf, CancellationToken cancel)
    {
        var parsed = Filter.Parse(filter, type.Kind);
        var identity = Identity(type.Kind.Collection, filter, asOf is null ? "" : asOf.ToString());
        var (afterKey, revision) = pageToken.Length == 0
            ? new PageToken(0, await SnapshotAsync(minRevision, asOf, cancel))
            : log.PageTokens.Read(identity, pageToken);
        var limit = Limit(pageSize);
        var found = await log.ListAsync(new Listing(type.Kind, parsed, revision, afterKey, limit + 1, type.NewestFirst), cancel);
        var shown = Math.Min(ByteLimit.Fitting(found, static one => one.Payload.Length), limit);
        var records = new T[shown];
        for (var i = 0; i < shown; i++)
            records[i] = type.Parse(found[i].Payload);
        return new RecordPage<T>(records, found.Count > shown ? Token(identity, found[shown - 1].Key, revision) : "", revision);
    }

    /// <summary>A page of the revisions of one record. Throws <see cref="RecordNotFound"/>.</summary>
    public async Task<RevisionPage> RevisionsAsync(string name, int pageSize, string pageToken, CancellationToken cancel)
    {
        var identity = Identity(name, "revisions", "");
        var after = pageToken.Length == 0 ? 0 : log.PageTokens.Read(identity, pageToken).AfterKey;
        var limit = Limit(pageSize);
        var found = await log.RevisionsOfAsync(name, after, limit + 1, cancel);
        if (found.Count == 0 && after == 0)
            throw new RecordNotFound(name);
        var shown = Math.Min(ByteLimit.Fitting(found, static one => one.Payload.Length), limit);
        return found.Count > shown
            ? new RevisionPage(found.Take(shown).ToArray(), Token(identity, found[shown - 1].Number, log.Newest))
            : new RevisionPage(found, "");
    }

    /// <summary>Reads the record out of a revision.</summary>
    public T Parse(Revision revision) => type.Parse(revision.Payload);

    /// <summary>The revision that a read is to see.</summary>
    private async Task<long> SnapshotAsync(long minRevision, AsOf? asOf, CancellationToken cancel)
    {
        if (minRevision > log.Newest)
            await WaitForAsync(minRevision, cancel);
        switch (asOf?.PointCase)
        {
            case AsOf.PointOneofCase.Time:
                return await log.RevisionAtAsync(PastOf(asOf.Time), cancel);
            case AsOf.PointOneofCase.Revision:
                return asOf.Revision <= log.Newest ? asOf.Revision : throw new RevisionAhead(asOf.Revision, log.Newest);
            default:
                return log.Newest;
        }
    }

    // It may never come: who waits for it must not hold up a shutdown.
    private async Task WaitForAsync(long revision, CancellationToken cancel)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        await log.WaitForAsync(revision, either.Token);
    }

    // What is true as of tomorrow is not known today, and would be answered differently then.
    private DateTimeOffset PastOf(Google.Protobuf.WellKnownTypes.Timestamp asked)
    {
        var past = asked.ToDateTimeOffset();
        if (past <= time.GetUtcNow())
            return past;
        var violations = new Violations();
        violations.Add("as_of.time", "must not lie in the future");
        violations.ThrowIfAny();
        return past;
    }

    private static int Limit(int pageSize) => pageSize == 0 ? DefaultPageRecords : Math.Min(pageSize, MaxPageRecords);

    // A token is good only for the listing that it came from: whatever shapes the listing goes into its identity.
    private static string Identity(string what, string filter, string asOf) =>
        $"{what}\n{filter}\n{asOf}";

    private string Token(string identity, long afterKey, long revision) => log.PageTokens.Issue(identity, new PageToken(afterKey, revision));

}
