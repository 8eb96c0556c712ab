using CsCheck;
using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

/// <summary>Any legal claims.</summary>
internal static class AnyClaims
{
    private static readonly Gen<long> Numbers = Gen.Frequency((8, Gen.Long[0, 12]), (1, Gen.Long[0, 10_000_000]), (1, Gen.Const(10_000_000L)));

    private static readonly Gen<VictimGroup> Groups = Gen.Frequency(
        (3, Gen.OneOf(default(VictimGroup), VictimGroup.AllVictims)),
        (3, Gen.OneOf(VictimGroup.Everyone, VictimGroup.PerpetratorsOnly)),
        (2, Gen.OneOf(VictimGroup.Civilians, Children, ArmedForces)),
        (1, Gen.Select(Gen.Enum<Sex>(), Gen.Enum<AgeGroup>(), Gen.Enum<CivilianStatus>(), Gen.Enum<PerpetratorScope>(), (sex, age, status, scope) => new VictimGroup(sex, age, status, scope))));

    private static readonly Gen<CountStatement> Statements = Gen.Select(
        Gen.Frequency((4, Gen.Const(Harm.Killed)), (1, Gen.Enum<Harm>())),
        Groups,
        Gen.Enum<CountForm>(),
        Numbers,
        Numbers,
        Gen.Frequency((4, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.OneOf("", "dozens", "several hundred", "a few", "casualties", "more than a hundred", "denied any losses"),
        (harm, victims, form, number, other, part, words) => form switch
        {
            CountForm.Range => new CountStatement(harm, victims, form, Math.Min(number, other), Math.Max(number, other), PartOfIncident: part),
            CountForm.Words => Words(harm, words, victims) with { PartOfIncident = part },
            _ => Count(harm, form, number, victims, part),
        });

    private static readonly Gen<Claim> Unnumbered = Gen.Select(
        Gen.OneOf("p", "q", "a"),
        Gen.OneOf("a", "b", "c", null),
        Gen.Int[-1, 3],
        Gen.Int[-4, 4],
        Gen.Frequency((6, Gen.Const(ClaimState.Live)), (1, Gen.Enum<ClaimState>())),
        Gen.Frequency((6, Gen.Const(0)), (1, Gen.Int[1, 2])),
        Statements.List[0, 4],
        (publisher, originator, day, hour, state, copy, statements) => new Claim
        {
            Name = "",
            Publisher = publisher,
            Originator = originator,
            PublishedDate = day < 0 ? null : new DateOnly(2021, 8, 3).AddDays(day),
            PublishedTime = day < 0 || hour < 0 ? null : new DateTimeOffset(2021, 8, 3 + day, hour, 0, 0, TimeSpan.Zero),
            RecordedRevision = 0,
            State = state,
            Copies = copy == 1 ? "claims/elsewhere" : null,
            IsRepetition = copy == 2,
            Statements = statements,
        });

    // On most claims nothing was decided.
    private static readonly Gen<Claim> Decided = Gen.Select(
        Unnumbered,
        Gen.Frequency((6, Gen.Const(Topics.None)), (1, Gen.OneOf(Topics.All, Topics.Count, Topics.Attribution, Topics.CivilianStatus, Topics.Location))),
        Gen.Frequency((6, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency((6, Gen.Const(false)), (1, Gen.Const(true))),
        Gen.Frequency((4, Gen.Const((InformationCredibility?)null)), (1, Gen.Enum<InformationCredibility>().Select(one => (InformationCredibility?)one))),
        (claim, excluded, uncorroborating, doubted, credibility) =>
            claim with { Excluded = excluded, Uncorroborating = uncorroborating, Doubted = doubted, Credibility = credibility });

    /// <summary>Up to a dozen claims about one incident, in any state, order and form.</summary>
    public static readonly Gen<Claim[]> Incidents = Decided.Array[0, 12].Select(claims => claims.Select(Number).ToArray());

    /// <summary>Claims to add to an incident; their names and revisions are above any of it.</summary>
    public static readonly Gen<Claim> Additions = Unnumbered.Select(claim => Number(claim, 99) with { State = ClaimState.Live });

    private static Claim Number(Claim claim, int number) => claim with { Name = $"claims/{number}", RecordedRevision = number };
}
