using Casualties.Incidents.V1;

namespace Casualties.Gateway.Reports;

/// <summary>The cause of an incident in the terms of SDG 16.1.2, where its recorder named only the tactic. As the contract has it beside each tactic.</summary>
internal static class Causes
{
    /// <summary>The cause as recorded, or that of the tactic; unset if neither is recorded.</summary>
    public static CauseCategory Of(Incident incident) => incident.Cause != CauseCategory.Unspecified ? incident.Cause : Of(incident.Tactic);

    private static CauseCategory Of(Tactic tactic) => tactic switch
    {
        Tactic.AirstrikeManned or Tactic.DroneStrike or Tactic.ShellingArtilleryRocket or Tactic.AirOrArtilleryUnresolved or Tactic.NavalBombardment
            => CauseCategory.HeavyWeaponsAndExplosiveMunitions,
        Tactic.SuicideAttack or Tactic.IedNonSuicide or Tactic.LandmineErw or Tactic.ComplexAttack => CauseCategory.PlantedExplosivesAndUxo,
        Tactic.Grenade or Tactic.GroundEngagement or Tactic.SearchOrRaid or Tactic.TargetedKilling or Tactic.Execution => CauseCategory.SmallArmsLightWeapons,
        Tactic.Abduction or Tactic.SexualViolence or Tactic.MobViolence => CauseCategory.ObjectsAndOtherMeans,
        Tactic.ExcessiveForceProtest => CauseCategory.LessLethalWeapons,
        Tactic.Chemical => CauseCategory.Cbrn,
        Tactic.SiegeDeprivation => CauseCategory.DenialOrDestructionOfIndispensableObjects,
        Tactic.Unspecified => CauseCategory.Unspecified,
        // Another tactic, one that the recorder does not know, or one of a newer contract.
        _ => CauseCategory.Unknown,
    };
}
