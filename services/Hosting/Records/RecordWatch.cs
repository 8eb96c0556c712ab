using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Casualties.Hosting.Records;

/// <summary>Streams a revision log to a caller, at the caller's pace: the log itself is the buffer.</summary>
public sealed class RecordWatch(IRevisionLog log, TimeProvider time)
{
    /// <summary>How many revisions a response holds at most.</summary>
    public const int MaxBatchRevisions = 500;

    /// <summary>Sends every revision after <paramref name="after"/>, then what is committed, until cancelled. The stream opens with a response at once.</summary>
    /// <param name="after">The last revision that the caller knows.</param>
    /// <param name="responses">The stream.</param>
    /// <param name="respond">Makes a response of revisions (maybe none), the checkpoint after them, and the newest revision there is.</param>
    /// <param name="cancel">Ends the stream.</param>
    public async Task StreamAsync<TResponse>(
        long after, IServerStreamWriter<TResponse> responses, Func<IReadOnlyList<Revision>, long, long, Task<TResponse>> respond, CancellationToken cancel)
    {
        if (after > log.Newest)
            throw new RevisionAhead(after, log.Newest);
        var checkpoint = after;
        while (true)
        {
            var batch = await log.RevisionsAfterAsync(checkpoint, MaxBatchRevisions, cancel);
            var fitting = ByteLimit.Fitting(batch, static revision => revision.Payload.Length);
            if (fitting < batch.Count)
                batch = [.. batch.Take(fitting)];
            if (batch.Count > 0)
                checkpoint = batch[^1].Number;
            await responses.WriteAsync(await respond(batch, checkpoint, log.Newest), CancellationToken.None);
            if (checkpoint == log.Newest)
                await Heartbeat.WaitAsync(token => log.WaitForAsync(checkpoint + 1, token), time, cancel);
        }
    }

    /// <summary>The contract's view of a revision. Who called, and why, is told to everyone whom the contract lets read revisions.</summary>
    public static RevisionInfo InfoOf(Revision revision) => new()
    {
        Revision = revision.Number,
        Record = revision.Record,
        RecordTime = Timestamp.FromDateTimeOffset(revision.RecordedAt),
        Actor = revision.Actor,
        Reason = revision.Reason,
        RequestId = revision.RequestId.ToString(),
        Hash = UnsafeByteOperations.UnsafeWrap(revision.Hash),
        PreviousHash = UnsafeByteOperations.UnsafeWrap(revision.PreviousHash),
    };
}
