using System.Threading.Channels;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Casualties.Gateway.Import;

/// <summary>The words in which one service of the suite takes entries in bulk: the three differ in types only.</summary>
/// <param name="Open">Opens the import stream.</param>
/// <param name="Request">Makes a chunk of entries; the request id is still empty.</param>
/// <param name="SetRequestId">Sets the request id of a chunk.</param>
/// <param name="Answer">Reads an answer.</param>
/// <param name="Record">The record of an entry.</param>
/// <param name="Name">The name that the record of an entry will have.</param>
/// <param name="Stored">Reads records that exist, in the order of their names, without what the service adds to what was sent.</param>
internal sealed record BulkApi<TEntry, TRequest, TResponse>(
    Func<CancellationToken, AsyncDuplexStreamingCall<TRequest, TResponse>> Open,
    Func<IReadOnlyList<TEntry>, TRequest> Request,
    Action<TRequest, string> SetRequestId,
    Func<TResponse, ChunkAnswer> Answer,
    Func<TEntry, IMessage> Record,
    Func<TEntry, string> Name,
    Func<IReadOnlyList<string>, CancellationToken, Task<IReadOnlyList<IMessage>>> Stored)
    where TRequest : IMessage;

/// <summary>What a service answered to a chunk.</summary>
internal sealed record ChunkAnswer(long Revision, int Recorded, IReadOnlyList<(int Index, Google.Rpc.Status Status)> Refused);

/// <summary>
/// Sends entries to a service in chunks, several chunks ahead of the answers, and settles the answers in order. An entry that exists
/// already with the same content is no refusal.
/// </summary>
/// <param name="api">The service.</param>
/// <param name="startRevision">
/// The revision of the service before the import. A chunk answered with a revision not above it is the stored answer of an earlier import.
/// </param>
/// <param name="cancel">Ends the import.</param>
internal sealed class EntryStream<TEntry, TRequest, TResponse, TTag>(
    BulkApi<TEntry, TRequest, TResponse> api, long startRevision, CancellationToken cancel) : IDisposable
    where TRequest : IMessage
{
    private const int ChunkEntries = 500;
    private const int ChunksAhead = 4;

    private readonly long startRevision = startRevision;
    private readonly AsyncDuplexStreamingCall<TRequest, TResponse> call = api.Open(cancel);
    private readonly Channel<TResponse> answers = Channel.CreateUnbounded<TResponse>();
    private readonly Queue<(TEntry Entry, TTag Tag)[]> sent = new();
    private List<(TEntry Entry, TTag Tag)> chunk = new(ChunkEntries);
    private Task? receiving;
    private int recorded;
    private int alreadyThere;

    /// <summary>Told of each entry that was refused, in the order of sending, and why; the columns are field paths of the contract.</summary>
    public required Action<TTag, IReadOnlyList<RowFault>> Refused { get; init; }

    /// <summary>Done before each chunk is sent: what the chunk needs to be there.</summary>
    public Func<Task>? BeforeChunk { get; init; }

    /// <summary>The newest revision that an answer named.</summary>
    public long Revision { get; private set; } = startRevision;

    /// <summary>What became of the entries, out of a number of rows: those that were not sent were refused before.</summary>
    public ImportTally Tally(int rows) => new(rows, recorded, alreadyThere, rows - recorded - alreadyThere);

    /// <summary>Adds an entry; sends a chunk when one is full.</summary>
    public async ValueTask AddAsync(TEntry entry, TTag tag)
    {
        chunk.Add((entry, tag));
        if (chunk.Count == ChunkEntries)
            await SendAsync();
    }

    /// <summary>Sends what is left, and waits until all is durable.</summary>
    public async Task FlushAsync()
    {
        await SendAsync();
        while (sent.Count > 0)
            await SettleAsync();
    }

    /// <summary>Sends what is left, waits until all is durable, and ends the stream.</summary>
    public async Task CompleteAsync()
    {
        await FlushAsync();
        await call.RequestStream.CompleteAsync();
        if (receiving is not null)
            await receiving;
    }

    /// <inheritdoc/>
    public void Dispose() => call.Dispose();

    private async Task SendAsync()
    {
        if (chunk.Count == 0)
            return;
        if (BeforeChunk is not null)
            await BeforeChunk();
        if (sent.Count == ChunksAhead)
            await SettleAsync();
        // Answers are taken off the wire at all times: a server that cannot answer would stop reading, and both sides would wait.
        receiving ??= ReceiveAsync();
        TRequest request = api.Request([.. chunk.Select(c => c.Entry)]);
        api.SetRequestId(request, ResourceIds.OfRequest(request));
        sent.Enqueue([.. chunk]);
        chunk.Clear();
        try
        {
            await call.RequestStream.WriteAsync(request, cancel);
        }
        catch (Exception broken) when (broken is RpcException or InvalidOperationException)
        {
            // The answering side knows why the call ended; the sending side only that it did.
            await receiving;
            throw;
        }
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await call.ResponseStream.MoveNext(cancel))
                await answers.Writer.WriteAsync(call.ResponseStream.Current, cancel);
            answers.Writer.Complete();
        }
        catch (Exception broken)
        {
            answers.Writer.Complete(broken);
            throw;
        }
    }

    private async Task SettleAsync()
    {
        if (!await answers.Reader.WaitToReadAsync(cancel) || !answers.Reader.TryRead(out TResponse? response))
            throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "the import stream ended before all chunks were answered"));
        (TEntry Entry, TTag Tag)[] entries = sent.Dequeue();
        ChunkAnswer answer = api.Answer(response);
        if (answer.Revision > startRevision)
            recorded += answer.Recorded;
        else
            alreadyThere += answer.Recorded;
        Revision = Math.Max(Revision, answer.Revision);
        IReadOnlySet<int> same = await SameAsStoredAsync(entries, answer.Refused);
        foreach ((int index, Google.Rpc.Status status) in answer.Refused)
        {
            if (same.Contains(index))
            {
                alreadyThere++;
                continue;
            }

            Refused(entries[index].Tag, FaultsOf(status));
        }
    }

    // Of the entries whose names were taken, those that the store holds with the same content.
    private async Task<IReadOnlySet<int>> SameAsStoredAsync((TEntry Entry, TTag Tag)[] entries, IReadOnlyList<(int Index, Google.Rpc.Status Status)> refused)
    {
        int[] taken = [.. refused.Where(r => r.Status.Code == (int)StatusCode.AlreadyExists).Select(r => r.Index)];
        if (taken.Length == 0)
            return new HashSet<int>();
        IReadOnlyList<IMessage> stored = await api.Stored([.. taken.Select(index => api.Name(entries[index].Entry))], cancel);
        return taken.Where((index, i) => IsSame(stored[i], api.Record(entries[index].Entry))).ToHashSet();
    }

    // Who may see a record is decided after it was recorded, too; its content is the same.
    private static bool IsSame(IMessage stored, IMessage sent)
    {
        if (stored is IDisclosedRecord known && sent is IDisclosedRecord record)
            record.Visibility = known.Visibility;
        return stored.Equals(sent);
    }

    private static IReadOnlyList<RowFault> FaultsOf(Google.Rpc.Status status)
    {
        if (status.Code == (int)StatusCode.AlreadyExists)
            return [new RowFault("", "it exists in the store with other content")];
        BadRequest? bad = status.GetDetail<BadRequest>();
        return bad is null || bad.FieldViolations.Count == 0
            ? [new RowFault("", $"the service refused it: {(StatusCode)status.Code}")]
            : [.. bad.FieldViolations.Select(v => new RowFault(v.Field, v.Description))];
    }
}
