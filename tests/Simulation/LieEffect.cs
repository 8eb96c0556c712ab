using Casualties.Estimation.Scoring;
using Casualties.Simulation.Calibrated;

namespace Casualties.Simulation;

/// <summary>What one lie about an incident does to a method, on average over incidents. Shifts are differences of log(count + 1).</summary>
/// <param name="Lie">The lie.</param>
/// <param name="Method">The name of the method.</param>
/// <param name="Incidents">Over so many incidents.</param>
/// <param name="PointShift">Mean shift of the point.</param>
/// <param name="HighShift">Mean shift of the upper end of the 90% range.</param>
/// <param name="CoverageBefore">The share of truths in the 90% range without the lie.</param>
/// <param name="CoverageAfter">The share of truths in it with the lie.</param>
public sealed record LieEffect(Lie Lie, string Method, int Incidents, double PointShift, double HighShift, double CoverageBefore, double CoverageAfter)
{
    /// <summary>The effect of every lie on every method, in order of lies. The calibrated model learned before it was told: nothing of it, and nothing of the liar.</summary>
    public static IReadOnlyList<LieEffect> Measure(Scenario scenario, IReadOnlyList<ulong> seeds, IReadOnlyList<Method> competitors)
    {
        var worlds = seeds.Select(seed => Simulator.Run(scenario, seed)).Select(world => (Model: FittedModel.AsUsed(world), Targets: Lie.Targets(world))).ToArray();
        return
        [
            .. Lie.All.SelectMany(lie => competitors
                .Select(method => Of(lie, method.Name, worlds.Select(world => (world.Targets, method))))
                .Append(Of(lie, CalibratedMethod.AsUsed.Name, worlds.Select(world => (world.Targets, CalibratedMethod.Of("", _ => world.Model.With(lie.Teller))))))),
        ];
    }

    private static LieEffect Of(Lie lie, string name, IEnumerable<(SimulatedWorld Targets, Method Method)> worlds)
    {
        var (incidents, point, high, before, after) = (0, 0.0, 0.0, 0, 0);
        foreach (var (targets, method) in worlds)
        {
            var (honest, lied) = (method.Run(targets), method.Run(lie.ToldIn(targets)));
            for (var i = 0; i < honest.Count; i++)
            {
                incidents++;
                point += double.LogP1(lied[i].Median) - double.LogP1(honest[i].Median);
                high += double.LogP1(lied[i].Within90.High) - double.LogP1(honest[i].Within90.High);
                before += honest[i].Within90.Contains(targets.Incidents[i].Truth) ? 1 : 0;
                after += lied[i].Within90.Contains(targets.Incidents[i].Truth) ? 1 : 0;
            }
        }
        return new(lie, name, incidents, point / incidents, high / incidents, (double)before / incidents, (double)after / incidents);
    }
}
