using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.Reflection;

namespace Casualties.Gateway.Import;

/// <summary>The words that a column of a sheet may hold, and what each means in the contracts.</summary>
public sealed class Vocabulary<T>
{
    private readonly FrozenDictionary<string, T>.AlternateLookup<ReadOnlySpan<char>> meanings;

    /// <summary>Makes a vocabulary of words and meanings.</summary>
    public Vocabulary(params IReadOnlyList<(string Word, T Meaning)> entries)
    {
        meanings = entries.ToFrozenDictionary(e => e.Word, e => e.Meaning).GetAlternateLookup<ReadOnlySpan<char>>();
        Words = string.Join(", ", entries.Select(e => e.Word));
    }

    /// <summary>The words, for people.</summary>
    public string Words { get; }

    /// <summary>Finds what a word means.</summary>
    public bool TryFind(ReadOnlySpan<char> word, [MaybeNullWhen(false)] out T meaning) => meanings.TryGetValue(word, out meaning);
}

/// <summary>The vocabularies of the claim sheet.</summary>
public static class ClaimSheetWords
{
    /// <summary><c>harm</c>.</summary>
    public static Vocabulary<HarmType> Harms { get; } = new(
        ("killed", HarmType.Killed),
        ("injured", HarmType.Injured),
        ("missing", HarmType.Missing));

    /// <summary><c>count_form</c>.</summary>
    public static Vocabulary<CountForm> CountForms { get; } = new(
        ("exact", CountForm.Exact),
        ("at_least", CountForm.AtLeast),
        ("at_most", CountForm.AtMost),
        ("range", CountForm.Range),
        ("about", CountForm.About),
        ("more_than", CountForm.MoreThan),
        ("verbal", CountForm.Words));

    /// <summary><c>victims</c>. Null: everyone, or the source does not say. Never changed: clone before use.</summary>
    public static Vocabulary<VictimGroup?> Victims { get; } = new(
        ("total", null),
        ("civilians", new VictimGroup { Status = CivilianStatus.Civilian }),
        ("children", new VictimGroup { Age = AgeGroup.Child }),
        ("women", new VictimGroup { Sex = Sex.Female, Age = AgeGroup.Adult }),
        ("combatants", new VictimGroup { Status = CivilianStatus.DirectlyParticipating }),
        ("attackers", new VictimGroup { Perpetrators = PerpetratorScope.Only }),
        ("security_forces", new VictimGroup { Status = CivilianStatus.MemberOfArmedForces }));

    /// <summary><c>original_source_kind</c>.</summary>
    public static Vocabulary<SourceType> SourceKinds { get; } = new(
        ("government", SourceType.OfficialState),
        ("military", SourceType.PartyToConflict),
        ("belligerent_nonstate", SourceType.ArmedGroupStatement),
        ("un", SourceType.UnOrIntergovernmental),
        ("ngo", SourceType.Ngo),
        ("hospital", SourceType.MedicalFacility),
        ("media", SourceType.Media),
        ("witness", SourceType.Witness),
        ("research", SourceType.Research),
        ("unknown", SourceType.Unknown));

    /// <summary><c>location_precision</c>. A district is the second administrative level, a province the first.</summary>
    public static Vocabulary<LocationPrecision> Precisions { get; } = new(
        ("exact", LocationPrecision.ExactCoordinate),
        ("settlement", LocationPrecision.Settlement),
        ("district", LocationPrecision.Adm2),
        ("province", LocationPrecision.Adm1),
        ("country", LocationPrecision.Country));

    /// <summary><c>attribution_basis</c>.</summary>
    public static Vocabulary<AttributionStatus> AttributionBases { get; } = new(
        ("claimed", AttributionStatus.ClaimedByActor),
        ("alleged", AttributionStatus.AllegedBySource),
        ("denied", AttributionStatus.DeniedByActor),
        ("investigated", AttributionStatus.InferredByRecorder));

    /// <summary>
    /// <c>event_type</c>: the tactics of the contract in small letters, and the sheet's own words. <c>airstrike</c> means a crewed aircraft;
    /// a strike by an uncrewed one is a <c>drone_strike</c>. Bombs in vehicles and on roads without suicide are one tactic in the contract.
    /// </summary>
    public static Vocabulary<Tactic> EventTypes { get; } = new([
        ("suicide_ied", Tactic.SuicideAttack),
        ("vehicle_ied", Tactic.IedNonSuicide),
        ("roadside_ied", Tactic.IedNonSuicide),
        ("airstrike", Tactic.AirstrikeManned),
        ("indirect_fire", Tactic.ShellingArtilleryRocket),
        .. Tactics()]);

    /// <summary><c>original_source</c> where the publisher does not say where the number comes from.</summary>
    public static bool IsNobody(ReadOnlySpan<char> originalSource) => originalSource is "" or "unattributed" or "reports (unspecified)";

    private static IEnumerable<(string, Tactic)> Tactics()
    {
        EnumDescriptor tactics = IncidentReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(Tactic));
        return tactics.Values
            .Where(value => value.Number != (int)Tactic.Unspecified)
            .Select(value => (value.Name["TACTIC_".Length..].ToLowerInvariant(), (Tactic)value.Number));
    }
}
