namespace Casualties.Estimation;

/// <summary>How reliable a source is, in the grades of the Admiralty system (NATO AJP-2.1).</summary>
public enum ReliabilityGrade
{
    /// <summary>Completely reliable.</summary>
    A = 1,

    /// <summary>Usually reliable.</summary>
    B,

    /// <summary>Fairly reliable.</summary>
    C,

    /// <summary>Not usually reliable.</summary>
    D,

    /// <summary>Unreliable.</summary>
    E,

    /// <summary>Not judged; no worse than <see cref="C"/>, only less sure.</summary>
    F,
}

/// <summary>
/// What a source is to an incident. A belligerent is one source in each of its roles, since its bias depends on whom the number hurts
/// (Radford et al., PNAS 120(34), 2023).
/// </summary>
public enum SourceRole
{
    /// <summary>A hospital, morgue or rescue service.</summary>
    Hospital = 1,

    /// <summary>A body of the United Nations.</summary>
    UnitedNations,

    /// <summary>A non-governmental organisation.</summary>
    Ngo,

    /// <summary>A news outlet or agency.</summary>
    News,

    /// <summary>A local activist or network of activists.</summary>
    Activist,

    /// <summary>An account on a social network.</summary>
    Social,

    /// <summary>An authority that is not known to be a party to the incident.</summary>
    Official,

    /// <summary>The belligerent to whom the incident is attributed.</summary>
    Perpetrator,

    /// <summary>An enemy of the belligerent to whom the incident is attributed.</summary>
    Opponent,
}

/// <summary>A source in one of its roles, with its grade.</summary>
/// <param name="Role">What it is to the incident.</param>
/// <param name="Grade">How reliable it is.</param>
public readonly record struct GradedRole(SourceRole Role, ReliabilityGrade Grade);
