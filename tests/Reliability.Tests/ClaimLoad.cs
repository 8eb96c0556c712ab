using System.Collections.Concurrent;
using Casualties.Counts.V1;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>
/// Claims written by several writers and by an import, until the server breaks off. Each claim has a figure that no other one has, so
/// that a claim that was lost or doubled shows whatever the store says of request ids.
/// </summary>
/// <param name="incidents">What the claims are about, in turn.</param>
/// <param name="publisher">Who publishes them.</param>
internal sealed class ClaimLoad(IReadOnlyList<string> incidents, string publisher)
{
    private const int ChunkEntries = 5;
    private const int ChunksAhead = 3;

    private readonly ConcurrentDictionary<long, bool> acknowledged = new();
    private readonly ConcurrentQueue<RecordClaimRequest> unanswered = new();
    private readonly ConcurrentQueue<ImportClaimsRequest> unansweredChunks = new();
    private readonly ConcurrentQueue<RpcException> failures = new();
    private long figure;
    private Awaited? awaited;

    /// <summary>How many claims were acknowledged.</summary>
    public int AcknowledgedCount => acknowledged.Count;

    /// <summary>Completes once so many more claims are acknowledged. One caller at a time.</summary>
    public Task AcknowledgeMoreAsync(int claims)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref awaited, new Awaited(AcknowledgedCount + claims, reached));
        CheckAwaited();
        return reached.Task;
    }

    /// <summary>What calls ended with that were not answered.</summary>
    public IEnumerable<RpcException> Failures => failures;

    /// <summary>The figure by which a claim is known.</summary>
    public static long FigureOf(Claim claim) => claim.Counts[0].Low;

    /// <summary>Writes, each claim after the answer to the one before, until a call fails.</summary>
    public async Task WriteAsync(SuiteClient client)
    {
        while (true)
        {
            var request = new RecordClaimRequest { Claim = NextClaim(), RequestId = Some.NewRequestId() };
            try
            {
                Acknowledge(await client.Claims.RecordClaimAsync(request));
            }
            catch (RpcException e)
            {
                failures.Enqueue(e);
                unanswered.Enqueue(request);
                return;
            }
        }
    }

    /// <summary>Imports chunk after chunk, a few ahead of their answers, until the stream breaks.</summary>
    public async Task ImportAsync(SuiteClient client)
    {
        using var import = client.Claims.ImportClaims();
        var sent = new Queue<ImportClaimsRequest>();
        try
        {
            while (true)
            {
                var chunk = NextChunk();
                sent.Enqueue(chunk);
                await import.RequestStream.WriteAsync(chunk);
                if (sent.Count > ChunksAhead)
                    await ReadAnswerAsync(import, sent);
            }
        }
        catch (Exception e) when (e is RpcException or IOException)
        {
            // Which of the two says that the stream broke depends on whether it was written or read at that moment.
        }
        foreach (var chunk in sent)
            unansweredChunks.Enqueue(chunk);
    }

    /// <summary>Sends again what was not answered, with the same request ids.</summary>
    public async Task RepeatUnansweredAsync(SuiteClient client)
    {
        while (unanswered.TryDequeue(out var request))
            Acknowledge(await client.Claims.RecordClaimAsync(request));
        using var import = client.Claims.ImportClaims();
        var sent = new Queue<ImportClaimsRequest>();
        while (unansweredChunks.TryDequeue(out var chunk))
        {
            sent.Enqueue(chunk);
            await import.RequestStream.WriteAsync(chunk);
            await ReadAnswerAsync(import, sent);
        }
        await import.RequestStream.CompleteAsync();
        Assert.False(await import.ResponseStream.MoveNext());
    }

    /// <summary>Fails unless every claim that was acknowledged is among these, none is there twice, and none that was never sent.</summary>
    public void CheckStored(IReadOnlyList<Claim> claims)
    {
        var stored = claims.Select(FigureOf).ToHashSet();
        Assert.Equal(claims.Count, stored.Count);
        Assert.Empty(acknowledged.Keys.Except(stored));
        Assert.DoesNotContain(stored, one => one < 1 || one > figure);
    }

    /// <summary>Fails unless exactly the claims that were acknowledged are there: nothing is unanswered any more.</summary>
    public void CheckComplete(IReadOnlyList<Claim> claims)
    {
        Assert.Empty(unanswered);
        Assert.Empty(unansweredChunks);
        Assert.Equal(acknowledged.Keys.Order(), claims.Select(FigureOf).Order());
    }

    private async Task ReadAnswerAsync(AsyncDuplexStreamingCall<ImportClaimsRequest, ImportClaimsResponse> import, Queue<ImportClaimsRequest> sent)
    {
        Assert.True(await import.ResponseStream.MoveNext());
        // Answers come in the order of the chunks.
        var (chunk, answer) = (sent.Dequeue(), import.ResponseStream.Current);
        Assert.Equal(chunk.RequestId, answer.RequestId);
        Assert.Equal(chunk.Entries.Count, answer.RecordedCount);
        foreach (var entry in chunk.Entries)
            Acknowledge(entry.Claim);
    }

    private ImportClaimsRequest NextChunk()
    {
        var chunk = new ImportClaimsRequest { RequestId = Some.NewRequestId() };
        for (var i = 0; i < ChunkEntries; i++)
            chunk.Entries.Add(new ClaimEntry { Claim = NextClaim() });
        return chunk;
    }

    private Claim NextClaim()
    {
        var next = Interlocked.Increment(ref figure);
        return Some.Claim(incidents[(int)(next % incidents.Count)], publisher, publisher, Some.Exactly(next));
    }

    private void Acknowledge(Claim claim)
    {
        acknowledged[FigureOf(claim)] = true;
        CheckAwaited();
    }

    private void CheckAwaited()
    {
        if (Volatile.Read(ref awaited) is { } waiting && AcknowledgedCount >= waiting.Count)
            waiting.Reached.TrySetResult();
    }

    private sealed record Awaited(int Count, TaskCompletionSource Reached);
}
