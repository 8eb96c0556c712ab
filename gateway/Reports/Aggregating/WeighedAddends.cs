using System.Runtime.InteropServices;

namespace Casualties.Gateway.Reports;

/// <summary>An incident that is counted with a probability.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WeighedAddend(Addend Addend, double Weight);

/// <summary>Incidents in the order in which they were added. In pieces: one array that grew would be copied again and again, and large ones are cleaned up late.</summary>
internal sealed class WeighedAddends
{
    private const int MinPiece = 8;
    private const int MaxPiece = 4_096;

    private readonly List<ReadOnlyMemory<WeighedAddend>> full = [];
    private WeighedAddend[] piece = [];
    private int inPiece;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>All of them, part after part.</summary>
    public IEnumerable<ReadOnlyMemory<WeighedAddend>> Parts => full.Append(piece.AsMemory(0, inPiece));

    /// <summary>Adds one.</summary>
    public void Add(Addend addend, double weight)
    {
        if (inPiece == piece.Length)
        {
            Close();
            piece = new WeighedAddend[Math.Clamp(Count, MinPiece, MaxPiece)];
        }
        piece[inPiece++] = new(addend, weight);
        Count++;
    }

    /// <summary>Adds those of another one, which is used no more.</summary>
    public void Join(WeighedAddends next)
    {
        Close();
        full.AddRange(next.full);
        (piece, inPiece) = (next.piece, next.inPiece);
        Count += next.Count;
    }

    private void Close()
    {
        if (inPiece > 0)
            full.Add(piece.AsMemory(0, inPiece));
        inPiece = 0;
    }
}
