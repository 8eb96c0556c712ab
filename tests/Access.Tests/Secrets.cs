using System.Text;
using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>Something that only some may see: bytes that stand in no answer to anybody else.</summary>
/// <param name="What">What it is.</param>
/// <param name="Bytes">The bytes.</param>
/// <param name="MaySee">Who may see it.</param>
internal sealed record Canary(string What, byte[] Bytes, Func<Caller, bool> MaySee);

/// <summary>A suite that holds records of every visibility and confidentiality, with a canary in every field that is not for everyone.</summary>
internal sealed class Secrets
{
    private readonly RunningSuite suite;
    private readonly List<Canary> canaries = [];
    private int next;

    private Secrets(RunningSuite suite) => this.suite = suite;

    /// <summary>What may not be seen by all.</summary>
    public IReadOnlyList<Canary> Canaries => canaries;

    /// <summary>Records about which callers ask, by resource type; one dictionary for each way to ask.</summary>
    public List<Dictionary<string, string>> Targets { get; } = [];

    public static async Task<Secrets> RecordAsync(RunningSuite suite)
    {
        var secrets = new Secrets(suite);
        await secrets.RecordAsync();
        return secrets;
    }

    private static bool SeesAll(Caller caller) => caller.Audience == Audience.Restricted;

    private static bool KnowsSealed(Caller caller) => caller.KnowsSealedSources;

    private async Task RecordAsync()
    {
        var seen = new SuiteRevisions();
        var open = await CreateAsync(Confidentiality.Open, Audience.Public, _ => true);
        var hidden = await CreateAsync(Confidentiality.Open, Audience.Restricted, SeesAll);
        var unlinked = await CreateAsync(Confidentiality.NoLink, Audience.Public, _ => true, url: SeesAll);
        var pseudonymous = await CreateAsync(Confidentiality.Pseudonymous, Audience.Public, SeesAll);
        var secret = await CreateAsync(Confidentiality.Sealed, Audience.Public, KnowsSealed);
        Source[] sources = [open, hidden, unlinked, pseudonymous, secret];
        foreach (var source in new[] { pseudonymous, secret, hidden })
            Add($"the name of a source that is {source.Confidentiality}", source.Name["sources/".Length..], SeesAll);

        var incidents = new List<Incident>();
        foreach (var visibility in Callers.Audiences)
        {
            var incident = Fill(Incident(), caller => caller.Audience >= visibility);
            incident.Visibility = visibility;
            // Young, so that the public is told of its place coarsely.
            incident.EventTime.StartDate = Today();
            incident.Place.Name = Text("the place of a young incident", caller => caller.Audience >= visibility && caller.Audience > Audience.Public);
            incident.Place.Location.Latitude = 34.567_891_234 + (int)visibility;
            AddNumber("where a young incident was", incident.Place.Location.Latitude, caller => caller.Audience >= visibility && caller.Audience > Audience.Public);
            incident.Summary = Text("a summary", caller => caller.Audience >= visibility && caller.Audience > Audience.Public);
            var id = visibility == Audience.Public ? "" : Text("the name of an incident", caller => caller.Audience >= visibility);
            incidents.Add(await suite.CreateAsync(incident, id));
        }
        var claims = new List<Claim>();
        foreach (var incident in incidents)
        {
            foreach (var source in sources)
            {
                foreach (var visibility in Callers.Audiences)
                    claims.Add(await RecordAsync(incident, source, visibility));
            }
        }
        seen.Counts = claims[^1].Revision;
        seen.Incidents = incidents[^1].Revision;
        seen.Sources = (await suite.Sources.RateSourceAsync(new RateSourceRequest
        {
            Name = secret.Name, Etag = secret.Etag, Grade = ReliabilityGrade.B, Rationale = Text("why a sealed source is trusted", KnowsSealed), RequestId = NewRequestId(),
        })).Revision;
        await DecideAsync(open, claims[0], incidents[0]);
        seen.Sources = (await suite.Sources.FlagSourceAsync(new FlagSourceRequest
        {
            Name = secret.Name, Etag = await suite.EtagOf(secret.Name), Flag = Flag("a sealed source", KnowsSealed), RequestId = NewRequestId(),
        })).Revision;
        foreach (var incident in incidents)
            await suite.ReportAsync(incident.Name, seen);
        for (var i = 0; i < claims.Count; i++)
        {
            var (incident, source) = (incidents[i % incidents.Count], sources[i % sources.Length]);
            Targets.Add(new()
            {
                ["casualties/Incident"] = incident.Name,
                ["casualties/IncidentReport"] = $"{incident.Name}/report",
                ["casualties/Claim"] = claims[i].Name,
                ["casualties/Source"] = source.Name,
            });
        }
    }

