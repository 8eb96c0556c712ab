using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>Who is counted: the people for whom everything that is set holds. What is unspecified does not restrict.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VictimGroup(
    Sex Sex = Sex.Unspecified,
    AgeGroup Age = AgeGroup.Unspecified,
    CivilianStatus Status = CivilianStatus.Unspecified,
    PerpetratorScope Perpetrators = PerpetratorScope.Unspecified) : IComparable<VictimGroup>
{
    /// <summary>All victims, perpetrators left out: the headline.</summary>
    public static readonly VictimGroup AllVictims = new(Perpetrators: PerpetratorScope.Excluded);

    /// <summary>Everyone, perpetrators included.</summary>
    public static readonly VictimGroup Everyone = new(Perpetrators: PerpetratorScope.Included);

    /// <summary>Perpetrators only.</summary>
    public static readonly VictimGroup PerpetratorsOnly = new(Perpetrators: PerpetratorScope.Only);

    /// <summary>Civilians.</summary>
    public static readonly VictimGroup Civilians = new(Status: CivilianStatus.Civilian, Perpetrators: PerpetratorScope.Excluded);

    /// <summary>The group under which figures are gathered: a source that does not mention perpetrators is taken to leave them out.</summary>
    public VictimGroup Canonical() =>
        Perpetrators == PerpetratorScope.Unspecified ? this with { Perpetrators = PerpetratorScope.Excluded } : this;

    /// <summary>The whole of which a canonical group is a part; the group itself where it is not a part.</summary>
    public VictimGroup Whole() => new(Perpetrators: Perpetrators);

    /// <summary>Headline, everyone, perpetrators, civilians, then the others in the order of the contract.</summary>
    public int CompareTo(VictimGroup other)
    {
        var order = Rank.CompareTo(other.Rank);
        if (order == 0) order = Sex.CompareTo(other.Sex);
        if (order == 0) order = Age.CompareTo(other.Age);
        if (order == 0) order = Status.CompareTo(other.Status);
        return order != 0 ? order : Perpetrators.CompareTo(other.Perpetrators);
    }

    private int Rank => this == AllVictims ? 0 : this == Everyone ? 1 : this == PerpetratorsOnly ? 2 : this == Civilians ? 3 : 4;

    /// <summary>Whether <paramref name="left"/> is listed before <paramref name="right"/>.</summary>
    public static bool operator <(VictimGroup left, VictimGroup right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is listed after <paramref name="right"/>.</summary>
    public static bool operator >(VictimGroup left, VictimGroup right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is listed before <paramref name="right"/>, or is the same.</summary>
    public static bool operator <=(VictimGroup left, VictimGroup right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is listed after <paramref name="right"/>, or is the same.</summary>
    public static bool operator >=(VictimGroup left, VictimGroup right) => left.CompareTo(right) >= 0;
}

/// <summary>Sex. The values are those of the contract.</summary>
public enum Sex
{
    /// <summary>Any.</summary>
    Unspecified = 0,

    /// <summary>Women and girls.</summary>
    Female = 1,

    /// <summary>Men and boys.</summary>
    Male = 2,

    /// <summary>People who do not identify as male or female.</summary>
    Other = 3,

    /// <summary>The source says that it does not know.</summary>
    Unknown = 4,
}

/// <summary>Age at the time of the incident. The values are those of the contract.</summary>
public enum AgeGroup
{
    /// <summary>Any.</summary>
    Unspecified = 0,

    /// <summary>Under 18 years.</summary>
    Child = 1,

    /// <summary>18 years or older.</summary>
    Adult = 2,

    /// <summary>The source says that it does not know.</summary>
    Unknown = 3,
}

/// <summary>Status under international humanitarian law. The values are those of the contract.</summary>
public enum CivilianStatus
{
    /// <summary>Any.</summary>
    Unspecified = 0,

    /// <summary>A civilian.</summary>
    Civilian = 1,

    /// <summary>Another protected person.</summary>
    OtherProtectedPerson = 2,

    /// <summary>A member of armed forces or of security forces of a state.</summary>
    MemberOfArmedForces = 3,

    /// <summary>A person who takes a direct part in hostilities.</summary>
    DirectlyParticipating = 4,

    /// <summary>The source says that it does not know.</summary>
    Unknown = 5,
}

/// <summary>Whether a number includes those who carried out the attack. The values are those of the contract.</summary>
public enum PerpetratorScope
{
    /// <summary>The source does not say.</summary>
    Unspecified = 0,

    /// <summary>They are left out.</summary>
    Excluded = 1,

    /// <summary>They are in the number.</summary>
    Included = 2,

    /// <summary>Only they are counted.</summary>
    Only = 3,
}
