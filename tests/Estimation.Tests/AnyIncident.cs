using CsCheck;

namespace Casualties.Estimation.Tests;

/// <summary>Any legal incident: any claims, with or without a day, of sources of any kind and grade, with or without what was learned of them.</summary>
internal static class AnyIncident
{
    private static readonly string[] Names = ["p", "q", "a", "b", "c"];

    private static readonly Gen<SourceFacts?> Facts = Gen.Select(
        Gen.OneOf("Army", "Ministry of Health", "Emergency Hospital", ""),
        Gen.Enum<SourceKind>(),
        Gen.Frequency((1, Gen.Const((ReliabilityGrade?)null)), (2, Gen.Enum<ReliabilityGrade>().Select(grade => (ReliabilityGrade?)grade))),
        Gen.Bool,
        (name, kind, grade, known) => known ? new SourceFacts(name, kind, grade) : null);

    private static readonly Gen<IReadOnlyList<Attribution>> Attributions = Gen.Select(
        Gen.OneOf("Army", "Rebels"), Gen.Enum<AttributionRole>(), Gen.Enum<AttributionStatus>(), (actor, role, status) => new Attribution(actor, role, status))
        .List[0, 2].Select(IReadOnlyList<Attribution> (list) => list);

    private static readonly Gen<Calibration?> Calibrations = Gen.Frequency(
        (3, Gen.Const((Calibration?)null)),
        (1, Gen.Double[0.5, 2].Select(Calibration? (power) => new Calibration(
            "calibrations/1",
            new Dictionary<SourceInRelation, TrackRecord> { [new("a", SourceRelation.Neutral)] = new(new(0.3, 0.4, -0.2, 0.01, 0.1, 0.5), ReliabilityGrade.C, 40) },
            new Dictionary<KindInRelation, SourceParameters> { [new(SourceKind.Media, SourceRelation.Neutral)] = new(0.2, 0.3, 0.1, 0.02, 0.05, 0.4) },
            ModelParameters.Default,
            Recalibration.Of([.. Enumerable.Range(0, Recalibration.Knots).Select(knot => Math.Pow(knot / (Recalibration.Knots - 1.0), power))])))));

    public static readonly Gen<IncidentCase> Cases = Gen.Select(
        AnyClaims.Incidents,
        Gen.Int[-1, 4],
        Attributions,
        Facts.Array[Names.Length],
        Calibrations,
        (claims, day, attributions, facts, calibration) => new IncidentCase
        {
            Claims = claims,
            LastDay = day < 0 ? null : new DateOnly(2021, 8, 2).AddDays(day),
            Attributions = attributions,
            Sources = Names.Zip(facts).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!),
            Calibration = calibration,
        });

    public static readonly Gen<Policy> AnyPolicy = Gen.Int[0, Policies.All.Count - 1].Select(policy => Policies.All[policy]);

    public static IncidentCase With(this IncidentCase incident, Claim added) => incident with { Claims = [.. incident.Claims, added] };

    public static IncidentCase Without(this IncidentCase incident, string voice) =>
        incident with { Claims = [.. incident.Claims.Where(claim => claim.Voice != voice)] };
}
