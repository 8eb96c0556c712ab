using Casualties.Counts.V1;
using Casualties.Type.V1;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Much at once. Run alone, since it looks at the memory of the whole process.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;

/// <inheritdoc cref="Alone"/>
[Collection<Alone>]
public sealed class BulkImportTests : SuiteTest
{
    // Many small chunks, since the pools of buffers keep some of the size of a chunk.
    private const int Chunks = 200;
    private const int ChunkEntries = 100;
    private const int QuoteBytes = 1_000;
    private const long SentBytes = (long)Chunks * ChunkEntries * QuoteBytes;

    [Fact]
    public async Task Twenty_thousand_claims_pass_through_the_gateway_without_being_gathered_in_memory()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Incident());
        long heldFirst = 0, held = 0;
        using var call = suite.Claims.ImportClaims();
        for (var number = 0; number < Chunks; number++)
        {
            await call.RequestStream.WriteAsync(Chunk(number));
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
            var answer = call.ResponseStream.Current;
            Assert.Equal(ChunkEntries, answer.RecordedCount);
            if ((number + 1) % (Chunks / 10) > 0)
                continue;
            // Once the read model has them too, nobody has a reason to keep them, though the stream goes on.
            await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = answer.Revision });
            held = GC.GetTotalMemory(forceFullCollection: true);
            heldFirst = heldFirst == 0 ? held : heldFirst;
        }
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));

        // As text in memory they would take twice of what was sent.
        Assert.InRange(held - heldFirst, long.MinValue, SentBytes / 4);
    }

    private static ImportClaimsRequest Chunk(int number)
    {
        var chunk = new ImportClaimsRequest { RequestId = NewRequestId() };
        for (var entry = 0; entry < ChunkEntries; entry++)
        {
            var claim = Claim($"incidents/bulk-{(number * ChunkEntries) + entry}").With(one => one.VerbatimQuote = new string((char)('a' + (number % 26)), QuoteBytes));
            chunk.Entries.Add(new ClaimEntry { Claim = claim });
        }
        return chunk;
    }
}
