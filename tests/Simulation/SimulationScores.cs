using Casualties.Estimation.Scoring;

namespace Casualties.Simulation;

/// <summary>How a method did in the worlds of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Method">The name of the method.</param>
/// <param name="Scores">Over all incidents of its worlds.</param>
public sealed record SimulationScores(Scenario Scenario, string Method, Scores Scores)
{
    // Of the randomised transform; any would do.
    private const ulong ScoringSeed = 1;

    /// <summary>Scores methods in the same worlds, one world for each scenario and seed.</summary>
    /// <returns>In order of scenarios, and of methods in each; a scenario is simulated when its scores are asked for.</returns>
    /// <exception cref="InvalidOperationException">A method gave another number of forecasts than there are incidents.</exception>
    public static IEnumerable<SimulationScores> Measure(IEnumerable<Scenario> scenarios, IReadOnlyList<ulong> seeds, IReadOnlyList<Method> methods)
    {
        ArgumentNullException.ThrowIfNull(scenarios);
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(methods);
        return scenarios.SelectMany(scenario => Measure(scenario, seeds, methods));
    }

    private static IEnumerable<SimulationScores> Measure(Scenario scenario, IReadOnlyList<ulong> seeds, IReadOnlyList<Method> methods)
    {
        var boards = methods.Select(_ => new ScoreBoard(ScoringSeed)).ToArray();
        foreach (var seed in seeds)
        {
            var world = Simulator.Run(scenario, seed);
            for (var i = 0; i < boards.Length; i++)
                Add(boards[i], world, methods[i]);
        }
        return methods.Zip(boards, (method, board) => new SimulationScores(scenario, method.Name, board.Score()));
    }

    private static void Add(ScoreBoard board, SimulatedWorld world, Method method)
    {
        var forecasts = method.Run(world);
        if (forecasts.Count != world.Incidents.Count)
            throw new InvalidOperationException($"{method.Name} gave {forecasts.Count} forecasts for {world.Incidents.Count} incidents.");
        for (var i = 0; i < forecasts.Count; i++)
            board.Add(forecasts[i], world.Incidents[i].Truth);
    }
}
