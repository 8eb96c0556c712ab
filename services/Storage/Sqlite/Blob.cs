using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Casualties.Storage.Sqlite;

/// <summary>Bytes as the driver takes them: whole arrays.</summary>
internal static class Blob
{
    /// <summary>The bytes; copied only where the memory is a part of a larger array. Whole arrays are the rule.</summary>
    public static byte[] Of(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Array is { } array && array.Length == segment.Count ? array : bytes.ToArray();

    /// <summary>So many random bytes.</summary>
    public static byte[] Random(RandomNumberGenerator entropy, int length)
    {
        var bytes = new byte[length];
        entropy.GetBytes(bytes);
        return bytes;
    }
}
