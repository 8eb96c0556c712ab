using System.Numerics;
using Casualties.Estimation;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Sums many figures up as a tree of parts, which are made on all processors and remembered: where one figure is another one, only the parts that hold it are
/// made again. The tree follows from the number of figures alone, so that the last bits of a sum do not depend on how many processors there are.
/// </summary>
/// <param name="figures">The figures, in the order of the names of their incidents.</param>
/// <param name="lattice">The lattice of the whole sum.</param>
/// <param name="memo">Remembers parts; null where what is summed up will not come again.</param>
internal sealed class SumOfParts(WeighedFigure[] figures, SumLattice lattice, SumMemo? memo)
{
    /// <summary>The sum of all.</summary>
    public SumPart All() => PartOf(0, figures.Length).Part;

    private (SumKey Key, SumPart Part) PartOf(int first, int count)
    {
        if (count <= SumPart.MaxIncidents)
            return LeafOf(figures.AsMemory(first, count));
        var both = new (SumKey Key, SumPart Part)[2];
        // A whole tree and the rest: where figures follow at the end, what is there stays.
        var whole = (int)BitOperations.RoundUpToPowerOf2((uint)count) / 2;
        Parallel.Invoke(() => both[0] = PartOf(first, whole), () => both[1] = PartOf(first + whole, count - whole));
        var key = both[0].Key.With(both[1].Key);
        return (key, Remembered(key, () => SumPart.Of(both[0].Part, both[1].Part)));
    }

    private (SumKey Key, SumPart Part) LeafOf(ReadOnlyMemory<WeighedFigure> terms)
    {
        var key = default(SumKey);
        foreach (var (figure, weight) in terms.Span)
            key = key.With(figure.Serial, weight);
        return (key, Remembered(key, () => Sum(terms.Span)));
    }

    private SumPart Sum(ReadOnlySpan<WeighedFigure> terms)
    {
        var part = new SumPart(lattice);
        foreach (var figure in terms)
        {
            var cells = figure.Cells();
            part.Add(cells.Low, cells.High, cells.Mass);
        }
        return part.Conclude();
    }

    private SumPart Remembered(SumKey key, Func<SumPart> make) => memo is null ? make() : memo.GetPart(key, lattice, make);
}
