using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>A decision to be made; its numbers pick what is decided, of which record, and for whom it is looked at.</summary>
internal sealed record Chance(ChanceKind Kind, int Record, int Effect, int Scope, int Viewer)
{
    private static readonly string[] Policies = ["calibrated", "documented-bounds", "two-independent", "graded-only"];

    public static readonly Gen<Chance> Any = Gen.Select(
        Gen.Frequency((4, ChanceKind.FlagSource), (2, ChanceKind.FlagClaim), (1, ChanceKind.FlagIncident), (2, ChanceKind.Rate), (3, ChanceKind.Reverse)),
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        (kind, record, effect, scope, viewer) => new Chance(kind, record, effect, scope, viewer));

    /// <summary>An audience out of some, and a policy.</summary>
    public (Audience Audience, string Policy) ViewOf(params Audience[] audiences) => (audiences[Viewer % audiences.Length], Policies[Viewer / audiences.Length % Policies.Length]);
}

/// <summary>A kind of decision.</summary>
internal enum ChanceKind
{
    FlagSource,
    FlagClaim,
    FlagIncident,
    Rate,
    Reverse,
}

/// <summary>A decision.</summary>
/// <param name="ShowAsync">Shows an audience what it would change under a policy.</param>
/// <param name="MakeAsync">Makes it.</param>
internal sealed record Decision(Func<Audience, string, Task<PreviewOutcome>> ShowAsync, Func<Task> MakeAsync);

/// <summary>A few incidents of which sources of every kind speak. Decisions add up: each meets what those before it made of the records.</summary>
internal sealed class DecidedWorld(RunningSuite suite)
{
    private const int Incidents = 4;

    // Who speaks of incidents. The last but one is sealed: only stewards decide on it. Of the last one there is no record.
    private readonly List<string> sources = [];
    private readonly List<string> incidents = [];
    private readonly List<string> claims = [];
    private readonly List<(string Record, string Flag)> upheld = [];

    public static async Task<DecidedWorld> RecordAsync(RunningSuite suite)
    {
        var world = new DecidedWorld(suite);
        await world.RecordAsync();
        return world;
    }

    /// <summary>The names of all incidents.</summary>
    public IReadOnlyList<string> IncidentNames => incidents;

    /// <summary>What a chance means by now.</summary>
    public Decision DecisionOf(Chance chance)
    {
        if (chance.Kind == ChanceKind.Rate)
        {
            var (rated, grade, part) = (Of(sources[..^1], chance.Record), (ReliabilityGrade)(1 + (chance.Effect % 6)), PartOf(chance.Scope));
            return new(
                (audience, policy) => suite.PreviewAsync(new PreviewRatingRequest { Name = rated, Grade = grade, Scope = part, Audience = audience, Policy = policy, WithTotals = true }),
                () => suite.RateAsync(rated, grade, part));
        }
        if (chance.Kind == ChanceKind.Reverse && upheld.Count > 0)
        {
            var (flagged, flag) = Of(upheld, chance.Record);
            return new(
                (audience, policy) => suite.PreviewAsync(
                    new PreviewFlagRequest { Name = flagged, FlagId = flag, State = FlagState.Rejected, Audience = audience, Policy = policy, WithTotals = true }),
                async () =>
                {
                    await suite.ReverseAsync(flagged, flag);
                    upheld.Remove((flagged, flag));
                });
        }
        var (record, effect, scope) = FlagOf(chance);
        return new(
            (audience, policy) => suite.PreviewAsync(new PreviewFlagRequest { Name = record, Effect = effect, Scope = scope, Audience = audience, Policy = policy, WithTotals = true }),
            async () => upheld.Add((record, await suite.UpholdAsync(record, Flag(effect, scope: scope)))));
    }

    private (string Record, FlagEffect Effect, ReviewScope? Scope) FlagOf(Chance chance)
    {
        var effect = (FlagEffect)(1 + (chance.Effect % 5));
        var topic = effect is FlagEffect.DownWeight or FlagEffect.ExcludeFromCorroboration ? ReviewTopic.Count : (ReviewTopic)(chance.Scope % 5);
        return chance.Kind switch
        {
            ChanceKind.FlagIncident => (Of(incidents, chance.Record), chance.Effect % 2 == 0 ? FlagEffect.ExcludeFromCount : FlagEffect.Hide, null),
            ChanceKind.FlagClaim => (Of(claims, chance.Record), effect, effect == FlagEffect.Hide ? null : new ReviewScope { Topic = topic }),
            _ => (Of(sources[..^2], chance.Record), effect, effect == FlagEffect.Hide ? null : PartOf(chance.Scope)?.With(scope => scope.Topic = topic)),
        };
    }

    private static ReviewScope? PartOf(int number) => (number % 4) switch
    {
        0 => null,
        1 => new ReviewScope { Country = "AFG" },
        2 => new ReviewScope { StartDateFrom = Day(2021, 8, 2), StartDateBefore = Day(2021, 8, 4) },
        _ => new ReviewScope { Topic = number % 8 == 3 ? ReviewTopic.Count : ReviewTopic.CivilianStatus },
    };

    private static T Of<T>(List<T> all, int number) => all[number % all.Count];

    private async Task RecordAsync()
    {
        Action<Source>[] kinds =
        [
            source => source.Type = SourceType.NewsAgency,
            source => source.Type = SourceType.MedicalFacility,
            source => source.Visibility = Audience.Partner,
            source => source.Visibility = Audience.Restricted,
            source => source.Confidentiality = Confidentiality.Pseudonymous,
            source => source.Confidentiality = Confidentiality.Sealed,
        ];
        foreach (var kind in kinds)
            sources.Add((await suite.CreateAsync(Source($"Source {sources.Count}").With(kind))).Name);
        sources.Add("sources/missing");
        for (var number = 0; number < Incidents; number++)
        {
            var incident = Incident($"Number {number}").With(one => one.EventTime.StartDate = Day(2021, 8, 1 + number));
            incident.Place.Country = number % 2 == 0 ? "AFG" : "SYR";
            incident.Visibility = number == 3 ? Audience.Partner : Audience.Public;
            incidents.Add((await suite.CreateAsync(incident)).Name);
            for (var claim = 0; claim < 6; claim++)
                await RecordClaimAsync(number, claim);
        }
    }

    // Figures that differ, copies, civilians, attributions, and one claim that is not for everyone.
    private async Task RecordClaimAsync(int number, int claim)
    {
        var (publisher, originator) = (Of(sources, number + claim), Of(sources, (2 * number) + (3 * claim)));
        var civilians = new VictimGroup { Status = CivilianStatus.Civilian };
        var one = Claim(incidents[number], publisher, originator, Exactly(5 + (3 * claim)), AtLeast(2 + claim, HarmType.Injured), AtLeast(claim, victims: civilians));
        if (claim == 4)
            one.Copies = claims[^2];
        if (claim % 2 == 0)
            one.Attributions.Add(new Attribution { Actor = $"Actor {claim % 4}", Status = AttributionStatus.AllegedBySource });
        if (claim == 5)
            one.Visibility = Audience.Restricted;
        claims.Add((await suite.RecordAsync(one)).Name);
    }
}
