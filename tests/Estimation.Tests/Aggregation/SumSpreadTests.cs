using CsCheck;

namespace Casualties.Estimation.Tests.Aggregation;

/// <summary>Comparisons of two sums, against all pairs of the numbers that stand for them.</summary>
public sealed class SumSpreadTests
{
    // Sixty halvings leave less than that.
    private const double Tolerance = 1e-9;

    private static readonly SumSpread Nobody = Spread(Incident.Certain(0));

    private static readonly Gen<Incident> Sums = Gen.OneOf(
        Gen.Double[0.01, 1].Array[1, 60].Select(weights => Incident.OfNumbers(weights)),
        Gen.Select(Gen.OneOf(Gen.Int[1, 40], Gen.Int[1, 200_000]), Gen.Double[0.001, 1]).Array[1, 60].Select(Scattered));

    private static readonly Gen<double> Probability = Gen.OneOf(Gen.Const(0.05), Gen.Const(0.5), Gen.Const(0.95), Gen.Double[0.001, 0.999]);

    [Fact]
    public void How_many_more_is_the_quantile_of_all_differences() =>
        Gen.Select(Sums, Sums, Probability).Sample((here, there, probability) =>
        {
            var (ours, theirs) = (Numbers(here), Numbers(there));
            long[] differences = [.. (from one in ours from other in theirs select one - other).Order()];
            Assert.Equal(differences[Rank(differences.Length, probability)], Spread(here).MoreThan(Spread(there), probability));
        });

    [Fact]
    public void How_many_times_as_many_is_the_quantile_of_all_ratios() =>
        Gen.Select(Sums, Sums.Where(there => Numbers(there)[0] > 0), Probability).Sample((here, there, probability) =>
        {
            var (ours, theirs) = (Numbers(here), Numbers(there));
            double[] ratios = [.. (from one in ours from other in theirs select (double)one / other).Order()];
            var expected = ratios[Rank(ratios.Length, probability)];
            Assert.Equal(expected, Spread(here).TimesAsManyAs(Spread(there), probability), Tolerance * (1 + expected));
        });

    [Fact]
    public void Compared_with_nobody_a_sum_is_its_own_numbers() =>
        Sums.Sample(sum =>
        {
            var (numbers, spread) = (Numbers(sum), Spread(sum));
            Assert.Equal(numbers, Enumerable.Range(0, numbers.Length).Select(i => spread.MoreThan(Nobody, (i + 0.5) / numbers.Length)));
            Assert.Equal(numbers.Reverse().Select(number => -number), Enumerable.Range(0, numbers.Length).Select(i => Nobody.MoreThan(spread, (i + 0.5) / numbers.Length)));
            Assert.Equal(numbers.Count(number => number == 0) / (double)numbers.Length, spread.ProbabilityOfNone);
        });

    [Fact]
    public void To_be_compared_changes_no_sum_and_its_numbers_are_its_quantiles() =>
        Sums.Array[1, 5].Sample(incidents =>
        {
            var (expected, found) = (Incident.Sum(incidents).Estimate!.Value, Sum(incidents, sharedError: null));
            Assert.Null(expected.Spread);
            Assert.Equal(expected, found with { Spread = null });
            foreach (var (probability, quantile) in Incident.Quantiles(found.Ranges))
            {
                // Each number stands for a part, so that a quantile lies between two of them.
                const double Part = 1.0 / SumSpread.Numbers;
                Assert.InRange(quantile, found.Spread!.MoreThan(Nobody, probability - Part), found.Spread.MoreThan(Nobody, probability + Part));
            }
        });

    [Fact]
    public void The_ends_of_a_range_are_those_of_the_sum_where_the_other_one_is_certain() =>
        Gen.Select(Sums, Gen.Long[0, 1_000]).Sample((sum, certain) =>
        {
            var (range, spread, other) = (Incident.Sum([sum]).Estimate!.Value.Ranges.NineTenths, Spread(sum), Spread(Incident.Certain(certain)));
            Assert.Equal((range.Low - certain, range.High - certain), (spread.MoreThan(other, 0.05), spread.MoreThan(other, 0.95)));
        });

    // Numbers with gaps of these widths between them.
    private static Incident Scattered((int Gap, double Weight)[] numbers)
    {
        var (low, high, mass) = (new List<long> { 0 }, new List<long> { 0 }, new List<double> { 0 });
        foreach (var (gap, weight) in numbers)
        {
            if (gap > 1)
            {
                low.Add(high[^1] + 1);
                high.Add(high[^1] + gap - 1);
                mass.Add(0);
            }
            low.Add(high[^1] + 1);
            high.Add(high[^1] + 1);
            mass.Add(weight);
        }
        var all = mass.Sum();
        return new([.. low], [.. high], [.. mass.Select(one => one / all)]);
    }

    // The numbers that stand for a sum of one: of each part the middle.
    private static long[] Numbers(Incident one)
    {
        var numbers = new long[SumSpread.Numbers];
        for (var part = 0; part < numbers.Length; part++)
        {
            var (cell, upTo) = (0, one.Mass[0]);
            while (cell < one.Mass.Length - 1 && upTo < ((part + 0.5) / numbers.Length) - 1e-12)
                upTo += one.Mass[++cell];
            numbers[part] = one.High[cell];
        }
        return numbers;
    }

    private static SumSpread Spread(Incident one) => Sum([one], sharedError: 0).Spread!;

    private static SumEstimate Sum(IReadOnlyList<Incident> incidents, double? sharedError)
    {
        var sum = new SumOfCounts(incidents.Aggregate(default(SumExtent), (extent, one) => extent.With(CountExtent.Of(one.Low, one.High, one.Mass))), sharedError, withSpread: true);
        foreach (var incident in incidents)
            sum.Add(incident.Low, incident.High, incident.Mass);
        return sum.Conclude().Estimate!.Value;
    }

    // The first pair that reaches a probability.
    private static int Rank(int pairs, double probability)
    {
        var rank = 0;
        while ((rank + 1) / (double)pairs < probability)
            rank++;
        return rank;
    }
}
