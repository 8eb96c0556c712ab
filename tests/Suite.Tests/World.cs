using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>A kind of change.</summary>
internal enum ChangeKind
{
    SaveIncident,
    RetractIncident,
    SaveSource,
    RetractSource,
    Record,
    BatchRecord,
    Import,
    Supersede,
    Retract,
}

/// <summary>A change to be made; its numbers pick what is changed, and how.</summary>
internal readonly record struct Step(ChangeKind Kind, int First, int Second, int Third)
{
    public static readonly Gen<Step[]> Many = Gen.Select(
        Gen.Frequency(
            (3, ChangeKind.SaveIncident), (1, ChangeKind.RetractIncident), (3, ChangeKind.SaveSource), (1, ChangeKind.RetractSource),
            (6, ChangeKind.Record), (2, ChangeKind.BatchRecord), (2, ChangeKind.Import), (3, ChangeKind.Supersede), (3, ChangeKind.Retract)),
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        (kind, first, second, third) => new Step(kind, first, second, third)).Array[10, 25];
}

/// <summary>
/// A few incidents and sources about which random changes are made, in any order: claims come before their incident and their sources,
/// are copied, replaced and taken back.
/// </summary>
internal sealed class World(RunningSuite suite, string id)
{
    private const int Incidents = 3;
    private const int Sources = 4;

    private readonly Dictionary<string, Incident> incidents = [];
    private readonly Dictionary<string, Source> sources = [];
    private readonly Dictionary<string, Claim> live = [];
    private int claims;

    /// <summary>The names of all incidents, recorded or not.</summary>
    public IEnumerable<string> IncidentNames => Enumerable.Range(0, Incidents).Select(IncidentName);

    /// <summary>The incidents that are recorded.</summary>
    public IReadOnlyDictionary<string, Incident> Recorded => incidents;

