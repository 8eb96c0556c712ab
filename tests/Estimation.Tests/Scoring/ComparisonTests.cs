using Casualties.Estimation.Comparison;
using Casualties.Estimation.Scoring;

namespace Casualties.Estimation.Tests.Scoring;

/// <summary>The methods of comparison give what the reference gives.</summary>
public sealed class ComparisonTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, WorkedCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_envelope_is_that_of_the_reference(int number) =>
        Same(WorkedCases.Envelope[number], Envelope.Of(WorkedCases.All[number].Evidence));

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_weighted_mean_is_that_of_the_reference(int number) =>
        Same(WorkedCases.WeightedMean[number], WeightedMean.Of(WorkedCases.All[number].Evidence, WorkedCases.All[number].Sources));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_discounted_figure_is_as_if_it_were_not_there(int number)
    {
        var incident = WorkedCases.All[number];
        var wild = new Evidence(0, EvidenceForm.Exact, 9_000, 9_000, QuantityWord.None, LagHours: 0, Discounted: true);

        Assert.Equal(Envelope.Of(incident.Evidence), Envelope.Of([wild, .. incident.Evidence]));
        Assert.Equal(WeightedMean.Of(incident.Evidence, incident.Sources), WeightedMean.Of([.. incident.Evidence, wild], incident.Sources));
    }

    [Fact]
    public void Where_nothing_counts_there_is_no_forecast()
    {
        Evidence[] discounted = [new(0, EvidenceForm.Exact, 3, 3, QuantityWord.None, LagHours: 1, Discounted: true)];
        GradedRole[] sources = [new(SourceRole.News, ReliabilityGrade.B)];

        Assert.Null(Envelope.Of([]));
        Assert.Null(Envelope.Of(discounted));
        Assert.Null(WeightedMean.Of([], sources));
        Assert.Null(WeightedMean.Of(discounted, sources));
    }

    [Theory]
    [InlineData(EvidenceForm.Words, QuantityWord.None)]
    [InlineData((EvidenceForm)9, QuantityWord.None)]
    public void A_figure_without_a_meaning_is_refused(EvidenceForm form, QuantityWord word) =>
        Assert.Throws<ArgumentException>(() => Envelope.Of([new(0, form, 0, 0, word, LagHours: 1)]));

    internal static void Same(Forecast expected, Forecast? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Median, actual.Value.Median, 1e-9 * (1 + expected.Median));
        Assert.Equal(expected, actual.Value with { Median = expected.Median });
    }
}
