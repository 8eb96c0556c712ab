using CsCheck;

namespace Casualties.Estimation.Tests.Aggregation;

/// <summary>Sums over incidents, against sums worked out term by term, and what holds for any incidents.</summary>
public sealed class SumOfCountsTests
{
    // No weight so small that the cut of tails takes it away.
    private static readonly Gen<Incident> Small = Gen.Double[0.01, 1].Array[1, 12].Select(weights => Incident.OfNumbers(weights));

    private static readonly CountDistribution[] Posteriors =
    [
        .. from people in (long[])[0, 1, 2, 3, 8, 21, 60, 170, 400]
           from grade in Enum.GetValues<ReliabilityGrade>()
           select Posterior(people, grade),
    ];

    private static readonly Gen<CountDistribution> Estimated = Gen.OneOf(Posteriors);

    private static readonly Gen<CountDistribution?[]> Incidents = Gen.Int[-5, Posteriors.Length - 1].Select(i => i < 0 ? null : Posteriors[i]).Array[0, 30];

    [Fact]
    public void Small_sums_are_those_worked_out_term_by_term() =>
        Small.Array[2, 8].Sample(incidents => AssertIsSum(incidents, Incident.Sum(incidents, sharedError: 0)));

    // So long that they are multiplied as transforms.
    [Fact]
    public void Long_sums_are_those_worked_out_term_by_term() =>
        Gen.Double[0.3, 1].Array[900, 1100].Select(weights => Incident.OfNumbers(weights)).Array[5, 7]
            .Sample(incidents => AssertIsSum(incidents, Incident.Sum(incidents, sharedError: 0)), iter: 20);

    // 400 times 20 would be 8,000; but the lattice goes only as far as sums ever do, and begins again at 0.
    [Fact]
    public void Sums_of_rare_events_are_those_worked_out_term_by_term()
    {
        Incident[] incidents = [.. Enumerable.Repeat(Incident.OfNumbers([0.99, .. new double[19], 0.01]), 400)];
        AssertIsSum(incidents, Incident.Sum(incidents, sharedError: 0));
    }

    [Fact]
    public void The_order_of_incidents_does_not_matter() =>
        Gen.Select(Incidents, Gen.Bool.Select(shared => shared ? (double?)null : 0))
            .SelectMany(pair => Gen.Shuffle(pair.Item1.ToArray()).Select(shuffled => (pair.Item1, shuffled, pair.Item2)))
            .Sample((incidents, shuffled, sharedError) =>
            {
                var (one, other) = (SumOfCounts.Of(incidents, sharedError), SumOfCounts.Of(shuffled, sharedError));
                Assert.Equal((one.Incidents, one.WithoutEstimate, one.Estimate is null), (other.Incidents, other.WithoutEstimate, other.Estimate is null));
                if (one.Estimate is not { } expected || other.Estimate is not { } found)
                    return;
                Assert.Equal(expected.Ranges, found.Ranges);
                Assert.Equal(expected.Mean, found.Mean, 1e-9 * (1 + expected.Mean));
                Assert.Equal(expected.ProbabilityOfAny, found.ProbabilityOfAny, 1e-9);
            });

    [Fact]
    public void A_sum_of_parts_is_that_of_their_incidents() =>
        Estimated.Array[2, 30].Sample(incidents =>
        {
            var extent = incidents.Aggregate(default(SumExtent), (extent, incident) => extent.With(CountExtent.Of(incident)));
            var sum = new SumOfCounts(extent);
            foreach (var chunk in incidents.Chunk(8))
            {
                var part = new SumPart(new SumLattice(extent));
                foreach (var incident in chunk)
                    part.Add(incident.Low, incident.High, incident.Mass);
                sum.Add(part.Conclude());
            }
            var (expected, found) = (SumOfCounts.Of(incidents).Estimate!.Value, sum.Conclude().Estimate!.Value);
            Assert.Equal((expected.Ranges, expected.Mode, expected.Mean), (found.Ranges, found.Mode, found.Mean));
            Assert.Equal(expected.ProbabilityOfAny, found.ProbabilityOfAny, 1e-12);
        });

