using System.Collections.Immutable;
using CsCheck;

namespace Casualties.Estimation.Tests.Learning;

public sealed class RecalibrationTests
{
    private static readonly Gen<double[]> Ranks = Gen.Double[0, 1].Array[Recalibration.MinResolved, 300];

    private static readonly Gen<CountDistribution> Distribution =
        Gen.Select(AnyLearning.Evidence.Array[0, 5], AnyLearning.Graded, (evidence, sources) =>
            CalibratedModel.Default.Estimate(evidence, [.. sources.Select(source => source.Prior.Mean)]).Distribution);

    [Fact]
    public void Fewer_resolved_incidents_than_a_hundred_correct_nothing()
    {
        Assert.Null(Recalibration.Fit(new double[Recalibration.MinResolved - 1]));
        Assert.NotNull(Recalibration.Fit(new double[Recalibration.MinResolved]));
    }

    // G(k) = (count(u <= k) + 30 k) / (n + 30), worked by hand: 120 ranks, half of them at 0.97.
    [Fact]
    public void Shares_are_drawn_towards_no_correction_by_thirty_incidents()
    {
        var shares = Recalibration.Fit([.. Enumerable.Repeat(0.97, 60), .. Enumerable.Range(0, 60).Select(at => (at + 0.5) / 60)])!.Shares;

        Assert.Equal(0, shares[0]);
        Assert.Equal((30 + 15) / 150.0, shares[10], 1e-12);
        Assert.Equal((57 + 28.5) / 150.0, shares[19], 1e-12);
        Assert.Equal(1, shares[20]);
    }

    [Fact]
    public void What_was_uniform_stays_as_it_is() =>
        Distribution.Sample(distribution =>
        {
            var even = Recalibration.Fit([.. Enumerable.Range(0, 2000).Select(at => (at + 0.5) / 2000)])!;
            Assert.Equal(distribution.Mass.ToArray(), even.Apply(distribution).Mass.ToArray(), (one, other) => Math.Abs(one - other) <= 1e-9);
        }, iter: 50);

    [Fact]
    public void A_quantile_after_correction_is_the_quantile_of_the_level_before_it() =>
        Gen.Select(Ranks, Distribution, Gen.Double[0.001, 0.999]).Sample((ranks, distribution, level) =>
        {
            var recalibration = Recalibration.Fit(ranks)!;
            var corrected = recalibration.Apply(distribution).Quantile(level);
            var before = LevelBefore(recalibration.Shares, level);

            // Where a cell holds several numbers it says only which cell.
            Assert.InRange(corrected, CellOf(distribution.Quantile(before - 1e-9)).Low, CellOf(distribution.Quantile(before + 1e-9)).High);

            (long Low, long High) CellOf(long number)
            {
                var cell = distribution.High.IndexOfAnyInRange(number, long.MaxValue);
                return (distribution.Low[cell], distribution.High[cell]);
            }
        }, iter: 200);

    [Fact]
    public void It_stays_a_distribution() =>
        Gen.Select(Ranks, Distribution).Sample((ranks, distribution) =>
        {
            var corrected = Recalibration.Fit(ranks)!.Apply(distribution);
            var sum = 0.0;
            foreach (var mass in corrected.Mass)
            {
                Assert.InRange(mass, 0, 1);
                sum += mass;
            }
            Assert.Equal(1, sum, 1e-9);
        }, iter: 100);

    [Fact]
    public void The_rank_of_a_truth_lies_within_the_probability_of_the_number_and_stays_the_same() =>
        Gen.Select(Distribution, Gen.Long[0, 200], Gen.ULong).Sample((distribution, truth, incident) =>
        {
            var rank = Recalibration.Rank(distribution, truth, incident);
            var (below, upTo) = distribution.Cumulative(truth);
            Assert.InRange(rank, below, upTo);
            Assert.Equal(rank, Recalibration.Rank(distribution, truth, incident));
        }, iter: 100);

    [Fact]
    public void Ranks_of_incidents_counted_up_are_spread_evenly()
    {
        var distribution = CalibratedModel.Default.Estimate([], []).Distribution;
        var (below, upTo) = distribution.Cumulative(2);
        var places = Enumerable.Range(0, 10_000).Select(incident => (Recalibration.Rank(distribution, 2, (ulong)incident) - below) / (upTo - below)).ToArray();

        // Four standard errors of a share of a tenth.
        Assert.All(places.CountBy(place => (int)(place * 10)), tenth => Assert.InRange(tenth.Value, 880, 1120));
    }

    [Fact]
    public void Shares_that_were_kept_give_the_same_correction_and_others_are_refused()
    {
        var shares = Recalibration.Fit([.. Enumerable.Range(0, 200).Select(at => at / 400.0)])!.Shares;

        Assert.Equal(shares, Recalibration.Of(shares).Shares);
        Assert.Throws<ArgumentException>(() => Recalibration.Of([]));
        Assert.Throws<ArgumentException>(() => Recalibration.Of(shares.SetItem(0, 0.01)));
        Assert.Throws<ArgumentException>(() => Recalibration.Of(shares.SetItem(5, shares[4])));
        Assert.Throws<ArgumentException>(() => Recalibration.Of(shares.SetItem(20, double.NaN)));
    }

    private static double LevelBefore(ImmutableArray<double> shares, double level)
    {
        var knot = Enumerable.Range(0, Recalibration.Knots - 1).Last(at => shares[at] <= level);
        return (knot + ((level - shares[knot]) / (shares[knot + 1] - shares[knot]))) / (Recalibration.Knots - 1);
    }
}
