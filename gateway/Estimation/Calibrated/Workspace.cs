namespace Casualties.Estimation;

/// <summary>The buffers of one thread, kept from incident to incident. They only ever grow.</summary>
internal sealed class Workspace
{
    [ThreadStatic]
    private static Workspace? ofThread;

    private double[] doubles = [];
    private double[] matrix = [];
    private ClaimLikelihood[] claims = [];
    private int taken;

    /// <summary>The buffers of this thread, all free again.</summary>
    public static Workspace Take()
    {
        var workspace = ofThread ??= new Workspace();
        workspace.taken = 0;
        return workspace;
    }

    /// <summary>Makes room for what the next calls of <see cref="Vector"/> take.</summary>
    public void Reserve(int length)
    {
        if (doubles.Length < length)
            doubles = new double[length];
    }

    /// <summary>A vector, with what was in it before.</summary>
    public Span<double> Vector(int length)
    {
        var vector = doubles.AsSpan(taken, length);
        taken += length;
        return vector;
    }

    /// <summary>Room for claims, with what was in it before.</summary>
    public Span<ClaimLikelihood> Claims(int count)
    {
        if (claims.Length < count)
            claims = new ClaimLikelihood[count];
        return claims.AsSpan(0, count);
    }

    /// <summary>A square matrix, with what was in it before.</summary>
    public Span<double> Matrix(int side)
    {
        if (matrix.Length < side * side)
            matrix = new double[side * side];
        return matrix.AsSpan(0, side * side);
    }
}
