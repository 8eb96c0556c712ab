using System.Collections.Frozen;

namespace Casualties.Estimation;

/// <summary>Everything that an estimate of one incident depends on, besides policy and code.</summary>
public sealed record IncidentCase
{
    /// <summary>Every claim ever recorded for the incident, in any order, those not in force included.</summary>
    public required IReadOnlyList<Claim> Claims { get; init; }

    /// <summary>The last day of the incident, UTC; null where it is not known.</summary>
    public DateOnly? LastDay { get; init; }

    /// <summary>Who the recorder of the incident says is responsible.</summary>
    public IReadOnlyList<Attribution> Attributions { get; init; } = [];

    /// <summary>The sources that claims name, by name; those without a record are absent.</summary>
    public IReadOnlyDictionary<string, SourceFacts> Sources { get; init; } = FrozenDictionary<string, SourceFacts>.Empty;

    /// <summary>What was learned of sources; null where nothing was.</summary>
    public Calibration? Calibration { get; init; }

    internal SourceFacts FactsOf(string source) => Sources.TryGetValue(source, out var facts) ? facts : SourceRoles.NoRecord;

    /// <summary>
    /// Whether every policy makes the same of another case, and the attribution summary is the same: what was made of one then stands for both. Where this is
    /// false, it may be so all the same.
    /// </summary>
    public bool IsEstimatedLike(IncidentCase other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return WithoutLists() == other.WithoutLists()
            && Attributions.SequenceEqual(other.Attributions)
            && Sources.Count == other.Sources.Count
            && Sources.All(source => other.Sources.TryGetValue(source.Key, out var facts) && facts == source.Value)
            && PublicationOrder.Sort(Claims).SequenceEqual(PublicationOrder.Sort(other.Claims), Claim.BesidesRevision);
    }

    // Records compare lists by reference. What is compared is all else, and not what is named here: a field that is added later has a part in it.
    private IncidentCase WithoutLists() => this with { Claims = [], Attributions = [], Sources = FrozenDictionary<string, SourceFacts>.Empty };
}

/// <summary>What an estimate needs to know of a source.</summary>
/// <param name="DisplayName">What people call it.</param>
/// <param name="Kind">What kind of source it is.</param>
/// <param name="Grade">How far a person trusts its counts about this incident; null where nobody has graded it yet, which is not <see cref="ReliabilityGrade.F"/>.</param>
/// <param name="StatusGrade">The same for what it says of people with a status under international humanitarian law; null where that is as <paramref name="Grade"/>.</param>
public sealed record SourceFacts(string DisplayName, SourceKind Kind, ReliabilityGrade? Grade = null, ReliabilityGrade? StatusGrade = null);

/// <summary>The kind of a source. The values are those of the contract.</summary>
public enum SourceKind
{
    /// <summary>Not set, or of a newer contract.</summary>
    Unspecified = 0,

    /// <summary>A ministry, a governor, a spokesman of a state.</summary>
    OfficialState = 1,

    /// <summary>The armed forces of a party to the conflict.</summary>
    PartyToConflict = 2,

    /// <summary>An armed group.</summary>
    ArmedGroupStatement = 3,

    /// <summary>The United Nations or another body of states.</summary>
    UnOrIntergovernmental = 4,

    /// <summary>A local monitor.</summary>
    LocalNgoMonitor = 5,

    /// <summary>An international organisation that is not of states.</summary>
    InternationalNgo = 6,

    /// <summary>A local outlet.</summary>
    LocalMedia = 7,

    /// <summary>A national outlet.</summary>
    NationalMedia = 8,

    /// <summary>An international outlet.</summary>
    InternationalMedia = 9,

    /// <summary>A news agency.</summary>
    NewsAgency = 10,

    /// <summary>An account on a social network.</summary>
    SocialMediaAccount = 11,

    /// <summary>The page of a community.</summary>
    CommunityPage = 12,

    /// <summary>A hospital, clinic or ambulance service.</summary>
    MedicalFacility = 13,

    /// <summary>A morgue or cemetery.</summary>
    MorgueOrCemetery = 14,

    /// <summary>A court or inquest.</summary>
    CourtOrInquest = 15,

    /// <summary>Witnesses.</summary>
    Witness = 16,

    /// <summary>Victims or their families.</summary>
    VictimOrFamily = 17,

    /// <summary>A leader of a community.</summary>
    CommunityLeader = 18,

    /// <summary>Satellite or other sensor.</summary>
    SatelliteOrSensor = 19,

    /// <summary>A data set.</summary>
    DatasetImport = 20,

    /// <summary>Another kind.</summary>
    Other = 21,

    /// <summary>An outlet whose reach is not recorded.</summary>
    Media = 22,

    /// <summary>An organisation that is not of states; local or international is not recorded.</summary>
    Ngo = 23,

    /// <summary>Research: an encyclopaedia, a tally, a study.</summary>
    Research = 24,

    /// <summary>The recorder does not know.</summary>
    Unknown = 25,
}
