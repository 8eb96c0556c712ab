using System.Runtime.InteropServices;
using Casualties.Estimation;

namespace Casualties.Gateway.Reports;

/// <summary>
/// How many people of one group suffered one harm in one incident. What grouping needs lies in one piece, side by side with the other figures of the incident;
/// what only a sum needs lies elsewhere.
/// </summary>
/// <param name="harm">The kind of harm.</param>
/// <param name="victims">Who is counted.</param>
/// <param name="bounds">What is documented.</param>
/// <param name="distribution">What is estimated; null: nothing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly struct AddendFigure(Harm harm, VictimGroup victims, DocumentedBounds bounds, FigureDistribution? distribution)
{
    /// <summary>The kind of harm.</summary>
    public Harm Harm { get; } = harm;

    /// <summary>Who is counted.</summary>
    public VictimGroup Victims { get; } = victims;

    /// <summary>What is documented.</summary>
    public DocumentedBounds Bounds { get; } = bounds;

    /// <summary>What is estimated; null: nothing.</summary>
    public FigureDistribution? Distribution { get; } = distribution;

    /// <summary>That of the distribution; 0: there is none.</summary>
    public long Serial { get; } = distribution?.Serial ?? 0;

    /// <summary>Whether it has a part in sums under a policy with, or without, ranges.</summary>
    public bool IsInSum(bool withRanges) => withRanges ? Distribution is not null : Bounds is not { Low: null, High: null };
}

/// <summary>The distribution of a figure.</summary>
/// <param name="extent">How far it goes.</param>
/// <param name="alone">What a sum of this one alone is: to the last number what its report says.</param>
/// <param name="cells">Its cells as <see cref="CellCode"/> writes them.</param>
internal sealed class FigureDistribution(CountExtent extent, SumEstimate alone, ReadOnlyMemory<byte> cells)
{
    private static long made;

    /// <summary>How far it goes.</summary>
    public CountExtent Extent { get; } = extent;

    /// <summary>What a sum of this one alone is.</summary>
    public SumEstimate Alone { get; } = alone;

    /// <summary>Its cells.</summary>
    public ReadOnlyMemory<byte> Cells { get; } = cells;

    /// <summary>Tells this object from all others of the process: sums are remembered by what they were made of.</summary>
    public long Serial { get; } = Interlocked.Increment(ref made);
}
