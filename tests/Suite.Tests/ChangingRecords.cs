using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>A kind of change of any record.</summary>
internal enum RecordChange { SaveIncident, RetractIncident, Record, Supersede, RetractClaim, Rate, Assess, Flag, Hide, Restrict }

/// <summary>A change to be made; its numbers pick what is changed, and how.</summary>
internal readonly record struct Change(RecordChange Kind, int First, int Second, int Third)
{
    public static readonly Gen<Change> Any = Gen.Select(
        Gen.Frequency(
            (3, RecordChange.SaveIncident), (1, RecordChange.RetractIncident), (7, RecordChange.Record), (3, RecordChange.Supersede), (3, RecordChange.RetractClaim), (2, RecordChange.Rate),
            (1, RecordChange.Assess), (2, RecordChange.Flag), (1, RecordChange.Hide), (1, RecordChange.Restrict)),
        Gen.Int[0, 9_999],
        Gen.Int[0, 9_999],
        Gen.Int[0, 9_999],
        (kind, first, second, third) => new Change(kind, first, second, third));
}

/// <summary>Incidents, sources and claims that are changed in every way, and by whoever may.</summary>
internal sealed class ChangingRecords(RunningSuite suite)
{
    private const int Sources = 6;
    private const int MostIncidents = 24;

    // Nobody may have raised more than ten flags that have not ended, and a record takes only so many.
    private const int FlagsOfRaiser = 8;

    private readonly List<string> sources = [];
    private readonly List<string> incidents = [];
    private readonly List<string> retracted = [];
    private readonly List<Claim> live = [];
    private readonly HashSet<string> flagged = [];

    /// <summary>Whether records are hidden that were seen by all, and anyone speaks who may not be named.</summary>
    public bool Hides { get; set; } = true;

    /// <summary>Records the sources; the last one under a pseudonym.</summary>
    public async Task BeginAsync()
    {
        for (var i = 0; i < Sources; i++)
        {
            var type = (SourceType)(1 + (3 * i));
            sources.Add((await suite.CreateAsync(
                Source($"Source {i}").With(one => (one.Type, one.Confidentiality) = (type, i == Sources - 1 ? Confidentiality.Pseudonymous : Confidentiality.Open)))).Name);
        }
    }

    /// <summary>Makes a change, or nothing if there is nothing that could be changed so.</summary>
    public async Task MakeAsync(Change change)
    {
        switch (change.Kind)
        {
            case RecordChange.SaveIncident:
                await SaveAsync(change);
                break;
            case RecordChange.RetractIncident when incidents.Count > MostIncidents / 2:
                var gone = incidents[change.First % incidents.Count];
                incidents.Remove(gone);
                retracted.Add(gone);
                await suite.Incidents.RetractIncidentAsync(new() { Name = gone, Etag = await suite.EtagOf(gone), Reason = "Did not happen.", RequestId = NewRequestId() });
                break;
            case RecordChange.Record when incidents.Count > 0:
                live.Add(await suite.RecordAsync(SomeClaim(change, incidents[change.First % incidents.Count])));
                break;
            case RecordChange.Supersede when Pick(change) is { } old:
                live.Remove(old);
                live.Add(await suite.Claims.SupersedeClaimAsync(new()
                {
                    Name = old.Name, Etag = await suite.EtagOf(old.Name), Claim = SomeClaim(change, old.Incident).With(one => (one.Publisher, one.Visibility) = (old.Publisher, Audience.Unspecified)), RequestId = NewRequestId(),
                }));
                break;
            case RecordChange.RetractClaim when Pick(change) is { } wrong:
                live.Remove(wrong);
                await suite.Claims.RetractClaimAsync(new() { Name = wrong.Name, Etag = await suite.EtagOf(wrong.Name), Reason = "Wrong.", RequestId = NewRequestId() });
                break;
            case RecordChange.Rate:
                await suite.RateAsync(SourceOf(change.First), (ReliabilityGrade)(1 + (change.Second % 6)));
                break;
            case RecordChange.Assess when Pick(change) is { } assessed:
                await suite.AssessAsync(assessed.Name, (InformationCredibility)(2 + (change.Second % 5)));
                break;
            case RecordChange.Flag:
                await FlagAsync(change, change.Second % 2 == 0 ? FlagEffect.ExcludeFromCount : FlagEffect.DownWeight);
                break;
            case RecordChange.Hide when Hides:
                await FlagAsync(change, FlagEffect.Hide);
                break;
            case RecordChange.Restrict when Hides && Pick(change) is { } shown && shown.Visibility == Audience.Public:
                live[live.IndexOf(shown)] = await suite.Claims.RestrictClaimAsync(
                    new() { Name = shown.Name, Etag = await suite.EtagOf(shown.Name), Visibility = Audience.Restricted, Reason = "Danger.", RequestId = NewRequestId() });
                break;
        }
    }

