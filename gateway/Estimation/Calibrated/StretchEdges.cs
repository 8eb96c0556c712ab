using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>
/// The edges of the stretches of a figure, each once: neighbours share theirs. What the stretches weigh under any law is <see cref="Open"/> plus, for each edge,
/// its weight times the probability below it.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct StretchEdges
{
    public const int Max = 2 * SoftInterval.MaxStretches;

    /// <param name="interval">The stretches.</param>
    /// <param name="buffer">Where the edges are put; at least <see cref="Max"/>.</param>
    public StretchEdges(in SoftInterval interval, Span<StretchEdge> buffer)
    {
        var count = 0;
        for (var i = 0; i < interval.Count; i++)
        {
            var stretch = interval[i];
            if (double.IsPositiveInfinity(stretch.High))
                Open += stretch.Weight;
            else
                Add(stretch.High, stretch.Weight, buffer, ref count);
            if (stretch.Low > -0.5)
                Add(stretch.Low, -stretch.Weight, buffer, ref count);
        }
        All = buffer[..count];
    }

    public ReadOnlySpan<StretchEdge> All { get; }

    /// <summary>The weight of what has no upper edge.</summary>
    public double Open { get; }

    /// <summary>What the stretches weigh under a law.</summary>
    public double WeightUnder(TwoTails law)
    {
        var weight = Open;
        foreach (var edge in All)
            weight += edge.Weight * law.Below(edge.Number);
        return weight;
    }

    private static void Add(double number, double weight, Span<StretchEdge> edges, ref int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (edges[i].Number == number)
            {
                edges[i] = edges[i] with { Weight = edges[i].Weight + weight };
                return;
            }
        }
        edges[count++] = new(number, Math.Log(number + 1), weight);
    }
}

/// <summary>An edge, not at an end of the numbers.</summary>
/// <param name="Number">Half-way between two numbers.</param>
/// <param name="Log">ln(1 + the edge).</param>
/// <param name="Weight">By how much the weight below it exceeds that above.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StretchEdge(double Number, double Log, double Weight);
