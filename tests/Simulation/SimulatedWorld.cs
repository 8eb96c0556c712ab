using Casualties.Estimation;

namespace Casualties.Simulation;

/// <summary>Incidents whose truth is known, with what was claimed about them.</summary>
/// <param name="Scenario">What was simulated.</param>
/// <param name="Seed">The seed of all randomness in it.</param>
/// <param name="Sources">The source-roles, which <see cref="Evidence.Source"/> names by index; the same ones in the same order in every world.</param>
/// <param name="Incidents">The incidents.</param>
/// <param name="Claims">How many claims were made, with those that their source replaced later.</param>
/// <param name="Lies">How many of these were lies, copies of lies, or false stories.</param>
public sealed record SimulatedWorld(
    Scenario Scenario, ulong Seed, IReadOnlyList<GradedRole> Sources, IReadOnlyList<SimulatedIncident> Incidents, int Claims, int Lies);

/// <summary>An incident whose truth is known.</summary>
/// <param name="Truth">People.</param>
/// <param name="Evidence">
/// What was claimed, in order of time, at least one: of each source-role only the latest, and the latest about a part. None is marked as a copy, for copies do
/// not say so.
/// </param>
/// <param name="Month">When, from 0 to 23.</param>
/// <param name="Region">Where, from 0 to 5.</param>
public sealed record SimulatedIncident(long Truth, IReadOnlyList<Evidence> Evidence, int Month, int Region);
