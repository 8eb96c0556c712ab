namespace Casualties.Estimation;

/// <summary>The prior of a model on grids. That of the longest grid is kept: those without splits begin as it does.</summary>
internal sealed class GridPrior(TwoTails law)
{
    private readonly Lazy<double[]> longest = new(() =>
    {
        var mass = new double[Grid.Longest.Length];
        law.Fill(Grid.Longest, mass);
        return mass;
    });

    /// <summary>The probability of each cell; the last takes what lies beyond.</summary>
    public void Fill(Grid grid, Span<double> mass)
    {
        if (!grid.IsBeginning)
        {
            law.Fill(grid, mass);
            return;
        }
        var last = grid.Cells - 1;
        longest.Value.AsSpan(0, last).CopyTo(mass);
        mass[last] = law.AtLeast(grid.Low[last]);
        mass[grid.Cells..].Clear();
    }
}