    [Fact]
    public void A_part_is_added_only_to_a_sum_on_its_lattice()
    {
        var one = Incident.Certain(1);
        var part = new SumPart(new SumLattice(new SumExtent(1, 10_000_000, 10_000_000, 1, 1)));
        part.Add(one.Low, one.High, one.Mass);
        Assert.Throws<InvalidOperationException>(() => Incident.Begin([one, one]).Add(part.Conclude()));
        Assert.Throws<InvalidOperationException>(() => part.Add(one.Low, one.High, one.Mass));
    }

    [Fact]
    public void The_same_incidents_give_the_same_bytes() =>
        Incidents.Sample(incidents => Assert.Equal(SumOfCounts.Of(incidents), SumOfCounts.Of(incidents)));

    [Fact]
    public void A_sum_of_one_is_that_one() =>
        Estimated.Sample(incident =>
        {
            var sum = SumOfCounts.Of([incident]).Estimate!.Value;
            Assert.Equal(
                (incident.Median, incident.Mode, incident.ProbabilityOfAny, incident.Range(0.5), incident.Range(0.8), incident.Range(0.9), incident.Range(0.95)),
                (sum.Ranges.Median, sum.Mode, sum.ProbabilityOfAny, sum.Ranges.Half, sum.Ranges.FourFifths, sum.Ranges.NineTenths, sum.Ranges.Most));
            Assert.Equal(incident.Mean, sum.Mean, 1e-9 * (1 + incident.Mean));
        });

    [Fact]
    public void A_shared_error_moves_no_quantile_further_than_its_outermost_factor() =>
        Estimated.Sample(incident =>
        {
            var factor = Math.Exp(0.05 * 2.856970);
            foreach (var (probability, quantile) in Incident.Quantiles(SumOfCounts.Of([incident], sharedError: 0.05)))
            {
                var alone = incident.Quantile(probability);
                // A number for rounding, and what the lattice adds above 16,383.
                var margin = 1 + (CountExtent.Of(incident).Top / 16_000.0);
                Assert.InRange(quantile, (alone / factor) - margin, (alone * factor) + margin);
            }
        });

    [Fact]
    public void Means_add_up() =>
        Incidents.Where(incidents => incidents.Any(incident => incident is not null)).Sample(incidents =>
        {
            var expected = incidents.Sum(incident => incident?.Mean ?? 0);
            Assert.Equal(expected, SumOfCounts.Of(incidents).Estimate!.Value.Mean, 1e-9 * (1 + expected));
        });

    // This holds where no tail is heavy; two incidents of which each harms nobody with 96% and a hundred people otherwise show that it does not always.
    [Fact]
    public void The_range_of_a_sum_of_evenly_spread_numbers_is_not_wider_than_the_sum_of_ranges() =>
        Gen.Int[1, 300].Select(numbers => Incident.OfNumbers([.. Enumerable.Repeat(1.0, numbers)])).Array[2, 8].Sample(incidents =>
        {
            var ends = incidents.Select(incident => Incident.Quantiles(Incident.Sum([incident]))).ToArray();
            var sum = Incident.Quantiles(Incident.Sum(incidents, sharedError: 0));
            for (var i = 0; i < sum.Length; i++)
            {
                var together = ends.Sum(quantiles => quantiles[i].Quantile);
                Assert.True(sum[i].Probability == 0.5 || (sum[i].Probability < 0.5 ? sum[i].Quantile >= together : sum[i].Quantile <= together));
            }
        });

    [Fact]
    public void Rare_harm_adds_up_to_a_range_beyond_the_ranges()
    {
        var rare = Incident.OfNumbers([0.96, .. new double[99], 0.04]);
        Assert.Equal(0, Incident.Sum([rare]).Estimate!.Value.Ranges.NineTenths.High);
        Assert.Equal(100, Incident.Sum([rare, rare], sharedError: 0).Estimate!.Value.Ranges.NineTenths.High);
    }

    [Fact]
    public void The_shared_error_is_that_of_so_many_incidents()
    {
        Assert.Equal(0, Of(1));
        Assert.Equal(0.05, Of(2));
        Assert.Equal(0.05, Of(300));
        Assert.Equal(0.08, Of(301));

        static double Of(int incidents) => Incident.Sum([.. Enumerable.Repeat(Incident.OfNumbers(1, 1), incidents)]).SharedError;
    }

