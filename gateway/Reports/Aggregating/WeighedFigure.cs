using System.Runtime.InteropServices;
using Casualties.Estimation;

namespace Casualties.Gateway.Reports;

/// <summary>A figure that is counted with a probability: else it is nobody.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WeighedFigure(FigureDistribution Figure, double Weight)
{
    [ThreadStatic]
    private static CellCode.CellBuffer? room;

    /// <summary>The sum of figures, independent but for the error that they share.</summary>
    public static SumEstimate Sum(WeighedFigure[] figures, bool withSpread, SumMemo? memo)
    {
        var extent = default(SumExtent);
        foreach (var figure in figures)
            extent = extent.With(figure.Extent());
        var sum = new SumOfCounts(extent, withSpread: withSpread);
        if (figures.Length <= SumPart.MaxIncidents)
        {
            foreach (var figure in figures)
            {
                var cells = figure.Cells();
                sum.Add(cells.Low, cells.High, cells.Mass);
            }
        }
        else
        {
            sum.Add(new SumOfParts(figures, new SumLattice(extent), memo).All());
        }
        return sum.Conclude().Estimate!.Value;
    }

    /// <summary>The distribution, until the next one is read on the same thread.</summary>
    public CellCode.Cells Cells()
    {
        var cells = CellCode.Read(Figure.Cells.Span, room ??= new());
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
