using System.Buffers;
using System.Buffers.Binary;
using Casualties.Estimation;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Distributions as bytes: for each cell how many numbers it holds, and its probability with single precision. A tenth of the memory of the object, for
/// hundreds of thousands of them are kept; what is lost lies far below anything that is shown.
/// </summary>
internal static class CellCode
{
    /// <summary>Cells that no distribution exceeds: one beyond would not come from the estimator.</summary>
    private const int MaxCells = 4096;

    // What lies beyond is a hundredth of what sums leave out (CountExtent).
    private const double CutTail = 1e-7;

    private const int MaxCellBytes = 10 + sizeof(float);

    /// <summary>Writes a distribution.</summary>
    public static byte[] Write(CountDistribution distribution)
    {
        var low = distribution.Low;
        var high = distribution.High;
        var mass = distribution.Mass;
        var bytes = new ArrayBufferWriter<byte>(256);
        var left = 1.0;
        for (var cell = 0; cell < mass.Length && (cell == 0 || left > CutTail); cell++)
        {
            var span = bytes.GetSpan(MaxCellBytes);
            var length = WriteVarint(span, (ulong)(high[cell] - low[cell] + 1));
            BinaryPrimitives.WriteSingleLittleEndian(span[length..], (float)mass[cell]);
            bytes.Advance(length + sizeof(float));
            left -= mass[cell];
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads a distribution into arrays that are used again and again.</summary>
    public static Cells Read(ReadOnlySpan<byte> bytes, CellBuffer buffer)
    {
        var (cells, next) = (0, 0L);
        while (!bytes.IsEmpty)
        {
            if (cells == MaxCells)
                throw new InvalidDataException($"A distribution has more than {MaxCells} cells.");
            var numbers = ReadVarint(ref bytes);
            buffer.Low[cells] = next;
            buffer.High[cells] = next + numbers - 1;
            buffer.Mass[cells] = BinaryPrimitives.ReadSingleLittleEndian(bytes);
            bytes = bytes[sizeof(float)..];
            next += numbers;
            cells++;
        }
        return new(buffer.Low.AsSpan(0, cells), buffer.High.AsSpan(0, cells), buffer.Mass.AsSpan(0, cells));
    }

    private static int WriteVarint(Span<byte> span, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        return length;
    }

    private static long ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        var (value, shift, at) = (0L, 0, 0);
        do
        {
            value |= (long)(bytes[at] & 0x7F) << shift;
            shift += 7;
        }
        while ((bytes[at++] & 0x80) != 0);
        bytes = bytes[at..];
        return value;
    }

    /// <summary>The cells of a distribution.</summary>
    public readonly ref struct Cells(Span<long> low, Span<long> high, Span<double> mass)
    {
        /// <summary>The lowest number of each cell.</summary>
        public Span<long> Low { get; } = low;

        /// <summary>The highest number of each cell.</summary>
        public Span<long> High { get; } = high;

        /// <summary>The probability of each cell.</summary>
        public Span<double> Mass { get; } = mass;
    }

    /// <summary>Room for the cells of one distribution. One thread at a time.</summary>
    public sealed class CellBuffer
    {
        internal long[] Low { get; } = new long[MaxCells];

        internal long[] High { get; } = new long[MaxCells];

        internal double[] Mass { get; } = new double[MaxCells];
    }
}
