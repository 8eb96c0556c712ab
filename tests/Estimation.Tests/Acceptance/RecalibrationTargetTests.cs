using Casualties.Estimation.Scoring;
using Casualties.Simulation;
using Casualties.Simulation.Calibrated;

namespace Casualties.Estimation.Tests.Acceptance;

/// <summary>Recalibrated by resolved incidents, ranges of incidents that had no part in it meet the targets of the model page, section 7.</summary>
public sealed class RecalibrationTargetTests(ITestOutputHelper output)
{
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5, 6];

    public static TheoryData<string> Scenarios =>
        [.. Scenario.All.Where(scenario => scenario.Incidents / 2 >= Recalibration.MinResolved).Select(scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Ranges_of_other_incidents_hold_the_truth_as_often_as_they_say(string name)
    {
        var scenario = Scenario.All.Single(scenario => scenario.Name == name);
        var (few, many) = (new ScoreBoard(seed: 1), new ScoreBoard(seed: 1));
        foreach (var seed in Seeds)
        {
            var world = Simulator.Run(scenario, seed);
            var model = FittedModel.AsUsed(world);
            var estimates = world.Incidents.Select(incident => (incident.Truth, Distribution: model.Estimate(incident))).ToArray();
            var half = estimates.Length / 2;
            Score(few, estimates.AsSpan(0, Recalibration.MinResolved), estimates.AsSpan(half));
            Score(many, estimates.AsSpan(0, half), estimates.AsSpan(half));
        }
        foreach (var (board, resolved) in new[] { (few, Recalibration.MinResolved), (many, scenario.Incidents / 2) })
        {
            var scores = board.Score();
            output.WriteLine(FormattableString.Invariant(
                $"{resolved} resolved, {scores.Count} others: PIT-90 {scores.Pit!.Within90:0.000}, PIT-50 {scores.Pit.Within50:0.000}, IS90 {scores.Within90.IntervalScore:0.000}"));
            Assert.InRange(scores.Pit.Within90, 0.88, 0.92);
            Assert.InRange(scores.Pit.Within50, 0.45, 0.55);
        }
    }

    private static void Score(ScoreBoard board, ReadOnlySpan<(long Truth, CountDistribution Distribution)> resolved, ReadOnlySpan<(long Truth, CountDistribution Distribution)> others)
    {
        var ranks = new double[resolved.Length];
        for (var i = 0; i < ranks.Length; i++)
            ranks[i] = Recalibration.Rank(resolved[i].Distribution, resolved[i].Truth, (ulong)i);
        var recalibration = Recalibration.Fit(ranks)!;
        foreach (var (truth, distribution) in others)
            board.Add(CalibratedMethod.Forecast(recalibration.Apply(distribution), truth), truth);
    }
}
