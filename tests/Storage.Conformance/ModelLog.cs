using Casualties.Storage;
using CsCheck;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>What an append does to the earlier revisions of its record, if there are any.</summary>
internal enum Removal
{
    Nothing,
    Payloads,
    PayloadsAndReasons,
}

/// <summary>One record's new state.</summary>
internal sealed record ModelAppend(string Record, string Payload, string?[] Cells, Removal Removal);

/// <summary>A change: who makes it and why, its appends, whether it is refused after them, and how many microseconds the clock moves before it.</summary>
internal sealed record ModelChange(ModelAppend[] Appends, string Actor, string Reason, bool Refused, int Pause);

/// <summary>The log as a plain list, and the comparison of the real one with it.</summary>
internal sealed class ModelLog
{
    private static readonly string[] names = [.. Enumerable.Range(0, 6).Select(i => $"things/{i}"), .. Enumerable.Range(0, 3).Select(i => $"notes/{i}")];

    private readonly List<ModelRevision> revisions = [];
    private readonly List<(Change Change, bool Forgotten)> requests = [];

    private sealed record ModelRevision(string Record, byte[] Payload, string?[] Cells, DateTimeOffset RecordedAt, string Actor, string Reason, Guid Request);

    public static Gen<ModelChange[]> Changes { get; } = ChangesOf(Gen.Const(Removal.Nothing));

    /// <summary>Changes, some of which expunge.</summary>
    public static Gen<ModelChange[]> ChangesWithExpunges { get; } =
        ChangesOf(Gen.Frequency((8, Gen.Const(Removal.Nothing)), (1, Gen.Const(Removal.Payloads)), (1, Gen.Const(Removal.PayloadsAndReasons))));

    private static Gen<ModelChange[]> ChangesOf(Gen<Removal> removals) => Gen.Select(
        Gen.Select(
            Gen.OneOf(names), Gen.String[0, 20], FilterGenerator.Cell.Array[2], removals,
            (record, payload, cells, removal) => new ModelAppend(record, payload, cells, removal)).Array[0, 3],
        Gen.OneOf("users/7", "users/8", "users/9"),
        Gen.OneOf("", "because", "why not"),
        Gen.Frequency((1, Gen.Const(true)), (9, Gen.Const(false))),
        Gen.Int[0, 2],
        (appends, actor, reason, refused, pause) => new ModelChange(appends, actor, reason, refused, pause)).Array[0, 30];

    public async Task WriteAsync(IRevisionLog log, ModelChange change)
    {
        var request = NextRequestId();
        var after = revisions.ToList();
        var (expunged, forgotten) = (new HashSet<string>(), new HashSet<Guid>());
        var made = Change(
            scope =>
            {
                foreach (var append in change.Appends)
                    Append(scope, after, expunged, forgotten, append, change, request);
                return change.Refused ? throw new StateForbids("x", "X", "refused") : Response(request);
            },
            request,
            actor: change.Actor,
            reason: change.Reason);
        var write = log.WriteAsync(made);
        if (change.Refused)
        {
            await Assert.ThrowsAsync<StateForbids>(() => write);
            return;
        }

        var outcome = await write;
        Assert.True(after.Count == revisions.Count || revisions.Count == 0 || after[^1].RecordedAt > revisions[^1].RecordedAt, "A time names one change.");
        revisions.Clear();
        revisions.AddRange(after);
        requests.Add((made, false));
        for (var i = 0; i < requests.Count - 1; i++)
            requests[i] = (requests[i].Change, requests[i].Forgotten || forgotten.Contains(requests[i].Change.RequestId));
        Assert.Equal(revisions.Count, outcome.Revision);
    }

    public async Task CheckRecordsAsync(IRevisionLog log, long asOf)
    {
        string[] asked = [.. names, "things/none", names[0], "none", ""];
        var many = await log.FindManyAsync(asked, asOf, CancellationToken.None);
        Assert.Equal(asked.Select(name => Text(Find(name, asOf))), many.Select(Text));
        foreach (var name in asked)
            Assert.Equal(Text(Find(name, asOf)), Text(await log.FindAsync(name, asOf, CancellationToken.None)));
    }

    public async Task CheckPagesAsync(
        IRevisionLog log, long asOf, RecordKind kind, Filter? filter, int pageSize, bool newestFirst = false, Filter? stillFilter = null)
    {
        var expected = Keys()
            .Where(name => KindOf(name) == kind && Passes(stillFilter, Find(name, revisions.Count), kind))
            .Select(name => Find(name, asOf))
            .OfType<Recorded>()
            .Where(record => Passes(filter, record, kind));
        if (newestFirst)
            expected = expected.Reverse();
        var listed = new List<Recorded>();
        while (true)
        {
            var after = listed.Count == 0 ? 0 : listed[^1].Key;
            var page = await log.ListAsync(new Listing(kind, filter, asOf, after, pageSize, newestFirst, stillFilter), CancellationToken.None);
            Assert.InRange(page.Count, 0, pageSize);
            listed.AddRange(page);
            if (page.Count < pageSize)
                break;
        }

        Assert.Equal(expected.Select(Text), listed.Select(Text));
    }

