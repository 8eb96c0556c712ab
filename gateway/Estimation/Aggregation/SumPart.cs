namespace Casualties.Estimation;

/// <summary>
/// The sum of some incidents on the lattice of a larger sum. Parts are made independently of each other, so at once, and can be kept: where one incident changes, only
/// its part is another one.
/// </summary>
/// <param name="lattice">That of the whole sum.</param>
public sealed class SumPart(SumLattice lattice)
{
    /// <summary>How many incidents are added to a part at most; those of two parts can be as many more.</summary>
    public const int MaxIncidents = 256;

    private SeriesSum? sum = new(lattice.Length);
    private double[] points = [];

    /// <summary>How many incidents it has.</summary>
    public int Incidents { get; private set; }

    /// <summary>How much memory it takes, once it is concluded.</summary>
    public long Bytes => sizeof(double) * (long)points.Length;

    /// <summary>The probability that nobody was harmed in any of them.</summary>
    internal double None { get; private set; } = 1;

    /// <summary>The lattice.</summary>
    internal SumLattice Lattice => lattice;

    /// <summary>The points, once it is concluded.</summary>
    internal ReadOnlySpan<double> Points => points;

    /// <summary>Adds an incident, as <see cref="SumOfCounts.Add(ReadOnlySpan{long}, ReadOnlySpan{long}, ReadOnlySpan{double})"/> does.</summary>
    /// <exception cref="InvalidOperationException">It is full, or concluded.</exception>
    public void Add(ReadOnlySpan<long> low, ReadOnlySpan<long> high, ReadOnlySpan<double> mass)
    {
        if (sum is null || Incidents >= MaxIncidents)
            throw new InvalidOperationException($"A part has {MaxIncidents} incidents at most, and none is added once it is concluded.");
        Incidents++;
        None *= mass[0];
        sum.Add(lattice.Place(low, high, mass));
    }

    /// <summary>The incidents of two parts on the same lattice, both concluded.</summary>
    /// <exception cref="InvalidOperationException">The lattices are different ones.</exception>
    public static SumPart Of(SumPart one, SumPart other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        if (one.Lattice != other.Lattice)
            throw new InvalidOperationException($"One part is on the lattice {one.Lattice}, the other on {other.Lattice}.");
        var both = new SumPart(one.Lattice) { Incidents = one.Incidents + other.Incidents, None = one.None * other.None };
        both.sum!.Add(Series.Of(one.Points));
        both.sum.Add(Series.Of(other.Points));
        return both.Conclude();
    }

    /// <summary>Says that all are added, of which there is at least one; answers itself.</summary>
    public SumPart Conclude()
    {
        var series = sum!.Conclude();
        points = series.Values.ToArray();
        series.Return();
        sum = null;
        return this;
    }
}
