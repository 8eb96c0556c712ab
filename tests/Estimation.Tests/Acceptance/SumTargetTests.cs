using Casualties.Simulation;

namespace Casualties.Estimation.Tests.Acceptance;

/// <summary>Sums over groups of 30 to 200 incidents meet the targets of the model page, section 7.</summary>
public sealed class SumTargetTests(ITestOutputHelper output)
{
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5, 6];

    // Of about 40 and of about 170 incidents.
    private static readonly SumScores Months = SumScores.Measure(Scenario.Base, Seeds, incident => incident.Month);
    private static readonly SumScores Regions = SumScores.Measure(Scenario.Base, Seeds, incident => incident.Region);

    [Fact]
    public void Ranges_of_sums_hold_the_truth_as_often_as_they_say()
    {
        foreach (var line in SimulationTables.Lines([("month", Months), ("region", Regions)]))
            output.WriteLine(line);
        var groups = Months.Groups + Regions.Groups;

        Assert.InRange(((Months.Sums.Coverage * Months.Groups) + (Regions.Sums.Coverage * Regions.Groups)) / groups, 0.88, 0.99);
    }

    [Fact]
    public void Ranges_of_sums_are_at_most_half_as_wide_as_sums_of_lowest_and_highest_figures()
    {
        Assert.InRange(Months.Sums.MeanLogWidth, 0, 0.5 * Months.Bounds.MeanLogWidth);
        Assert.InRange(Regions.Sums.MeanLogWidth, 0, 0.5 * Regions.Bounds.MeanLogWidth);
    }
}
