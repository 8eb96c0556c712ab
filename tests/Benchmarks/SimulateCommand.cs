using System.CommandLine;
using Casualties.Simulation;
using Casualties.Simulation.Calibrated;
using Casualties.Simulation.Competitors;

namespace Benchmarks;

/// <summary>Measures how right estimates are, not how fast: in simulated worlds, of which more can be asked for than tests have time for.</summary>
internal static class SimulateCommand
{
    private const string Help = """
        Simulates conflicting claims about incidents whose truth is known, and scores the calibrated model beside other methods: tables in Markdown of ranges in
        every scenario, of what one lie does, and of sums over months and regions. The same seeds give the same tables; about four seconds a seed.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var seeds = new Option<int>("--seeds") { Description = "How many worlds of each scenario.", HelpName = "N", DefaultValueFactory = _ => 20 };
        var first = new Option<int>("--first-seed") { Description = "The seed of the first world; the next ones follow.", HelpName = "N", DefaultValueFactory = _ => 1001 };
        var command = new Command("simulate", Help) { seeds, first };
        foreach (var option in command.Options.Cast<Option<int>>())
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                    result.AddError($"{option.Name} must be more than 0.");
            });
        }
        command.SetAction((parsed, cancel) => PrintAsync(
            [.. Enumerable.Range(parsed.GetRequiredValue(first), parsed.GetRequiredValue(seeds)).Select(seed => (ulong)seed)], cancel));
        return command;
    }

    private static async Task PrintAsync(ulong[] seeds, CancellationToken cancel)
    {
        await PrintAsync(SimulationTables.Lines(
            Scenario.All.SelectMany(scenario => SimulationScores.Measure(Unless(scenario, cancel), seeds, [.. Competition.All, CalibratedMethod.ByGrades, CalibratedMethod.Learned]))), cancel);
        await PrintAsync(SimulationTables.Lines(LieEffect.Measure(Scenario.Base, seeds, Competition.All)), cancel);
        await PrintAsync(SimulationTables.Lines(
            from scenario in Scenario.All
            where scenario.Incidents >= Scenario.Base.Incidents
            from grouping in new (string Name, Func<SimulatedIncident, int> Key)[] { ("months", incident => incident.Month), ("regions", incident => incident.Region) }
            select ($"{scenario.Name}, {grouping.Name}", SumScores.Measure(Unless(scenario, cancel)[0], seeds, grouping.Key))), cancel);
    }

    private static Scenario[] Unless(Scenario scenario, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return [scenario];
    }

    // A table comes line by line, as far as it is measured.
    private static async Task PrintAsync(IEnumerable<string> lines, CancellationToken cancel)
    {
        foreach (var line in lines)
            await Console.Out.WriteLineAsync(line.AsMemory(), cancel);
        await Console.Out.WriteLineAsync();
    }
}
