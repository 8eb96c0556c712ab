using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Incidents.V1;
using Casualties.Simulation;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using static Casualties.Tests.Shared.Some;
using Attribution = Casualties.Type.V1.Attribution;
using AttributionRole = Casualties.Type.V1.AttributionRole;
using AttributionStatus = Casualties.Type.V1.AttributionStatus;
using Claim = Casualties.Counts.V1.Claim;
using CountForm = Casualties.Type.V1.CountForm;
using CountStatement = Casualties.Type.V1.CountStatement;

namespace Suite.Tests;

/// <summary>A simulated world as records of a suite: its sources err in ways that can be learned.</summary>
internal static class SimulatedRecords
{
    private const ulong Seed = 20_260_801;

    private static readonly DateTimeOffset Noon = new(2021, 8, 3, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Records so many incidents with all claims about them, and answers the newest revisions.</summary>
    public static async Task<SuiteRevisions> RecordAsync(RunningSuite suite, int incidents)
    {
        var world = Simulator.Run(Scenario.Base with { Incidents = incidents }, Seed);
        for (var source = 0; source < world.Sources.Count; source++)
        {
            if (world.Sources[source].Role != SourceRole.Opponent)
                await suite.CreateAsync(Source(DisplayName(source)).With(one => one.Type = TypeOf(world.Sources[source].Role)), $"voice-{source}");
        }
        using var call = suite.Incidents.ImportIncidents();
        await call.RequestStream.WriteAsync(new ImportIncidentsRequest
        {
            RequestId = NewRequestId(),
            Entries = { world.Incidents.Select((one, number) => new IncidentEntry { IncidentId = IdOf(number), Incident = IncidentOf(world, one) }) },
        });
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(incidents, call.ResponseStream.Current.RecordedCount);

        var claims = world.Incidents.SelectMany((one, number) => one.Evidence.Select(said => new ClaimEntry { Claim = ClaimOf(world, number, said) }));
        var answers = await suite.ImportAsync(claims.Chunk(1000).Select(chunk => new ImportClaimsRequest { RequestId = NewRequestId(), Entries = { chunk } }));
        Assert.All(answers, answer => Assert.Empty(answer.Refused));
        return await suite.NewestAsync();
    }

    /// <summary>The id of an incident, by its number.</summary>
    public static string IdOf(int number) => $"simulated-{number:D5}";

    private static string DisplayName(int source) => $"Voice {source}";

    private static Incident IncidentOf(SimulatedWorld world, SimulatedIncident simulated)
    {
        var incident = Incident();
        foreach (var said in simulated.Evidence.Where(said => world.Sources[said.Source].Role == SourceRole.Perpetrator).DistinctBy(said => said.Source))
        {
            incident.Attributions.Add(
                new Attribution { Actor = DisplayName(said.Source), Role = AttributionRole.Perpetrator, Status = AttributionStatus.InferredByRecorder });
        }
        return incident;
    }

    private static Claim ClaimOf(SimulatedWorld world, int incident, Evidence said)
    {
        // A belligerent is one source, which speaks in two roles.
        var source = $"sources/voice-{(world.Sources[said.Source].Role == SourceRole.Opponent ? said.Source - 1 : said.Source)}";
        return Claim($"incidents/{IdOf(incident)}", source, source, StatementOf(said)).With(one =>
        {
            var published = Noon.AddHours(said.LagHours);
            one.PublishedDate = Day(published.Year, published.Month, published.Day);
            one.PublishedTime = Timestamp.FromDateTimeOffset(published);
        });
    }

    private static CountStatement StatementOf(Evidence said) => said.Form switch
    {
        EvidenceForm.Exact => Exactly(said.Low),
        EvidenceForm.About => Exactly(said.Low).With(one => one.Form = CountForm.About),
        EvidenceForm.Range => Between(said.Low, said.High),
        EvidenceForm.AtLeast => AtLeast(said.Low),
        EvidenceForm.AtMost => new CountStatement { Harm = HarmType.Killed, Form = CountForm.AtMost, High = said.High },
        EvidenceForm.Partial => AtLeast(said.Low).With(one => one.Coverage = CountCoverage.PartOfIncident),
        _ => new CountStatement { Harm = HarmType.Killed, Form = CountForm.Words, Words = said.Word.ToString().ToLowerInvariant() },
    };

    private static SourceType TypeOf(SourceRole role) => role switch
    {
        SourceRole.Hospital => SourceType.MedicalFacility,
        SourceRole.UnitedNations => SourceType.UnOrIntergovernmental,
        SourceRole.Ngo => SourceType.LocalNgoMonitor,
        SourceRole.News => SourceType.NationalMedia,
        SourceRole.Activist => SourceType.Witness,
        SourceRole.Social => SourceType.SocialMediaAccount,
        SourceRole.Official => SourceType.OfficialState,
        _ => SourceType.PartyToConflict,
    };
}