    // What people said of records that everyone may know of.
    private async Task DecideAsync(Source source, Claim claim, Incident incident)
    {
        var raiser = Text("who raised a flag", SeesAll);
        foreach (var record in new[] { source.Name, claim.Name, incident.Name })
            await suite.FlagAsync(record, Flag("a record", SeesAll), raiser);
        await suite.Sources.RateSourceAsync(new RateSourceRequest
        {
            Name = source.Name,
            Etag = await suite.EtagOf(source.Name),
            Grade = ReliabilityGrade.C,
            Scope = new ReviewScope { Country = "AFG" },
            Rationale = Text("why a source is trusted there", caller => caller.Audience > Audience.Public),
            Evidence = { $"https://example.org/{Text("what a grade rests on", SeesAll)}" },
            RequestId = NewRequestId(),
        });
        var reviews = new ClaimService.ClaimServiceClient(suite.As(Reviewing.Reviewer("assessor")));
        await reviews.AssessClaimAsync(new AssessClaimRequest
        {
            Name = claim.Name,
            Etag = await suite.EtagOf(claim.Name),
            Assessment = new ClaimAssessment { Credibility = InformationCredibility.Doubtful, Rationale = Text("why a claim is doubted", SeesAll) },
            RequestId = NewRequestId(),
        });
    }

    private Flag Flag(string what, Func<Caller, bool> maySee) => Reviewing.Flag(FlagEffect.None).With(flag =>
    {
        flag.Rationale = Text($"why {what} is flagged", maySee);
        flag.Evidence.Add($"https://example.org/{Text($"what a flag of {what} rests on", maySee)}");
    });

    private async Task<Source> CreateAsync(Confidentiality confidentiality, Audience visibility, Func<Caller, bool> maySee, Func<Caller, bool>? url = null)
    {
        bool Sees(Caller caller) => maySee(caller) && caller.Audience >= visibility;
        var source = Source(Text($"what a source is called that is {confidentiality}", Sees));
        source.Confidentiality = confidentiality;
        source.Visibility = visibility;
        source.Url = $"https://{Text("where a source is", url ?? Sees)}.example/";
        source.Note = Text("the note of a source", caller => Sees(caller) && caller.Audience > Audience.Public);
        return await suite.CreateAsync(source);
    }

    private async Task<Claim> RecordAsync(Incident incident, Source source, Audience visibility)
    {
        // The public and partners read claims in reports only.
        var claim = Claim(incident.Name, source.Name, source.Name, Exactly(7 + next, HarmType.Killed));
        claim.Visibility = visibility;
        claim.VerbatimQuote = Text("what a source said", SeesAll);
        claim.Url = $"https://example.org/{Text("where it was published", SeesAll)}";
        claim.Note = Text("the note of a claim", SeesAll);
        bool Sees(Caller caller) => caller.Audience >= visibility && caller.Audience >= incident.Visibility;
        bool Knows(Caller caller) => Sees(caller) && (SeesAll(caller) || source is { Confidentiality: <= Confidentiality.NoLink, Visibility: Audience.Public });
        claim.Attributions.Add(new Attribution { Actor = Text("whom a claim names", caller => Sees(caller) && (Knows(caller) || source.Confidentiality == Confidentiality.Pseudonymous)), Status = AttributionStatus.AllegedBySource });
        return await suite.RecordAsync(claim, Text("the name of a claim", caller => Sees(caller) && (Knows(caller) || source.Confidentiality == Confidentiality.Pseudonymous)));
    }

    private Incident Fill(Incident incident, Func<Caller, bool> maySee)
    {
        incident.Title = Text("a title", maySee);
        incident.ExternalIds.Add(new ExternalId { Scheme = ExternalIdScheme.Other, Value = Text("an id elsewhere", maySee) });
        incident.Attributions.Add(new Attribution { Actor = Text("whom a recorder names", maySee), Status = AttributionStatus.InferredByRecorder });
        return incident;
    }

    private static Google.Type.Date Today()
    {
        var today = TimeProvider.System.GetUtcNow();
        return Day(today.Year, today.Month, today.Day);
    }

    private string Text(string what, Func<Caller, bool> maySee)
    {
        var text = $"canary-{++next:000}-q7xz";
        Add(what, text, maySee);
        return text;
    }

    private void Add(string what, string text, Func<Caller, bool> maySee) => canaries.Add(new Canary($"{what} ({text})", Encoding.UTF8.GetBytes(text), maySee));

    // As protobuf and as JSON write it; the first digits are those of anyone nearby.
    private void AddNumber(string what, double number, Func<Caller, bool> maySee)
    {
        canaries.Add(new Canary(what, BitConverter.GetBytes(number), maySee));
        Add(what, number.ToString(System.Globalization.CultureInfo.InvariantCulture)[..8], maySee);
    }
}
