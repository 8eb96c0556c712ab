using Casualties.Estimation.Comparison;

namespace Casualties.Simulation.Competitors;

/// <summary>The methods that a new one has to beat.</summary>
public static class Competition
{
    /// <summary>The lowest to the highest figure.</summary>
    public static Method Envelope { get; } = Method.OfEach("envelope", (incident, _) => Estimation.Comparison.Envelope.Of(incident.Evidence)!.Value);

    /// <summary>The mean weighted by reliability.</summary>
    public static Method ReliabilityMean { get; } = Method.OfEach("weighted-mean", (incident, world) => WeightedMean.Of(incident.Evidence, world.Sources)!.Value);

    /// <summary>DerSimonian and Laird with the modified ranges of Hartung and Knapp.</summary>
    public static Method MetaAnalysis { get; } = Method.OfEach("random-effects", (incident, world) => RandomEffects.Of(incident, world.Sources));

    /// <summary>The linear opinion pool.</summary>
    public static Method Pool { get; } = Method.OfEach("linear-pool", (incident, world) => LinearPool.Of(incident, world.Sources));

    /// <summary>All four.</summary>
    public static IReadOnlyList<Method> All { get; } = [Envelope, ReliabilityMean, MetaAnalysis, Pool];
}
