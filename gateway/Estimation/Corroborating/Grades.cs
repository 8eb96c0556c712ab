using System.Globalization;

namespace Casualties.Estimation;

/// <summary>The rules by which grades are given; they stand in the contract (corroboration.proto) as well.</summary>
internal static class Grades
{
    private const int Two = 2;
    private const int Three = 3;

    // Figures agree as long as the highest is not far above the lowest: a judgement, wide enough for tolls that are rounded and rise.
    private const double Far = 1.5;

    public static Finding<bool> TwoIndependent(int originators) =>
        new(originators >= Two, $"{Some(originators, "independent originator")} {(originators == 1 ? "gives" : "give")} figures of one harm; it takes two.");

    public static Finding<bool> ThreeTypes(int kinds) => new(kinds >= Three, $"Figures of one harm come from {Some(kinds, "kind")} of source; it takes three.");

    public static Finding<EvidenceGrade> Occurrence(Voices harmed, Voices denying, bool conceded) => (harmed, denying) switch
    {
        ({ Anyone: true }, _) when conceded => new(EvidenceGrade.Established, "The actor who is responsible concedes that people were harmed."),
        ({ Anyone: false }, { Anyone: false }) => new(EvidenceGrade.NotAssessed, "Nobody says whether people other than fighters and soldiers were harmed."),
        ({ Anyone: false }, _) => new(EvidenceGrade.Refuted, "All who speak of it say that nobody was harmed."),
        ({ Kinds: >= Three }, _) => new(EvidenceGrade.Established, $"{Some(harmed.Kinds, "kind")} of source say that people were harmed."),
        (_, { Anyone: true }) => new(EvidenceGrade.Contested, "Some say that people were harmed, and some that nobody was."),
        _ => Borne(harmed, "that people were harmed"),
    };

    public static (Finding<EvidenceGrade> Grade, AttributionStatus Status, bool Conceded) Attribution(AttributionSummary summary, IncidentCase incident)
    {
        // Whoever takes responsibility may concede harm besides, or somewhere else.
        var conceded = summary.Status is AttributionStatus.ClaimedByActor or AttributionStatus.Conceded
            && incident.Attributions.Concat(Deciding(incident.Claims).SelectMany(claim => claim.Attributions)).Any(one => one.Status == AttributionStatus.Conceded && IsAnswer(one));
        Finding<EvidenceGrade> grade = summary.Status switch
        {
            AttributionStatus.ClaimedByActor => new(EvidenceGrade.Established, "One actor takes responsibility."),
            AttributionStatus.Conceded => new(EvidenceGrade.Established, "One actor concedes that people were harmed."),
            AttributionStatus.InferredByRecorder => new(EvidenceGrade.Probable, "An investigation names one actor."),
            AttributionStatus.AllegedBySource when Alleging(incident.Claims) is >= Two and var many => new(EvidenceGrade.Probable, $"{Some(many, "independent originator")} name the same actor."),
            AttributionStatus.AllegedBySource => new(EvidenceGrade.Reported, "One source names an actor."),
            AttributionStatus.CompetingClaims => new(EvidenceGrade.Contested, "Different actors are named."),
            AttributionStatus.DeniedByActor => new(EvidenceGrade.Contested, "Whoever is named denies it."),
            _ => new(EvidenceGrade.NotAssessed, "No actor is named."),
        };
        return (grade, summary.Status, conceded);
    }

    public static Finding<EvidenceGrade> Count(Hearing heard)
    {
        if (heard.Headline is not { } harm)
            return new(EvidenceGrade.NotAssessed, "Nobody gives a figure.");
        var word = harm == Harm.Killed ? "killed" : "injured";
        var figures = heard.LastFigures(harm);
        if (figures.Count == 0)
            return new(EvidenceGrade.Reported, $"There are figures only of some of those {word}.");
        // Whoever leaves the upper end open has nothing against a higher figure.
        var lowest = figures.Min(one => one.Figure.Open ? long.MaxValue : one.Figure.High!.Value);
        var highest = figures.Max(one => one.Figure.Low ?? 0);
        if (highest > (Far * lowest) + 1)
            return new(EvidenceGrade.Contested, $"Figures of those {word} disagree: {Number(lowest)} at most, and {Number(highest)} at least.");
        return Borne(Voices.Of(figures), $"figures of those {word} that agree", established: true);
    }

    public static Finding<EvidenceGrade> CivilianStatus(Voices civilians, Voices fighters) => (civilians.Anyone, fighters.Anyone) switch
    {
        (false, false) => new(EvidenceGrade.NotAssessed, "Nobody says who they were."),
        (true, true) => new(EvidenceGrade.Contested, "Some count civilians, and some fighters or soldiers."),
        (false, true) => new(EvidenceGrade.Refuted, "Only fighters or soldiers are counted."),
        _ => Borne(civilians, "that they were civilians", established: true),
    };

    public static Finding<AirwarsGrade> Airwars(Voices harmed, (Finding<EvidenceGrade> Grade, AttributionStatus Status, bool Conceded) attribution, EvidenceGrade status)
    {
        if (status == EvidenceGrade.Refuted && !harmed.Anyone)
            return new(AirwarsGrade.Discounted, "Only fighters or soldiers are counted.");
        if (!harmed.Anyone)
            return new(AirwarsGrade.NotGraded, "Nobody says that people were harmed.");
        return attribution.Status switch
        {
            _ when attribution.Conceded => new(AirwarsGrade.Confirmed, "The actor who is responsible concedes that people were harmed."),
            AttributionStatus.CompetingClaims => new(AirwarsGrade.Contested, "Different actors are named."),
            _ when harmed.Originators >= Two => new(AirwarsGrade.Fair, $"{Some(harmed.Originators, "independent originator")} say that people were harmed."),
            _ => new(AirwarsGrade.Weak, "Fewer than two independent originators say that people were harmed."),
        };
    }

    private static Finding<EvidenceGrade> Borne(Voices voices, string what, bool established = false)
    {
        var verb = what.StartsWith("that", StringComparison.Ordinal) ? "say" : "give";
        if (established && voices.Kinds >= Three)
            return new(EvidenceGrade.Established, $"{Some(voices.Kinds, "kind")} of source {verb} {what}.");
        if (voices.Originators >= Two)
            return new(EvidenceGrade.Probable, $"{Some(voices.Originators, "independent originator")} {verb} {what}.");
        return new(EvidenceGrade.Reported, verb == "say" ? $"No more than one independent originator says {what}." : "No more than one independent originator gives a figure.");
    }

    // How many independent originators name the actor whom the most of them name.
    private static int Alleging(IReadOnlyList<Claim> claims) => (
        from claim in Deciding(claims)
        where claim.Corroborator is not null
        from named in claim.Attributions
        where named.Status == AttributionStatus.AllegedBySource && IsAnswer(named)
        group claim.Corroborator by named.Actor.ToUpperInvariant() into voices
        select voices.Distinct(StringComparer.Ordinal).Count()).DefaultIfEmpty().Max();

    private static IEnumerable<Claim> Deciding(IReadOnlyList<Claim> claims) =>
        claims.Where(claim => claim is { State: ClaimState.Live, IsCopy: false, ExcludesAttributions: false });

    // Targets and bystanders do not answer who did it.
    private static bool IsAnswer(Attribution attribution) => attribution.Role is not (AttributionRole.TargetedParty or AttributionRole.PartyPresent);

    private static string Some(int count, string what) => count == 1 ? $"1 {what}" : $"{(count == 0 ? "No" : Number(count))} {what}s";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
