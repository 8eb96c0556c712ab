namespace Casualties.Estimation;

/// <summary>Who is said to have carried out the attack, or to have been its target, and on what basis.</summary>
/// <param name="Actor">The actor as named. Two names are the same actor if they differ only in case.</param>
/// <param name="Role">The part of the actor; unspecified is read as perpetrator.</param>
/// <param name="Status">On what basis.</param>
public sealed record Attribution(string Actor, AttributionRole Role, AttributionStatus Status);

/// <summary>The part of an actor in an incident. The values are those of the contract.</summary>
public enum AttributionRole
{
    /// <summary>Read as <see cref="Perpetrator"/>.</summary>
    Unspecified = 0,

    /// <summary>Carried it out.</summary>
    Perpetrator = 1,

    /// <summary>Carried it out together with others.</summary>
    CoPerpetrator = 2,

    /// <summary>Was the target.</summary>
    TargetedParty = 3,

    /// <summary>Was there.</summary>
    PartyPresent = 4,

    /// <summary>Took part in an exchange of fire in which people were harmed.</summary>
    CrossfireParty = 5,
}

/// <summary>On what basis an actor is named; also the state of the question for an incident. The values are those of the contract.</summary>
public enum AttributionStatus
{
    /// <summary>The actor took responsibility.</summary>
    ClaimedByActor = 1,

    /// <summary>The actor accepts that civilians were harmed.</summary>
    Conceded = 2,

    /// <summary>A source names the actor.</summary>
    AllegedBySource = 3,

    /// <summary>The recorder, or an investigation that the recorder relies on, infers the actor.</summary>
    InferredByRecorder = 4,

    /// <summary>The actor denies it.</summary>
    DeniedByActor = 5,

    /// <summary>Different actors are named.</summary>
    CompetingClaims = 6,

    /// <summary>The kind of actor is known, the actor is not.</summary>
    Undetermined = 7,

    /// <summary>Nobody is named.</summary>
    Unattributed = 8,
}
