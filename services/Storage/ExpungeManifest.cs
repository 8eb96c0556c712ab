using System.Buffers.Binary;

namespace Casualties.Storage;

/// <summary>
/// What a revision that expunged says of the revisions that it took content from: 40 bytes each, in the order of their numbers: the number, then
/// the <see cref="HashChain.PayloadHash"/> of what is left. So what is left is as tamper-evident as what was there. Of several manifests that
/// list a revision the newest decides. Pure functions.
/// </summary>
public static class ExpungeManifest
{
    /// <summary>Length of an entry, in bytes.</summary>
    public const int EntryBytes = sizeof(long) + HashChain.HashBytes;

    /// <summary>Writes an entry.</summary>
    /// <param name="entry">Where: <see cref="EntryBytes"/> bytes.</param>
    /// <param name="number">The revision's number.</param>
    /// <param name="leftHash">The hash of what is left of it; 32 bytes.</param>
    public static void Write(Span<byte> entry, long number, ReadOnlySpan<byte> leftHash)
    {
        BinaryPrimitives.WriteInt64BigEndian(entry, number);
        leftHash.CopyTo(entry[sizeof(long)..EntryBytes]);
    }

    /// <summary>The hash of what is left of a revision; empty if the manifest does not list it.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> manifest, long number)
    {
        var (low, high) = (0, manifest.Length / EntryBytes);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var entry = manifest.Slice(middle * EntryBytes, EntryBytes);
            var listed = BinaryPrimitives.ReadInt64BigEndian(entry);
            if (listed == number)
                return entry[sizeof(long)..];
            (low, high) = listed < number ? (middle + 1, high) : (low, middle);
        }

        return [];
    }
}
