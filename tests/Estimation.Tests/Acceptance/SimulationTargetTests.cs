using Casualties.Estimation.Scoring;
using Casualties.Simulation;
using Casualties.Simulation.Calibrated;
using Casualties.Simulation.Competitors;

namespace Casualties.Estimation.Tests.Acceptance;

/// <summary>
/// The targets of the model page, section 7, in every scenario: for the model as it is used, which learns where there are enough incidents, and for one that
/// never learns.
/// </summary>
public sealed class SimulationTargetTests(ITestOutputHelper output)
{
    // By how much the interval score at 90% must be below that of others.
    private const double BelowEnvelope = 0.28;
    private const double BelowEnvelopeOnAverage = 0.35;
    private const double BelowBestOther = 0.12;

    // The page sets its target for a model that learns. One that never does is 9 to 27% below the best other in worlds like these (over 36 of them: 13% with few
    // claims, 13% in the first hours, more elsewhere); the reference without learning, over 20: 11% and 14%.
    private const double BelowBestOtherByGrades = 0.08;

    // Where a scenario has few incidents more worlds make up for it.
    private const int IncidentsOfScenario = 6000;

    private static readonly Dictionary<string, Dictionary<string, SimulationScores>> Measured = Scenario.All.ToDictionary(scenario => scenario.Name, Measure);

    public static TheoryData<string, string> Models
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var scenario in Scenario.All)
            {
                data.Add(scenario.Name, CalibratedMethod.AsUsed.Name);
                data.Add(scenario.Name, CalibratedMethod.ByGrades.Name);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Ranges_hold_the_truth_as_often_as_they_say(string scenario, string model)
    {
        var scores = Of(scenario, model);

        Assert.InRange(scores.Pit!.Within90, 0.88, 0.95);
        Assert.InRange(scores.Within90.Coverage, 0.93, 1);
        Assert.InRange(scores.LargeCoverage90!.Value, 0.83, 1);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Scores_are_better_than_those_of_all_others(string scenario, string model)
    {
        foreach (var line in SimulationTables.Lines(Measured[scenario].Values))
            output.WriteLine(line);
        var score = Of(scenario, model).Within90.IntervalScore;
        var best = Competition.All.Where(method => method != Competition.Envelope).Min(method => Of(scenario, method.Name).Within90.IntervalScore);

        Assert.InRange(score, 0, (1 - BelowEnvelope) * Of(scenario, Competition.Envelope.Name).Within90.IntervalScore);
        Assert.InRange(score, 0, (1 - (model == CalibratedMethod.AsUsed.Name ? BelowBestOther : BelowBestOtherByGrades)) * best);
    }

    [Theory]
    [InlineData("calibrated")]
    [InlineData("by-grades")]
    public void On_average_scores_are_far_below_that_of_the_envelope(string model) =>
        Assert.InRange(
            Scenario.All.Average(scenario => Of(scenario.Name, model).Within90.IntervalScore / Of(scenario.Name, Competition.Envelope.Name).Within90.IntervalScore),
            0,
            1 - BelowEnvelopeOnAverage);

    [Fact]
    public void What_few_incidents_teach_is_not_used()
    {
        foreach (var line in SimulationTables.Lines(Measured["few-incidents"].Values))
            output.WriteLine(line);

        Assert.Equivalent(Of("few-incidents", CalibratedMethod.ByGrades.Name), Of("few-incidents", CalibratedMethod.AsUsed.Name), strict: true);
        Assert.NotEqual(Of("few-incidents", CalibratedMethod.Learned.Name).Within90, Of("few-incidents", CalibratedMethod.AsUsed.Name).Within90);
        Assert.NotEqual(Of("base", CalibratedMethod.ByGrades.Name).Within90, Of("base", CalibratedMethod.AsUsed.Name).Within90);
    }

    private static Scores Of(string scenario, string method) => Measured[scenario][method].Scores;

    private static Dictionary<string, SimulationScores> Measure(Scenario scenario)
    {
        ulong[] seeds = [.. Enumerable.Range(1, IncidentsOfScenario / scenario.Incidents).Select(seed => (ulong)seed)];
        IReadOnlyList<Method> learned = scenario.Incidents < LearnedReliability.MinIncidents ? [CalibratedMethod.Learned] : [];
        return SimulationScores.Measure([scenario], seeds, [.. Competition.All, CalibratedMethod.ByGrades, CalibratedMethod.AsUsed, .. learned])
            .ToDictionary(measured => measured.Method);
    }
}
