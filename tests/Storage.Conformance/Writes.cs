using System.Security.Cryptography;
using System.Text;
using Casualties.Storage;

namespace Storage.Conformance;

/// <summary>Changes as the suite makes them.</summary>
internal static class Writes
{
    private static int lastRequest;

    public static Guid NextRequestId() => new(Interlocked.Increment(ref lastRequest), 0, 0, new byte[8]);

    public static Change Change(
        Func<IWriteScope, byte[]> decide, Guid? requestId = null, string body = "", string actor = "users/7", string reason = "because") =>
        new(requestId ?? NextRequestId(), SHA256.HashData(Encoding.UTF8.GetBytes(body)), actor, reason, decide);

    /// <summary>Makes or changes a thing.</summary>
    public static Change Put(string record, string payload = "payload", string? colour = null, string? made = null, Guid? requestId = null) =>
        Change(
            scope =>
            {
                scope.Append(Kinds.Things, record, Bytes(payload), [colour, made]);
                return Bytes($"{record} at {scope.NextRevision - 1}");
            },
            requestId,
            record + payload);

    /// <summary>Takes everything out of the past of a thing; what is left of each payload is what follows its last bar, if it has one.</summary>
    public static Change Expunge(string record, Guid? requestId = null, string reason = "for safety", bool reasons = true) => Change(
        scope =>
        {
            scope.AppendExpunging(Kinds.Things, record, Bytes("tombstone"), [null, null], whole => (AfterBar(whole), [null, null]), reasons);
            return Bytes($"{record} expunged");
        },
        requestId,
        record,
        reason: reason);

    /// <summary>Makes a thing, or is refused if there is one of that name.</summary>
    public static Change Create(string record, Guid? requestId = null) => Change(
        scope =>
        {
            if (scope.Find(record) is not null)
                throw new RecordExists(record);
            scope.Append(Kinds.Things, record, Bytes(record), [null, null]);
            return Bytes(record);
        },
        requestId,
        record);

    /// <summary>A change that holds the writer until the gate opens, so that what is queued meanwhile shares its batch.</summary>
    public static Change Hold(ManualResetEventSlim gate, ManualResetEventSlim? entered = null) => Change(_ =>
    {
        entered?.Set();
        gate.Wait();
        return [];
    });

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static ReadOnlyMemory<byte> AfterBar(ReadOnlyMemory<byte> whole) =>
        whole.Span.LastIndexOf((byte)'|') is >= 0 and var bar ? whole[(bar + 1)..] : default;

    public static Task<ChangeOutcome> WriteAsync(this IRevisionLog log, Change change) => log.WriteAsync(change, CancellationToken.None);

    /// <summary>The whole log, read a page at a time.</summary>
    public static async Task<List<Revision>> ReadAllAsync(this IRevisionLog log)
    {
        var all = new List<Revision>();
        while (await log.RevisionsAfterAsync(all.Count, 100, CancellationToken.None) is { Count: > 0 } page)
            all.AddRange(page);
        return all;
    }

    /// <summary>Fails the test unless the log is whole; gives what the walk found.</summary>
    public static async Task<Verification> VerifiedAsync(this IRevisionLog log)
    {
        var verification = await log.VerifyAsync(null, CancellationToken.None);
        Assert.Null(verification.Fault);
        Assert.Equal(log.Newest, verification.Revisions);
        return verification;
    }
}
