namespace Casualties.Estimation;

/// <summary>
/// A named and versioned rule that turns claims into estimates. It is a pure function: the same claims, in any order, give the same result.
/// A change that changes any result has a new <see cref="Version"/>.
/// </summary>
public interface IPolicy
{
    /// <summary>The name by which it is asked for, for example <c>documented-bounds</c>.</summary>
    string Id { get; }

    /// <summary>Its version, from 1.</summary>
    int Version { get; }

    /// <summary>What it does, in one sentence for people who choose a policy.</summary>
    string Description { get; }

    /// <summary>Whether it uses what was learned of sources, so that its estimates change with the calibration in force.</summary>
    bool UsesCalibration { get; }

    /// <summary>Estimates from every claim ever recorded for an incident, those not in force included.</summary>
    /// <exception cref="ArgumentException">A statement's numbers do not fit its form.</exception>
    IncidentEstimate Estimate(IReadOnlyList<Claim> claims);
}
