namespace Casualties.Estimation;

/// <summary>
/// The sum of the distributions of several incidents, independent of each other but for the error that they share. Distributions are added one at a time and
/// not kept: the memory of a sum hardly depends on how many there are. Model page, section 2.10.
/// </summary>
/// <remarks>
/// The lattice depends on how far the sum can go, so incidents are gone through twice: first their extents, of a few numbers each, then the distributions. The
/// other ways were worse: keeping distributions needs memory for all of them; a lattice that grows coarser on the way gives results that depend on the order.
/// The order of additions has a part in the last bits: sort by incident id. Not safe for several threads at once.
/// </remarks>
/// <param name="extent">How far the sum can go: that of just the incidents that will be added.</param>
/// <param name="sharedError">The standard deviation of the logarithm of the shared error, 0 for none; null for that of the model page.</param>
/// <param name="withSpread">Whether the sum is to be compared with another one, for which <see cref="SumEstimate.Spread"/> is needed.</param>
public sealed class SumOfCounts(SumExtent extent, double? sharedError = null, bool withSpread = false)
{
    private readonly SumLattice lattice = new(extent);
    private readonly SeriesSum series = new(new SumLattice(extent).Length);
    private readonly double spread = sharedError ?? SharedError.Spread(extent.Incidents);
    private SumEstimate? ofOne;
    private double none = 1;
    private int incidents;
    private int withoutEstimate;
    private bool concluded;

    /// <summary>Sums incidents up.</summary>
    /// <param name="incidents">The distribution of each incident, null where it has none; sorted by incident id. They are gone through twice, and must be the same both times.</param>
    /// <param name="sharedError">The standard deviation of the logarithm of the shared error, 0 for none; null for that of the model page.</param>
    public static CountSum Of(IEnumerable<CountDistribution?> incidents, double? sharedError = null)
    {
        ArgumentNullException.ThrowIfNull(incidents);
        var extent = default(SumExtent);
        foreach (var incident in incidents)
            extent = incident is null ? extent : extent.With(CountExtent.Of(incident));
        var sum = new SumOfCounts(extent, sharedError);
        foreach (var incident in incidents)
        {
            if (incident is null)
                sum.AddWithoutEstimate();
            else
                sum.Add(incident);
        }
        return sum.Conclude();
    }

    /// <summary>Adds an incident.</summary>
    public void Add(CountDistribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        Add(distribution.Low, distribution.High, distribution.Mass);
    }

    /// <summary>Adds an incident, given by the cells of its distribution.</summary>
    /// <param name="low">The lowest number of each cell, people; ascending, the first is 0.</param>
    /// <param name="high">The highest number of each cell, people; that of the first is 0.</param>
    /// <param name="mass">The probability of each cell.</param>
    /// <exception cref="InvalidOperationException">There are more incidents than the extent has.</exception>
    public void Add(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<double> mass)
    {
        if (concluded || incidents == extent.Incidents)
            throw new InvalidOperationException($"The extent was that of {extent.Incidents} incidents.");
        incidents++;
        none *= mass[0];
        // A sum of one is what its report says, to the last number.
        if (extent.Incidents == 1 && spread == 0)
        {
            ofOne = Single(low, high, mass);
            return;
        }
        series.Add(lattice.Place(low, high, mass));
    }

    /// <summary>Adds the incidents of a part.</summary>
    /// <exception cref="InvalidOperationException">There are more incidents than the extent has, or it is part of another sum.</exception>
    public void Add(SumPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (concluded || incidents + part.Incidents > extent.Incidents || part.Lattice != lattice)
            throw new InvalidOperationException($"The extent was that of {extent.Incidents} incidents, and the lattice {lattice}.");
        incidents += part.Incidents;
        none *= part.None;
        series.Add(Series.Of(part.Points));
    }

    /// <summary>Counts an incident that has no estimate. It is not in the sum.</summary>
    public void AddWithoutEstimate() => withoutEstimate++;

    /// <summary>The sum; nothing can be added any more.</summary>
    /// <exception cref="InvalidOperationException">There are fewer incidents than the extent has.</exception>
    public CountSum Conclude()
    {
        if (concluded || incidents != extent.Incidents)
            throw new InvalidOperationException($"The extent was that of {extent.Incidents} incidents, not of {incidents}.");
        concluded = true;
        return new(incidents, withoutEstimate, spread, ofOne is null && incidents > 0 ? Several() : ofOne);
    }

    private SumEstimate Single(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<double> mass)
    {
        Span<long> quantiles = stackalloc long[CountRanges.Probabilities.Length];
        for (var i = 0; i < quantiles.Length; i++)
            quantiles[i] = CountDistribution.Quantile(low, high, mass, CountRanges.Probabilities[i]);
        var numbers = withSpread ? new long[SumSpread.Numbers] : [];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = CountDistribution.Quantile(low, high, mass, SumSpread.Probability(i));
        return Make(quantiles, CountDistribution.MostProbable(low, high, mass), numbers);
    }

    private SumEstimate Several()
    {
        var whole = series.Conclude();
        var distribution = new LatticeDistribution(lattice.Step, whole.Values, spread);
        Span<long> quantiles = stackalloc long[CountRanges.Probabilities.Length];
        for (var i = 0; i < quantiles.Length; i++)
            quantiles[i] = distribution.Quantile(CountRanges.Probabilities[i]);
        var numbers = withSpread ? new long[SumSpread.Numbers] : [];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = distribution.Quantile(SumSpread.Probability(i));
        whole.Return();
        return Make(quantiles, distribution.Mode, numbers);
    }

    private SumEstimate Make(ReadOnlySpan<long> quantiles, long mode, long[] numbers) =>
        new(CountRanges.Of(quantiles), mode, extent.Mean, Math.Clamp(1 - none, 0, 1), withSpread ? new SumSpread(numbers) : null);
}
