using Casualties.Estimation.Scoring;

namespace Casualties.Simulation;

/// <summary>A way to get from claims to forecasts.</summary>
/// <param name="Name">A word to call it by.</param>
/// <param name="Run">
/// Gives one forecast for each incident of a world, in its order. It may learn from all claims of the world, and may use the truth only to say where in its
/// distribution that fell (<see cref="Forecast.Pit"/>).
/// </param>
public sealed record Method(string Name, Func<SimulatedWorld, IReadOnlyList<Forecast>> Run)
{
    /// <summary>A method that takes each incident by itself.</summary>
    public static Method OfEach(string name, Func<SimulatedIncident, SimulatedWorld, Forecast> forecast) =>
        new(name, world => [.. world.Incidents.Select(incident => forecast(incident, world))]);
}