    [Fact]
    public void Of_no_incident_nothing_is_said()
    {
        Assert.Equal(new CountSum(0, 0, 0, Estimate: null), SumOfCounts.Of([]));
        Assert.Equal(new CountSum(0, 2, 0, Estimate: null), SumOfCounts.Of([null, null]));
    }

    [Fact]
    public void Of_incidents_without_victims_the_sum_is_none()
    {
        var none = new CountInterval(0, 0);
        Assert.Equal(new SumEstimate(new(0, none, none, none, none), 0, 0, 0), Incident.Sum([.. Enumerable.Repeat(Incident.Certain(0), 5000)]).Estimate);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(1L)]
    [InlineData(7L)]
    [InlineData(10_000_000L)]
    public void Certain_numbers_add_up(long beside)
    {
        var sum = Incident.Sum([Incident.Certain(beside), Incident.Certain(10_000_000)], sharedError: 0).Estimate!.Value;
        // The lattice is 1 in 16,383 of the sum wide.
        Assert.All(Incident.Quantiles(sum.Ranges), quantile => Assert.InRange(quantile.Quantile, (10_000_000 + beside) * (1 - (1 / 8000.0)), (10_000_000 + beside) * (1 + (1 / 8000.0))));
        Assert.Equal((10_000_000 + beside, 1.0), (sum.Mean, sum.ProbabilityOfAny));
    }

    [Fact]
    public void The_largest_figures_that_claims_may_state_add_up()
    {
        var huge = Posterior(CountLimits.MaxPeople, ReliabilityGrade.A);
        var sum = SumOfCounts.Of([huge, .. Enumerable.Repeat(Posterior(3, ReliabilityGrade.B), 20)]).Estimate!.Value;
        Assert.InRange(sum.Ranges.Median, huge.Median * 0.99, huge.Median * 1.01);
        Assert.True(double.IsFinite(sum.Mean) && sum.Ranges.Most.Contains(sum.Ranges.NineTenths));
    }

    [Fact]
    public void Only_the_incidents_of_the_extent_can_be_added()
    {
        var one = Incident.Certain(1);
        var sum = Incident.Begin([one, one]);
        sum.Add(one.Low, one.High, one.Mass);
        Assert.Throws<InvalidOperationException>(() => sum.Conclude());
        sum.Add(one.Low, one.High, one.Mass);
        Assert.Throws<InvalidOperationException>(() => sum.Add(one.Low, one.High, one.Mass));
        Assert.Equal(2, sum.Conclude().Estimate!.Value.Mean);
        Assert.Throws<InvalidOperationException>(() => sum.Conclude());
    }

    private static CountDistribution Posterior(long people, ReliabilityGrade grade) => CalibratedModel.Default.Estimate(
        [new Evidence(0, EvidenceForm.Exact, people, people, QuantityWord.None, LagHours: 200)],
        [SourcePrior.Of(new(SourceRole.Hospital, grade)).Mean]).Distribution;

    // Each quantile is the smallest number that reaches its probability, to 1e-9 of probability.
    private static void AssertIsSum(IEnumerable<Incident> incidents, CountSum sum)
    {
        var upTo = new List<double>();
        foreach (var mass in incidents.Select(incident => incident.Mass).Aggregate(Convolve))
            upTo.Add((upTo.Count == 0 ? 0 : upTo[^1]) + mass);
        foreach (var (probability, quantile) in Incident.Quantiles(sum))
        {
            Assert.True(upTo[(int)quantile] >= probability - 1e-9);
            Assert.True(quantile == 0 || upTo[(int)quantile - 1] < probability + 1e-9);
        }
        Assert.Equal(1 - upTo[0], sum.Estimate!.Value.ProbabilityOfAny, 1e-9);
    }

    private static double[] Convolve(double[] one, double[] other)
    {
        var sums = new double[one.Length + other.Length - 1];
        for (var i = 0; i < one.Length; i++)
        {
            for (var j = 0; j < other.Length; j++)
                sums[i + j] += one[i] * other[j];
        }
        return sums;
    }
}
