using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Records in bulk: entries stand alone, chunks are answered in order.</summary>
public sealed class ImportTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private const int MaxChunkEntries = 1000;

    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task Entries_are_refused_one_by_one_as_calls_of_their_own_would_be_while_the_others_are_recorded()
    {
        var incident = shared.NextIncident();
        var taken = (await suite.RecordAsync(Claim(incident))).Name["claims/".Length..];
        var elsewhere = await suite.RecordAsync(Claim(shared.NextIncident()));
        (Claim Claim, string Id)[] entries =
        [
            (Claim(incident), ""),
            (Claim(incident), taken),
            (new Claim { Incident = incident }, ""),
            (Claim(incident, counts: Between(9, 8)), ""),
            (Claim(incident).With(one => one.Copies = elsewhere.Name), ""),
            (Claim(incident, counts: Exactly(1).With(one => (one.Harm, one.Form) = ((HarmType)99, (CountForm)99))), ""),
            (Claim(incident).With(one => one.PublishedTime = new Timestamp { Seconds = long.MaxValue }), ""),
            (Claim(incident), "Not an id"),
            (Claim(incident), ""),
        ];
        var chunk = new ImportClaimsRequest { RequestId = NewRequestId() };
        chunk.Entries.Add(entries.Select(entry => new ClaimEntry { Claim = entry.Claim, ClaimId = entry.Id }));
        var answer = Assert.Single(await suite.ImportAsync(chunk));

        Assert.Equal((chunk.RequestId, 2), (answer.RequestId, answer.RecordedCount));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], answer.Refused.Select(refused => refused.Index));
        Assert.Equal(3, (await shared.ClaimsAsync(incident)).Count);
        Assert.Equal((await suite.NewestAsync()).Counts, answer.Revision);
        foreach (var refused in answer.Refused)
        {
            var (claim, id) = entries[refused.Index];
            var alone = await Refusal.OfAsync(() => suite.RecordAsync(claim, id));
            var entry = Refusal.Of(refused.Status);
            Assert.Equal((alone.Code, alone.Message, alone.Reason), (entry.Code, entry.Message, entry.Reason));
            Assert.Equal(alone.Violations, entry.Violations);
        }
    }

    [Fact]
    public async Task Chunks_are_answered_in_their_order()
    {
        var incident = shared.NextIncident();
        var chunks = Enumerable.Range(1, 40).Select(size => Chunk(incident, (size * 7) % 40)).Where(chunk => chunk.Entries.Count > 0).ToList();
        var answers = await suite.ImportAsync(chunks);

        Assert.Equal(chunks.Select(chunk => chunk.RequestId), answers.Select(answer => answer.RequestId));
        Assert.Equal(chunks.Select(chunk => chunk.Entries.Count), answers.Select(answer => answer.RecordedCount));
        Assert.All(answers.Zip(answers.Skip(1)), pair => Assert.True(pair.First.Revision < pair.Second.Revision));
    }

    [Fact]
    public async Task A_chunk_that_is_no_chunk_ends_the_stream_and_what_came_before_it_stays()
    {
        (ImportClaimsRequest Chunk, string[] Fields)[] wrong =
        [
            (Chunk("incidents/a", MaxChunkEntries + 1), ["entries"]),
            (new ImportClaimsRequest { RequestId = NewRequestId() }, ["entries"]),
            (Chunk("incidents/a", 1).With(chunk => chunk.RequestId = ""), ["request_id"]),
            (Chunk("incidents/a", 1).With(chunk => chunk.RequestId = "not a uuid"), ["request_id"]),
            (Chunk("incidents/a", 1).With(chunk => chunk.RequestId = "0190a1b2-0000-7000-8000-000000000000"), ["request_id"]),
            (new ImportClaimsRequest(), ["request_id", "entries"]),
        ];
        // Again and again: whether the fault or its end of the stream is noticed first must not matter.
        for (var round = 0; round < 10; round++)
        {
            foreach (var (chunk, fields) in wrong)
            {
                var incident = shared.NextIncident();
                var refusal = await Refusal.OfAsync(() => suite.ImportAsync(Chunk(incident, 2), chunk, Chunk(incident, 2), Chunk(incident, 2)));
                Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (refusal.Code, refusal.Reason));
                Assert.Equal(fields.Order(), refusal.Fields.Order());
                Assert.InRange((await shared.ClaimsAsync(incident)).Count, 2, 6);
            }
        }
    }

    [Fact]
    public async Task A_full_chunk_is_recorded_and_a_stream_without_chunks_records_nothing()
    {
        var incident = shared.NextIncident();
        Assert.Empty(await suite.ImportAsync());
        Assert.Equal(MaxChunkEntries, Assert.Single(await suite.ImportAsync(Chunk(incident, MaxChunkEntries))).RecordedCount);
    }

    [Fact]
    public async Task An_entry_may_copy_one_of_the_same_chunk_and_an_id_is_taken_by_the_first_that_names_it()
    {
        var incident = shared.NextIncident();
        var id = incident["incidents/".Length..];
        var chunk = new ImportClaimsRequest
        {
            RequestId = NewRequestId(),
            Entries =
            {
                new ClaimEntry { Claim = Claim(incident), ClaimId = id },
                new ClaimEntry { Claim = Claim(incident).With(one => one.Copies = $"claims/{id}") },
                new ClaimEntry { Claim = Claim("incidents/elsewhere").With(one => one.Copies = $"claims/{id}") },
                new ClaimEntry { Claim = Claim(incident), ClaimId = id },
            },
        };
        var answer = Assert.Single(await suite.ImportAsync(chunk));
        Assert.Equal([(2, "INVALID_FIELD"), (3, "RECORD_EXISTS")], answer.Refused.Select(refused => (refused.Index, Refusal.Of(refused.Status).Reason)));
    }

    [Fact]
    public async Task Incidents_and_sources_are_imported_alike()
    {
        using var incidents = suite.Incidents.ImportIncidents();
        await incidents.RequestStream.WriteAsync(new ImportIncidentsRequest
        {
            RequestId = NewRequestId(),
            Entries = { new IncidentEntry { Incident = Incident() }, new IncidentEntry { Incident = new Incident() } },
        });
        await incidents.RequestStream.CompleteAsync();
        Assert.True(await incidents.ResponseStream.MoveNext());
        Assert.Equal(1, incidents.ResponseStream.Current.RecordedCount);
        Assert.Equal(["incident.title", "incident.event_time"], Refusal.Of(Assert.Single(incidents.ResponseStream.Current.Refused, one => one.Index == 1).Status).Fields);

        using var sources = suite.Sources.ImportSources();
        await sources.RequestStream.WriteAsync(new()
        {
            RequestId = NewRequestId(),
            Entries = { new Casualties.Sources.V1.SourceEntry { Source = Source() }, new Casualties.Sources.V1.SourceEntry { Source = new() } },
        });
        await sources.RequestStream.CompleteAsync();
        Assert.True(await sources.ResponseStream.MoveNext());
        Assert.Equal(1, sources.ResponseStream.Current.RecordedCount);
        Assert.Equal(["source.display_name", "source.type"], Refusal.Of(Assert.Single(sources.ResponseStream.Current.Refused, one => one.Index == 1).Status).Fields);
    }

    private static ImportClaimsRequest Chunk(string incident, int entries)
    {
        var chunk = new ImportClaimsRequest { RequestId = NewRequestId() };
        for (var entry = 0; entry < entries; entry++)
            chunk.Entries.Add(new ClaimEntry { Claim = Claim(incident) });
        return chunk;
    }
}
