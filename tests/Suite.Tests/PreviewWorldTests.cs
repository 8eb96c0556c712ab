using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Whatever is decided of whatever record: what was shown before is what every report and every total then says, for every audience.</summary>
public sealed class PreviewWorldTests : SuiteTest
{
    private const int Incidents = 4;

    private static readonly Audience[] Audiences = [Audience.Public, Audience.Partner, Audience.Restricted];
    private static readonly string[] Policies = ["calibrated", "documented-bounds", "two-independent", "graded-only"];

    // Its numbers pick what is decided, of which record, and for whom it is shown.
    private static readonly Gen<Chance> Chances = Gen.Select(
        Gen.Frequency((4, Kind.FlagSource), (2, Kind.FlagClaim), (1, Kind.FlagIncident), (2, Kind.Rate), (3, Kind.Reverse)),
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        Gen.Int[0, 999],
        (kind, record, effect, scope, viewer) => new Chance(kind, record, effect, scope, viewer));

    // Who speaks of incidents. The last but one is sealed: only stewards decide on it. Of the last one there is no record.
    private readonly List<string> sources = [];
    private readonly List<string> incidents = [];
    private readonly List<string> claims = [];
    private readonly List<(string Record, string Flag)> upheld = [];

    private enum Kind
    {
        FlagSource,
        FlagClaim,
        FlagIncident,
        Rate,
        Reverse,
    }

    [Fact]
    public async Task What_is_shown_is_what_comes()
    {
        var suite = await StartAsync(args: "--Limits:CallsPerSecond=0");
        await RecordAsync(suite);
        await Chances.SampleAsync(
            async chance =>
            {
                var (audience, policy) = (Audiences[chance.Viewer % Audiences.Length], Policies[chance.Viewer / Audiences.Length % Policies.Length]);
                var (reports, totals) = (await suite.ReportsAsync(audience, policy), await suite.TotalsAsync(audience, policy));
                var shown = await DecideAsync(suite, chance, audience, policy);
                shown.AssertExact(reports, await suite.ReportsAsync(audience, policy));
                Assert.Equal(totals, shown.Summary.TotalsBefore);
                Assert.Equal(await suite.TotalsAsync(audience, policy), shown.Summary.TotalsAfter);
            },
            iter: 40,
            threads: 1);
    }

    // Shows a decision and then makes it. Decisions add up: each meets what those before it made of the records.
    private async Task<PreviewOutcome> DecideAsync(RunningSuite suite, Chance chance, Audience audience, string policy)
    {
        if (chance.Kind == Kind.Rate)
        {
            var (rated, grade, part) = (Of(sources[..^1], chance.Record), (ReliabilityGrade)(1 + (chance.Effect % 6)), PartOf(chance.Scope));
            var rating = await suite.PreviewAsync(
                new PreviewRatingRequest { Name = rated, Grade = grade, Scope = part, Audience = audience, Policy = policy, WithTotals = true });
            await suite.RateAsync(rated, grade, part);
            return rating;
        }
        if (chance.Kind == Kind.Reverse && upheld.Count > 0)
        {
            var (flagged, flag) = Of(upheld, chance.Record);
            upheld.Remove((flagged, flag));
            var reversal = await suite.PreviewAsync(
                new PreviewFlagRequest { Name = flagged, FlagId = flag, State = FlagState.Rejected, Audience = audience, Policy = policy, WithTotals = true });
            await suite.ReverseAsync(flagged, flag);
            return reversal;
        }
        var (record, effect, scope) = FlagOf(chance);
        var shown = await suite.PreviewAsync(new PreviewFlagRequest { Name = record, Effect = effect, Scope = scope, Audience = audience, Policy = policy, WithTotals = true });
        upheld.Add((record, await suite.UpholdAsync(record, Flag(effect, scope: scope))));
        return shown;
    }

    private (string Record, FlagEffect Effect, ReviewScope? Scope) FlagOf(Chance chance)
    {
        var effect = (FlagEffect)(1 + (chance.Effect % 5));
        var topic = effect is FlagEffect.DownWeight or FlagEffect.ExcludeFromCorroboration ? ReviewTopic.Count : (ReviewTopic)(chance.Scope % 5);
        return chance.Kind switch
        {
            Kind.FlagIncident => (Of(incidents, chance.Record), chance.Effect % 2 == 0 ? FlagEffect.ExcludeFromCount : FlagEffect.Hide, null),
            Kind.FlagClaim => (Of(claims, chance.Record), effect, effect == FlagEffect.Hide ? null : new ReviewScope { Topic = topic }),
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

    private async Task RecordAsync(RunningSuite suite)
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
                await RecordClaimAsync(suite, number, claim);
        }
    }

    // Figures that differ, copies, civilians, attributions, and one claim that is not for everyone.
    private async Task RecordClaimAsync(RunningSuite suite, int number, int claim)
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

    private sealed record Chance(Kind Kind, int Record, int Effect, int Scope, int Viewer);
}