    public async Task CheckHistoryAsync(IRevisionLog log)
    {
        var all = await log.ReadAllAsync();
        Assert.Equal(
            revisions.Select((revision, i) => $"{i + 1} {revision.Record} {Convert.ToHexString(revision.Payload)} {revision.Actor} {revision.Reason} {revision.Request}"),
            all.Select(Text));
        Assert.Equal(revisions.Select(revision => revision.RecordedAt), all.Select(revision => revision.RecordedAt));
        foreach (var name in names)
        {
            var own = all.Where(revision => revision.Record == name).ToList();
            var after = own.Count == 0 ? 0 : own[own.Count / 2].Number;
            var page = await log.RevisionsOfAsync(name, after, 2, CancellationToken.None);
            Assert.Equal(own.Where(revision => revision.Number > after).Take(2).Select(Text), page.Select(Text));
        }

        foreach (var time in revisions.Select(revision => revision.RecordedAt).Distinct())
        {
            Assert.Equal(1 + revisions.FindLastIndex(revision => revision.RecordedAt <= time), await log.RevisionAtAsync(time, CancellationToken.None));
            Assert.Equal(1 + revisions.FindLastIndex(revision => revision.RecordedAt < time), await log.RevisionAtAsync(time.AddTicks(-1), CancellationToken.None));
        }
    }

    /// <summary>Sends every request again: it is answered as before, or what it answered is gone.</summary>
    public async Task CheckRepeatsAsync(IRevisionLog log)
    {
        foreach (var (change, forgotten) in requests)
        {
            if (forgotten)
            {
                Assert.Equal(change.RequestId, (await Assert.ThrowsAsync<Expunged>(() => log.WriteAsync(change))).RequestId);
                continue;
            }

            var outcome = await log.WriteAsync(change);
            Assert.True(outcome.Replayed);
            Assert.Equal(Response(change.RequestId), outcome.Response.ToArray());
        }
    }

    private static void Append(
        IWriteScope scope, List<ModelRevision> after, HashSet<string> expunged, HashSet<Guid> forgotten, ModelAppend append, ModelChange change, Guid request)
    {
        var kind = KindOf(append.Record);
        var cells = append.Cells[..kind.Columns.Count];
        var payload = Bytes(append.Payload);
        // Only a record that is there can be expunged, and only once in a change.
        var expunges = append.Removal != Removal.Nothing && scope.Find(append.Record) is not null && expunged.Add(append.Record);
        if (!expunges)
        {
            scope.Append(kind, append.Record, payload, cells);
        }
        else
        {
            scope.AppendExpunging(kind, append.Record, payload, cells, whole => (Left(whole.ToArray()), LeftCells(kind)), append.Removal == Removal.PayloadsAndReasons);
            foreach (var (i, revision) in after.Index().Where(one => one.Item.Record == append.Record).ToList())
            {
                var reason = append.Removal == Removal.PayloadsAndReasons ? "" : revision.Reason;
                after[i] = revision with { Payload = Left(revision.Payload), Cells = LeftCells(kind), Reason = reason };
                forgotten.Add(revision.Request);
            }
        }

        after.Add(new ModelRevision(append.Record, payload, cells, scope.Now, change.Actor, change.Reason, request));
        Assert.Equal(after.Where(revision => revision.Record == append.Record).Select(revision => revision.Actor).Distinct(), scope.ActorsOf(append.Record));
    }

    // Something is left, and it depends on what was there.
    private static byte[] Left(byte[] payload) => payload[..Math.Min(2, payload.Length)];

    private static string?[] LeftCells(RecordKind kind) => kind == Kinds.Things ? ["a", null] : ["b"];

    private static byte[] Response(Guid request) => Bytes($"answer to {request}");

    private static RecordKind KindOf(string name) => name.StartsWith("things/", StringComparison.Ordinal) ? Kinds.Things : Kinds.Notes;

    private static string Text(Recorded? record) => record is null ? "-" : $"{record.Key} {record.Name} {record.Revision} {Convert.ToHexString(record.Payload.Span)}";

    private static string Text(Revision revision) =>
        $"{revision.Number} {revision.Record} {Convert.ToHexString(revision.Payload.Span)} {revision.Actor} {revision.Reason} {revision.RequestId}";

    private bool Passes(Filter? filter, Recorded? record, RecordKind kind) =>
        filter is null || (record is not null && FilterGenerator.Holds(filter, column => Cell(record, kind, column)) == true);

    private string? Cell(Recorded record, RecordKind kind, string column) => revisions[(int)record.Revision - 1].Cells[kind.Columns.ToList().IndexOf(column)];

    private List<string> Keys() => [.. revisions.Select(revision => revision.Record).Distinct()];

    private Recorded? Find(string name, long asOf)
    {
        var last = revisions[..(int)asOf].FindLastIndex(revision => revision.Record == name);
        return last < 0 ? null : new Recorded(Keys().IndexOf(name) + 1, name, last + 1, revisions[last].Payload);
    }
}