    // Each once: a claim, rarely an incident, and a source only as long as much is said by others.
    private async Task FlagAsync(Change change, FlagEffect effect)
    {
        var name = (change.First % 8) switch
        {
            0 when effect != FlagEffect.DownWeight && incidents.Count > 0 => incidents[change.Third % incidents.Count],
            1 when effect != FlagEffect.Hide => SourceOf(change.Third % 2),
            _ => Pick(change)?.Name,
        };
        if (name is null || !flagged.Add(name))
            return;
        var flag = (await suite.FlagAsync(name, Reviewing.Flag(effect), $"raiser-{flagged.Count / FlagsOfRaiser}")).Flags[^1].Id;
        await suite.DecideAsync(name, flag, FlagState.Upheld);
    }

    private async Task SaveAsync(Change change)
    {
        var fields = Incident($"Title {change.Second}").With(one =>
        {
            one.EventTime.StartDate = Day(2020 + (change.Second % 2), 1 + (change.Third % 12), 1 + (change.Second % 28));
            one.Tactic = (Tactic)(1 + (change.Third % 22));
            if (change.Second % 3 == 0)
                one.Attributions.Add(new Attribution { Actor = $"Actor {change.Third % 3}", Status = AttributionStatus.InferredByRecorder });
        });
        if (incidents.Count < MostIncidents)
        {
            incidents.Add((await suite.CreateAsync(fields.With(one => one.Visibility = change.First % 5 == 0 ? Audience.Restricted : Audience.Public))).Name);
            return;
        }
        var name = incidents[change.First % incidents.Count];
        await suite.Incidents.UpdateIncidentAsync(new()
        {
            Incident = new Incident { Name = name, Etag = await suite.EtagOf(name), Title = fields.Title, EventTime = fields.EventTime, Tactic = fields.Tactic, Attributions = { fields.Attributions } },
            RequestId = NewRequestId(),
        });
    }

    private Claim? Pick(Change change) => live.Where(claim => !retracted.Contains(claim.Incident)).ToList() is { Count: > 0 } left ? left[change.First % left.Count] : null;

    private string SourceOf(int number) => sources[number % (Hides ? Sources : Sources - 1)];

    private Claim SomeClaim(Change change, string incident)
    {
        var harm = change.Third % 3 == 0 ? HarmType.Injured : HarmType.Killed;
        var counts = (change.Third % 4) switch
        {
            0 => Exactly(change.Third % 90, harm),
            1 => AtLeast(change.Third % 40, harm),
            2 => Between(change.Third % 40, 50, harm, new VictimGroup { Sex = (Sex)(change.Second % 3) }),
            _ => new CountStatement { Harm = harm, Form = CountForm.Words, Words = "dozens" },
        };
        return Claim(incident, SourceOf(change.Second), SourceOf(change.Third), counts)
            .With(one => one.Visibility = change.Second % 6 == 0 ? Audience.Restricted : Audience.Public);
    }
}
