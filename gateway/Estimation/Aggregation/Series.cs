using System.Buffers;
using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>Probabilities of the first points of a lattice, in a pooled array; zeros follow up to a whole number of vectors. One owner, who returns it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct Series
{
    private readonly double[]? array;

    private Series(double[] array, int length) => (this.array, Length) = (array, length);

    public int Length { get; }

    /// <summary>Whether it is none at all, which no operation answers.</summary>
    public bool IsDefault => array is null;

    /// <summary>The points.</summary>
    public Span<double> Values => array.AsSpan(0, Length);

    /// <summary>The points, filled up to whole vectors with zeros.</summary>
    public Span<double> Padded => array.AsSpan(0, Lanes.Padded(Length));

    /// <summary>A series of zeros.</summary>
    public static Series Zeros(int length)
    {
        var rented = ArrayPool<double>.Shared.Rent(Lanes.Padded(length));
        rented.AsSpan(0, Lanes.Padded(length)).Clear();
        return new(rented, length);
    }

    /// <summary>A copy of points.</summary>
    public static Series Of(ReadOnlySpan<double> points)
    {
        var copy = Zeros(points.Length);
        points.CopyTo(copy.Values);
        return copy;
    }

    /// <summary>Without the points from a length on; takes the place of this one.</summary>
    public Series First(int length)
    {
        var first = new Series(array!, length);
        first.Padded[length..].Clear();
        return first;
    }

    public void Return() => ArrayPool<double>.Shared.Return(array!);
}
