namespace Casualties.Estimation.Tests.Aggregation;

/// <summary>The distribution of one incident, given by its cells.</summary>
internal sealed record Incident(long[] Low, long[] High, double[] Mass)
{
    /// <summary>The numbers 0, 1, 2 ... with these weights.</summary>
    public static Incident OfNumbers(params double[] weights)
    {
        var all = weights.Sum();
        long[] numbers = [.. Enumerable.Range(0, weights.Length).Select(number => (long)number)];
        return new(numbers, numbers, [.. weights.Select(weight => weight / all)]);
    }

    /// <summary>One number, for certain.</summary>
    public static Incident Certain(long number) =>
        number == 0 ? OfNumbers(1) : number == 1 ? OfNumbers(0, 1) : new([0, 1, number], [0, number - 1, number], [0, 0, 1]);

    public static CountSum Sum(IReadOnlyList<Incident> incidents, double? sharedError = null)
    {
        var sum = Begin(incidents, sharedError);
        foreach (var incident in incidents)
            sum.Add(incident.Low, incident.High, incident.Mass);
        return sum.Conclude();
    }

    public static SumOfCounts Begin(IReadOnlyList<Incident> incidents, double? sharedError = null)
    {
        var extent = default(SumExtent);
        foreach (var incident in incidents)
            extent = extent.With(CountExtent.Of(incident.Low, incident.High, incident.Mass));
        return new SumOfCounts(extent, sharedError);
    }

    /// <summary>The quantiles of an estimate, by their probabilities.</summary>
    public static (double Probability, long Quantile)[] Quantiles(CountSum sum) => Quantiles(sum.Estimate!.Value.Ranges);

    public static (double Probability, long Quantile)[] Quantiles(CountRanges ranges) =>
    [
        (0.025, ranges.Most.Low), (0.05, ranges.NineTenths.Low), (0.1, ranges.FourFifths.Low), (0.25, ranges.Half.Low), (0.5, ranges.Median),
        (0.75, ranges.Half.High), (0.9, ranges.FourFifths.High), (0.95, ranges.NineTenths.High), (0.975, ranges.Most.High),
    ];
}
