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
    public static SumEstimate Sum(List<WeighedFigure> figures, bool withSpread)
    {
        var buffer = room ??= new();
        var extent = default(SumExtent);
        foreach (var figure in figures)
            extent = extent.With(figure.Extent());
        var sum = new SumOfCounts(extent, withSpread: withSpread);
        foreach (var (figure, weight) in figures)
        {
            var cells = CellCode.Read(figure.Cells, buffer);
            if (weight < 1)
                Thin(cells.Mass, weight);
            sum.Add(cells.Low, cells.High, cells.Mass);
        }
        return sum.Conclude().Estimate!.Value;
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
