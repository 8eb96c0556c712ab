using System.Buffers.Binary;
using System.Text;

namespace Benchmarks.Load;

/// <summary>Encodes the few frames that a caller of unary gRPC methods sends (RFC 9113, RFC 7541).</summary>
internal static class Http2Frames
{
    public const int HeaderBytes = 9;
    public const int GrpcPrefixBytes = 5;

    public const byte Data = 0x0;
    public const byte Headers = 0x1;
    public const byte ResetStream = 0x3;
    public const byte Settings = 0x4;
    public const byte Ping = 0x6;
    public const byte GoAway = 0x7;
    public const byte WindowUpdate = 0x8;

    public const byte EndStream = 0x1;
    public const byte Acknowledged = 0x1;
    private const byte EndHeaders = 0x4;

    private const byte SevenBits = 0x7F;

    /// <summary>
    /// The headers of every request after the first: references to the static table (:method POST, :scheme http) and to what the first
    /// request has put into the dynamic table, whose newest entry has index 62.
    /// </summary>
    /// <param name="authorized">Whether the first request named its caller.</param>
    public static ReadOnlySpan<byte> RepeatedHeaders(bool authorized) =>
        authorized ? [0x83, 0x86, 0xC2, 0xC1, 0xC0, 0xBF, 0xBE] : [0x83, 0x86, 0xC1, 0xC0, 0xBF, 0xBE];

    /// <summary>What opens a connection: the preface, no pushes, and a window for each stream that no response fills.</summary>
    public static byte[] Opening(int streamWindow)
    {
        var bytes = new List<byte>("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        bytes.AddRange([0, 0, 12, Settings, 0, 0, 0, 0, 0]);
        bytes.AddRange([0, 2, 0, 0, 0, 0]);
        Span<byte> window = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(window, streamWindow);
        bytes.AddRange([0, 4, .. window]);
        return [.. bytes];
    }

    /// <summary>The headers of the first request of a connection; the texts enter the dynamic table.</summary>
    public static byte[] FirstHeaders(string path, string authority, string? authorization)
    {
        var bytes = new List<byte> { 0x83, 0x86 };
        AddIndexed(bytes, 4, path);
        AddIndexed(bytes, 1, authority);
        AddIndexed(bytes, 31, "application/grpc");
        bytes.Add(0x40);
        AddText(bytes, "te");
        AddText(bytes, "trailers");
        if (authorization is not null)
            AddIndexed(bytes, 23, authorization);
        return [.. bytes];
    }

    /// <summary>Writes the frame of a request's headers; answers its length.</summary>
    public static int WriteHeaders(Span<byte> target, uint stream, ReadOnlySpan<byte> block)
    {
        WriteFrame(target, block.Length, Headers, EndHeaders, stream);
        block.CopyTo(target[HeaderBytes..]);
        return HeaderBytes + block.Length;
    }

    /// <summary>Writes the frame header and gRPC prefix of a request whose body stands behind them already; answers the length of all.</summary>
    public static int WriteMessage(Span<byte> target, uint stream, int bodyBytes)
    {
        WriteFrame(target, GrpcPrefixBytes + bodyBytes, Data, EndStream, stream);
        target[HeaderBytes] = 0;
        BinaryPrimitives.WriteInt32BigEndian(target[(HeaderBytes + 1)..], bodyBytes);
        return HeaderBytes + GrpcPrefixBytes + bodyBytes;
    }

    /// <summary>Writes a frame without a body, or one whose body follows.</summary>
    public static void WriteFrame(Span<byte> target, int length, byte type, byte flags, uint stream)
    {
        target[0] = (byte)(length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(target[1..], (ushort)length);
        target[3] = type;
        target[4] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(target[5..], stream);
    }

    private static void AddIndexed(List<byte> bytes, byte staticName, string value)
    {
        bytes.Add((byte)(0x40 | staticName));
        AddText(bytes, value);
    }

    private static void AddText(List<byte> bytes, string text)
    {
        AddLength(bytes, text.Length);
        bytes.AddRange(Encoding.ASCII.GetBytes(text));
    }

    // What does not fit into seven bits follows in groups of seven, the lowest first.
    private static void AddLength(List<byte> bytes, int length)
    {
        if (length < SevenBits)
        {
            bytes.Add((byte)length);
            return;
        }
        bytes.Add(SevenBits);
        for (length -= SevenBits; length > SevenBits; length >>= 7)
            bytes.Add((byte)(length | 0x80));
        bytes.Add((byte)length);
    }
}
