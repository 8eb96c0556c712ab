namespace Casualties.Estimation;

/// <summary>How far a person trusts a source, on the Admiralty scale (NATO AJP-2.1).</summary>
public enum ReliabilityGrade
{
    /// <summary>Completely reliable.</summary>
    A = 1,

    /// <summary>Usually reliable.</summary>
    B = 2,

    /// <summary>Fairly reliable.</summary>
    C = 3,

    /// <summary>Not usually reliable.</summary>
    D = 4,

    /// <summary>Unreliable.</summary>
    E = 5,

    /// <summary>Cannot be judged; not the worst.</summary>
    F = 6,
}

/// <summary>What a source is to the incident, as far as it bears on the numbers that it gives.</summary>
public enum SourceRole
{
    /// <summary>A hospital, a morgue.</summary>
    Hospital = 1,

    /// <summary>The United Nations, or another body of states.</summary>
    UnitedNations = 2,

    /// <summary>An organisation that is not of states; research.</summary>
    Ngo = 3,

    /// <summary>An outlet.</summary>
    News = 4,

    /// <summary>Witnesses, families, leaders of a community, local activists.</summary>
    Activist = 5,

    /// <summary>An account on a social network.</summary>
    Social = 6,

    /// <summary>An authority, or a belligerent whose part in the incident is not known.</summary>
    Official = 7,

    /// <summary>The belligerent to which the incident is attributed.</summary>
    Perpetrator = 8,

    /// <summary>The enemy of the belligerent to which the incident is attributed.</summary>
    Opponent = 9,
}

/// <summary>A source as a person graded it, in one role.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Grade">Its grade.</param>
public readonly record struct GradedRole(SourceRole Role, ReliabilityGrade Grade);
