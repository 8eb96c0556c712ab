namespace Casualties.Estimation.Tests.Aggregation;

/// <summary>Sums of documented bounds: what is not reported is neither zero nor forgotten.</summary>
public sealed class SumOfBoundsTests
{
    [Fact]
    public void Ends_add_up_and_what_is_missing_is_counted()
    {
        var sum = Sum(new(3, 5, OpenAbove: false), new(null, 7, OpenAbove: false), new(2, 2, OpenAbove: false));
        Assert.Equal((new DocumentedBounds(5, 14, OpenAbove: false), 3, 1, 0), (sum.Bounds, sum.Incidents, sum.WithoutLow, sum.WithoutHigh));
    }

    [Fact]
    public void One_open_end_leaves_the_sum_open() =>
        Assert.Equal(new(5, 7, OpenAbove: true), Sum(new(3, 5, OpenAbove: true), new(2, 2, OpenAbove: false)).Bounds);

    [Fact]
    public void An_incident_without_a_high_leaves_the_sum_open()
    {
        var sum = Sum(new(3, 5, OpenAbove: false), default);
        Assert.Equal((new DocumentedBounds(3, 5, OpenAbove: true), 1, 1), (sum.Bounds, sum.WithoutLow, sum.WithoutHigh));
    }

    [Fact]
    public void No_figure_at_all_is_not_zero()
    {
        Assert.Equal(default, Sum().Bounds);
        Assert.Equal(new(null, null, OpenAbove: true), Sum(new DocumentedBounds(null, null, OpenAbove: true)).Bounds);
        Assert.Equal(new(0, 0, OpenAbove: false), Sum(new DocumentedBounds(0, 0, OpenAbove: false)).Bounds);
    }

    private static SumOfBounds Sum(params ReadOnlySpan<DocumentedBounds> incidents)
    {
        var sum = new SumOfBounds();
        foreach (var incident in incidents)
            sum.Add(incident);
        return sum;
    }
}
