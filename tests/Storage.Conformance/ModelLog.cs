using System.Text;
using Casualties.Storage;
using CsCheck;
using static Storage.Conformance.Writes;

namespace Storage.Conformance;

/// <summary>One record's new state.</summary>
internal sealed record ModelAppend(string Record, string Payload, string?[] Cells);

/// <summary>A change: its appends, whether it is refused after them, and how many microseconds the clock moves before it.</summary>
internal sealed record ModelChange(ModelAppend[] Appends, bool Refused, int Pause);

/// <summary>The log as a plain list, and the comparison of the real one with it.</summary>
internal sealed class ModelLog
{
    private static readonly string[] names = [.. Enumerable.Range(0, 6).Select(i => $"things/{i}"), .. Enumerable.Range(0, 3).Select(i => $"notes/{i}")];

    private readonly List<(string Record, string Payload, string?[] Cells, DateTimeOffset RecordedAt)> revisions = [];

    public static Gen<ModelChange[]> Changes { get; } = Gen.Select(
        Gen.Select(Gen.OneOf(names), Gen.String[0, 20], FilterGenerator.Cell.Array[2], (record, payload, cells) => new ModelAppend(record, payload, cells)).Array[0, 3],
        Gen.Frequency((1, Gen.Const(true)), (9, Gen.Const(false))),
        Gen.Int[0, 2],
        (appends, refused, pause) => new ModelChange(appends, refused, pause)).Array[0, 30];

    public async Task WriteAsync(IRevisionLog log, ModelChange change)
    {
        DateTimeOffset recordedAt = default;
        var write = log.WriteAsync(Change(scope =>
        {
            recordedAt = scope.Now;
            foreach (var append in change.Appends)
            {
                var kind = KindOf(append.Record);
                scope.Append(kind, append.Record, Bytes(append.Payload), append.Cells[..kind.Columns.Count]);
            }

            return change.Refused ? throw new StateForbids("x", "X", "refused") : [];
        }));
        if (change.Refused)
        {
            await Assert.ThrowsAsync<StateForbids>(() => write);
            return;
        }

        var outcome = await write;
        revisions.AddRange(change.Appends.Select(append => (append.Record, append.Payload, append.Cells, recordedAt)));
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

    public async Task CheckPagesAsync(IRevisionLog log, long asOf, RecordKind kind, Filter? filter, int pageSize, bool newestFirst = false)
    {
        var expected = Keys()
            .Where(name => KindOf(name) == kind)
            .Select(name => Find(name, asOf))
            .OfType<Recorded>()
            .Where(record => filter is null || FilterGenerator.Holds(filter, column => Cell(record, kind, column)) == true);
        if (newestFirst)
            expected = expected.Reverse();
        var listed = new List<Recorded>();
        while (true)
        {
            var page = await log.ListAsync(new Listing(kind, filter, asOf, listed.Count == 0 ? 0 : listed[^1].Key, pageSize, newestFirst), CancellationToken.None);
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
        Assert.Equal(revisions.Select((revision, i) => $"{i + 1} {revision.Record} {revision.Payload}"), all.Select(Text));
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

    private static RecordKind KindOf(string name) => name.StartsWith("things/", StringComparison.Ordinal) ? Kinds.Things : Kinds.Notes;

    // Gen.String makes lone surrogates, which no UTF-8 can hold: both sides are compared as they come back from it.
    private static string Text(Recorded? record) => record is null ? "-" : $"{record.Key} {record.Name} {record.Revision} {Encoding.UTF8.GetString(record.Payload.Span)}";

    private static string Text(Revision revision) => $"{revision.Number} {revision.Record} {Encoding.UTF8.GetString(revision.Payload.Span)}";

    private string? Cell(Recorded record, RecordKind kind, string column) => revisions[(int)record.Revision - 1].Cells[kind.Columns.ToList().IndexOf(column)];

    private List<string> Keys() => [.. revisions.Select(revision => revision.Record).Distinct()];

    private Recorded? Find(string name, long asOf)
    {
        var last = revisions[..(int)asOf].FindLastIndex(revision => revision.Record == name);
        return last < 0 ? null : new Recorded(Keys().IndexOf(name) + 1, name, last + 1, Bytes(revisions[last].Payload));
    }
}
