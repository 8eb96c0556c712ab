using System.Runtime.InteropServices;
using Casualties.Estimation;

namespace Casualties.Gateway.Reports;

/// <summary>A figure that is counted with a probability: else it is nobody.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WeighedFigure(AddendFigure Figure, double Weight)
{
    [ThreadStatic]
    private static CellCode.CellBuffer? room;

    /// <summary>The sum of figures, independent but for the error that they share.</summary>
    public static SumEstimate Sum(List<WeighedFigure> figures, bool withSpread, SumMemo? memo)
    {
        var extent = default(SumExtent);
        foreach (var figure in figures)
            extent = extent.With(figure.Extent());
        var sum = new SumOfCounts(extent, withSpread: withSpread);
        if (figures.Count <= SumPart.MaxIncidents)
        {
            foreach (var figure in figures)
            {
                var cells = figure.Cells();
                sum.Add(cells.Low, cells.High, cells.Mass);
            }
        }
        else
        {
            foreach (var part in PartsOf(figures, new SumLattice(extent), memo))
                sum.Add(part);
        }
        return sum.Conclude().Estimate!.Value;
    }

    // On all processors. A sum of so many takes long, and is another one with each change: its parts are remembered.
    private static SumPart[] PartsOf(List<WeighedFigure> figures, SumLattice lattice, SumMemo? memo)
    {
        var parts = new SumPart[(figures.Count + SumPart.MaxIncidents - 1) / SumPart.MaxIncidents];
        Parallel.For(0, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            var first = i * SumPart.MaxIncidents;
            var terms = figures.GetRange(first, Math.Min(SumPart.MaxIncidents, figures.Count - first));
            parts[i] = memo is null ? PartOf(terms, lattice) : memo.GetPart(KeyOf(terms), lattice, () => PartOf(terms, lattice));
        });
        return parts;
    }

    private static SumKey KeyOf(List<WeighedFigure> figures)
    {
        var key = default(SumKey);
        foreach (var (figure, weight) in figures)
            key = key.With(figure.Serial, weight);
        return key;
    }

    private static SumPart PartOf(List<WeighedFigure> figures, SumLattice lattice)
    {
        var part = new SumPart(lattice);
        foreach (var figure in figures)
        {
            var cells = figure.Cells();
            part.Add(cells.Low, cells.High, cells.Mass);
        }
        return part.Conclude();
    }

    // Until the next ones are read on the same thread.
    private CellCode.Cells Cells()
    {
        var cells = CellCode.Read(Figure.Cells, room ??= new());
        if (Weight < 1)
            Thin(cells.Mass, Weight);
        return cells;
    }

    private CountExtent Extent() => Weight == 1 ? Figure.Extent : Figure.Extent with
    {
        Mean = Weight * Figure.Extent.Mean,
        Variance = (Weight * (Figure.Extent.Variance + (Figure.Extent.Mean * Figure.Extent.Mean))) - (Weight * Weight * Figure.Extent.Mean * Figure.Extent.Mean),
    };

    private static void Thin(Span<double> mass, double weight)
    {
        foreach (ref var one in mass)
            one *= weight;
        mass[0] += 1 - weight;
    }
}
