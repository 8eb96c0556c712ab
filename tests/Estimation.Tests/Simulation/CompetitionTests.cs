using Casualties.Estimation.Scoring;
using Casualties.Estimation.Tests.Scoring;
using Casualties.Simulation;
using Casualties.Simulation.Competitors;

namespace Casualties.Estimation.Tests.Simulation;

/// <summary>The methods to beat are as good here as in the reference, case by case and over whole worlds.</summary>
public sealed class CompetitionTests
{
    private static readonly ulong[] Seeds = [.. Enumerable.Range(1, 20).Select(seed => (ulong)seed)];

    private static readonly Dictionary<(string, string), Scores> Measured = Measure();

    /// <summary>Interval score and weighted interval score, and coverage, of the ranges at 90%: means over 20 worlds of the reference.</summary>
    public static TheoryData<string, string, double, double, double> Reference => new()
    {
        { "base", "envelope", 2.25, 0.165, 0.828 },
        { "base", "weighted-mean", 1.78, 0.148, 0.896 },
        { "base", "random-effects", 1.87, 0.155, 0.916 },
        { "base", "linear-pool", 1.70, 0.148, 0.971 },
        { "few-lies", "envelope", 1.98, 0.145, 0.835 },
        { "few-lies", "weighted-mean", 1.68, 0.140, 0.898 },
        { "few-lies", "random-effects", 1.77, 0.145, 0.910 },
        { "few-lies", "linear-pool", 1.59, 0.139, 0.973 },
        { "many-lies", "envelope", 2.73, 0.199, 0.823 },
        { "many-lies", "weighted-mean", 2.01, 0.166, 0.898 },
        { "many-lies", "random-effects", 2.09, 0.174, 0.928 },
        { "many-lies", "linear-pool", 1.93, 0.165, 0.967 },
        { "copying", "envelope", 2.90, 0.196, 0.769 },
        { "copying", "weighted-mean", 2.16, 0.172, 0.863 },
        { "copying", "random-effects", 2.19, 0.176, 0.881 },
        { "copying", "linear-pool", 1.89, 0.165, 0.948 },
        { "few-claims", "envelope", 4.21, 0.235, 0.636 },
        { "few-claims", "weighted-mean", 2.30, 0.180, 0.897 },
        { "few-claims", "random-effects", 2.32, 0.181, 0.927 },
        { "few-claims", "linear-pool", 2.09, 0.172, 0.923 },
        { "many-claims", "envelope", 1.54, 0.148, 0.944 },
        { "many-claims", "weighted-mean", 1.55, 0.132, 0.892 },
        { "many-claims", "random-effects", 1.59, 0.136, 0.882 },
        { "many-claims", "linear-pool", 1.62, 0.137, 0.991 },
        { "first-hours", "envelope", 2.63, 0.183, 0.775 },
        { "first-hours", "weighted-mean", 2.07, 0.166, 0.857 },
        { "first-hours", "random-effects", 2.12, 0.171, 0.877 },
        { "first-hours", "linear-pool", 1.78, 0.158, 0.949 },
        { "random-grades", "envelope", 2.22, 0.164, 0.830 },
        { "random-grades", "weighted-mean", 1.88, 0.159, 0.893 },
        { "random-grades", "random-effects", 1.98, 0.162, 0.920 },
        { "random-grades", "linear-pool", 1.81, 0.161, 0.968 },
        { "few-incidents", "envelope", 2.19, 0.160, 0.818 },
        { "few-incidents", "weighted-mean", 1.75, 0.146, 0.903 },
        { "few-incidents", "random-effects", 1.79, 0.150, 0.929 },
        { "few-incidents", "linear-pool", 1.63, 0.144, 0.976 },
    };

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, WorkedCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Meta_analysis_is_that_of_the_reference(int number) =>
        ComparisonTests.Same(WorkedCases.RandomEffects[number], RandomEffects.Of(Incident(number), WorkedCases.All[number].Sources));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_pool_is_that_of_the_reference(int number) =>
        ComparisonTests.Same(WorkedCases.LinearPool[number], LinearPool.Of(Incident(number), WorkedCases.All[number].Sources));

    [Theory]
    [MemberData(nameof(Reference))]
    public void Scores_are_near_those_of_the_reference(string scenario, string method, double intervalScore, double weightedScore, double coverage)
    {
        var scores = Measured[(scenario, method)];

        Assert.Equal(intervalScore, scores.Within90.IntervalScore, 0.08 * intervalScore);
        Assert.Equal(weightedScore, scores.WeightedIntervalScore, 0.08 * weightedScore);
        Assert.Equal(coverage, scores.Within90.Coverage, 0.02);
    }

    [Fact]
    public void A_method_must_forecast_every_incident() =>
        Assert.Throws<InvalidOperationException>(() => SimulationScores.Measure([Scenario.Base], [1], [new Method("none", _ => [])]).ToArray());

    private static SimulatedIncident Incident(int number) => new(WorkedCases.All[number].Later, WorkedCases.All[number].Evidence, Month: 0, Region: 0);

    // As many incidents of the scenario that has few of them.
    private static Dictionary<(string, string), Scores> Measure() =>
        SimulationScores.Measure(Scenario.All.Where(scenario => scenario.Incidents >= 1000), Seeds[..3], Competition.All)
            .Concat(SimulationScores.Measure(Scenario.All.Where(scenario => scenario.Incidents < 1000), Seeds, Competition.All))
            .ToDictionary(measured => (measured.Scenario.Name, measured.Method), measured => measured.Scores);
}