    /// <summary>Makes a change, or nothing if there is nothing that could be changed so, and answers the revisions that it made.</summary>
    public async Task<SuiteRevisions> ApplyAsync(Step step) => step.Kind switch
    {
        ChangeKind.SaveIncident => new SuiteRevisions { Incidents = (await SaveAsync(step, IncidentName(step.First)))?.Revision ?? 0 },
        ChangeKind.RetractIncident => new SuiteRevisions { Incidents = (await RetractIncidentAsync(IncidentName(step.First)))?.Revision ?? 0 },
        ChangeKind.SaveSource => new SuiteRevisions { Sources = (await SaveSourceAsync(step, SourceName(step.First)))?.Revision ?? 0 },
        ChangeKind.RetractSource => new SuiteRevisions { Sources = (await RetractSourceAsync(SourceName(step.First)))?.Revision ?? 0 },
        ChangeKind.Record => new SuiteRevisions { Counts = Keep(await suite.RecordAsync(SomeClaim(step), NextId())).Revision },
        ChangeKind.BatchRecord => new SuiteRevisions { Counts = await BatchRecordAsync(step) },
        ChangeKind.Import => new SuiteRevisions { Counts = await ImportAsync(step) },
        ChangeKind.Supersede => new SuiteRevisions { Counts = await SupersedeAsync(step) },
        ChangeKind.Retract => new SuiteRevisions { Counts = (await RetractAsync(step))?.Revision ?? 0 },
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private string IncidentName(int number) => $"incidents/{id}-{number % Incidents}";

    private string SourceName(int number) => $"sources/{id}-{number % Sources}";

    private string NextId() => $"{id}-{++claims}";

    private async Task<Incident?> SaveAsync(Step step, string name)
    {
        var incident = Incident($"Title {step.Second}").With(one => one.EventTime.StartDate = Day(2021, 8, 1 + (step.Second % 28)));
        if (step.Third % 3 == 0)
            incident.Attributions.Add(new Attribution { Actor = $"Actor {step.Third % 2}", Status = AttributionStatus.InferredByRecorder });
        if (!incidents.TryGetValue(name, out var old))
            return incidents[name] = await suite.CreateAsync(incident, name["incidents/".Length..]);
        if (old.State == IncidentState.Retracted)
            return null;
        (incident.Name, incident.Etag) = (name, old.Etag);
        return incidents[name] = await suite.Incidents.UpdateIncidentAsync(new UpdateIncidentRequest { Incident = incident, RequestId = NewRequestId() });
    }

    private async Task<Incident?> RetractIncidentAsync(string name) => incidents.TryGetValue(name, out var old) && old.State == IncidentState.Active
        ? incidents[name] = await suite.Incidents.RetractIncidentAsync(
            new RetractIncidentRequest { Name = name, Etag = old.Etag, Reason = "Did not happen.", RequestId = NewRequestId() })
        : null;

    private async Task<Source?> SaveSourceAsync(Step step, string name)
    {
        var source = Source($"Source {step.Second}");
        if (!sources.TryGetValue(name, out var old))
            return sources[name] = await suite.CreateAsync(source, name["sources/".Length..]);
        if (old.State == SourceState.Retracted)
            return null;
        (source.Name, source.Etag) = (name, old.Etag);
        return sources[name] = await suite.Sources.UpdateSourceAsync(new UpdateSourceRequest { Source = source, RequestId = NewRequestId() });
    }

    private async Task<Source?> RetractSourceAsync(string name) => sources.TryGetValue(name, out var old) && old.State == SourceState.Active
        ? sources[name] = await suite.Sources.RetractSourceAsync(
            new RetractSourceRequest { Name = name, Etag = old.Etag, Reason = "Recorded twice.", RequestId = NewRequestId() })
        : null;

    private async Task<long> BatchRecordAsync(Step step)
    {
        var request = new BatchRecordClaimsRequest { RequestId = NewRequestId() };
        for (var entry = 0; entry < 3; entry++)
            request.Entries.Add(new ClaimEntry { Claim = SomeClaim(step with { First = step.First + entry }), ClaimId = NextId() });
        var recorded = await suite.Claims.BatchRecordClaimsAsync(request);
        return recorded.Claims.Select(Keep).Max(claim => claim.Revision);
    }

    private async Task<long> ImportAsync(Step step)
    {
        var chunk = new ImportClaimsRequest { RequestId = NewRequestId() };
        var taken = NextId();
        foreach (var entryId in new[] { taken, NextId(), taken })
            chunk.Entries.Add(new ClaimEntry { Claim = SomeClaim(step with { First = step.First + chunk.Entries.Count }), ClaimId = entryId });
        var answer = Assert.Single(await suite.ImportAsync(chunk));
        Assert.Equal((2, 2), (answer.RecordedCount, Assert.Single(answer.Refused).Index));
        foreach (var entry in chunk.Entries.Take(2))
            Keep(await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = $"claims/{entry.ClaimId}" }));
        return answer.Revision;
    }

    private async Task<long> SupersedeAsync(Step step)
    {
        if (Pick(step) is not { } old)
            return 0;
        var claim = SomeClaim(step).With(one => (one.Incident, one.Publisher, one.Copies) = (old.Incident, old.Publisher, ""));
        live.Remove(old.Name);
        Keep(await suite.Claims.SupersedeClaimAsync(
            new SupersedeClaimRequest { Name = old.Name, Etag = old.Etag, Claim = claim, ClaimId = NextId(), RequestId = NewRequestId() }));
        return (await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = old.Name })).Revision;
    }

    private async Task<Claim?> RetractAsync(Step step)
    {
        if (Pick(step) is not { } old)
            return null;
        live.Remove(old.Name);
        return await suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = old.Name, Etag = old.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
    }

    private Claim? Pick(Step step) => live.Count == 0 ? null : live.Values.ElementAt(step.First % live.Count);

    private Claim Keep(Claim claim) => live[claim.Name] = claim;

    private Claim SomeClaim(Step step)
    {
        var incident = IncidentName(step.First);
        var harm = step.Third % 2 == 0 ? HarmType.Killed : HarmType.Injured;
        CountStatement counts = (step.Third % 4) switch
        {
            0 => Exactly(step.Third % 40, harm),
            1 => AtLeast(step.Third % 40, harm, new VictimGroup { Perpetrators = (PerpetratorScope)(step.Second % 4) }),
            2 => Between(step.Third % 40, 50, harm, new VictimGroup { Sex = (Sex)(step.Second % 5) }),
            _ => new CountStatement { Harm = harm, Form = CountForm.Words, Words = "dozens" },
        };
        var claim = Claim(incident, SourceName(step.Second), step.Third % 5 == 0 ? "" : SourceName(step.Third), counts);
        claim.PublishedDate = step.Second % 7 == 0 ? null : Day(2021, 8, 1 + (step.Second % 28));
        if (step.Third % 6 == 0)
            claim.Attributions.Add(new Attribution { Actor = $"Actor {step.Second % 2}", Status = AttributionStatus.AllegedBySource });
        if (step.Third % 5 == 1)
            claim.Copies = live.Values.FirstOrDefault(other => other.Incident == incident)?.Name ?? $"claims/{id}-missing";
        return claim;
    }
}
