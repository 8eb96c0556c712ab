using System.Threading.Channels;
using Casualties.Storage;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Casualties.Hosting.Records;

/// <summary>Records in bulk: chunks come in, each is answered in order once what it holds is durable.</summary>
public static class RecordImport
{
    /// <summary>How many entries a chunk holds at most.</summary>
    public const int MaxChunkEntries = 1000;

    // Chunks that are being written while the next is read. More would only grow the queue before the one writer.
    private const int ChunksInFlight = 4;

    /// <summary>Reads chunks until the caller ends the stream, writes each and answers in order.</summary>
    /// <param name="requests">The chunks.</param>
    /// <param name="responses">The answers.</param>
    /// <param name="write">Writes one chunk.</param>
    /// <param name="cancel">Ends the stream.</param>
    public static async Task RunAsync<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, Func<TRequest, Task<TResponse>> write, CancellationToken cancel)
    {
        var inFlight = Channel.CreateBounded<Task<TResponse>>(ChunksInFlight);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var answering = AnswerAsync();
        var reading = ReadAsync();
        await Task.WhenAll(answering, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A chunk that was refused whole ends the reading; its own error tells the caller why, so it goes first.
        await answering;
        await reading;

        async Task ReadAsync()
        {
            try
            {
                while (await requests.MoveNext(stop.Token))
                    await inFlight.Writer.WriteAsync(write(requests.Current), stop.Token);
            }
            finally
            {
                inFlight.Writer.TryComplete();
            }
        }

        async Task AnswerAsync()
        {
            try
            {
                await foreach (var chunk in inFlight.Reader.ReadAllAsync(stop.Token))
                    await responses.WriteAsync(await chunk, CancellationToken.None);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>What is wrong with an entry on its own; null if nothing is.</summary>
    public static InvalidFields? FaultOf(IMessage entry)
    {
        var violations = new Violations();
        FieldRules.Check(entry, violations);
        return violations.Found;
    }

    /// <summary>Checks what concerns the chunk as a whole. Throws <see cref="InvalidFields"/>.</summary>
    public static void CheckChunk(string requestId, int entries)
    {
        var violations = new Violations();
        if (!Guid.TryParseExact(requestId, "D", out var id) || id.Version != 4)
            violations.Add("request_id", "must be a UUID, version 4");
        if (entries is 0 or > MaxChunkEntries)
            violations.Add("entries", $"must hold 1 to {MaxChunkEntries} entries, not {entries}");
        violations.ThrowIfAny();
    }

    /// <summary>Adds every entry of a chunk that can be added; the others are refused one by one.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="faults">What is wrong with an entry on its own; null where nothing is. As many as entries.</param>
    /// <param name="add">Adds one entry, or throws a <see cref="Refusal"/>.</param>
    public static List<RefusedEntry> AddAll<TEntry>(IReadOnlyList<TEntry> entries, IReadOnlyList<InvalidFields?> faults, Action<TEntry> add)
    {
        var refused = new List<RefusedEntry>();
        for (var i = 0; i < entries.Count; i++)
        {
            Exception? fault = faults[i];
            if (fault is null)
            {
                try
                {
                    add(entries[i]);
                }
                catch (Refusal refusal)
                {
                    fault = refusal;
                }
            }
            if (fault is not null)
                refused.Add(new RefusedEntry { Index = i, Status = StatusErrors.ToStatus(fault) });
        }
        return refused;
    }
}
