using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Casualties.Storage;

/// <summary>
/// The hashes of the revision log. Byte for byte in <c>docs/revision-log.md</c>, so that anyone can compute them again in any language.
/// Pure functions.
/// </summary>
public static class HashChain
{
    /// <summary>Length of every hash: SHA-256, in bytes.</summary>
    public const int HashBytes = 32;

    /// <summary>Length of the salt that goes before the content of a revision, in bytes.</summary>
    public const int SaltBytes = 16;

    /// <summary>Length of a request id, in bytes.</summary>
    public const int RequestIdBytes = 16;

    private const int FixedBytes = HashBytes + sizeof(long) + sizeof(long) + (2 * sizeof(uint)) + RequestIdBytes + HashBytes;

    /// <summary>What the first revision has as its previous hash: 32 bytes of zero.</summary>
    public static ReadOnlyMemory<byte> Origin { get; } = new byte[HashBytes];

    /// <summary>
    /// SHA-256 over the salt and the content of a revision: whatever an expunge may have to remove. The salt keeps what was removed from being
    /// guessed back from its hash.
    /// </summary>
    /// <param name="salt">16 bytes.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="manifest">What the revision expunged, as <see cref="ExpungeManifest"/> lays it out; empty if it expunged nothing.</param>
    /// <param name="payload">The payload; may be empty.</param>
    public static byte[] PayloadHash(ReadOnlySpan<byte> salt, string reason, ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltBytes);
        var longest = SaltBytes + (2 * sizeof(uint)) + Encoding.UTF8.GetMaxByteCount(reason.Length) + manifest.Length + payload.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            salt.CopyTo(buffer);
            var at = SaltBytes;
            at += WriteText(buffer.AsSpan(at), reason);
            BinaryPrimitives.WriteUInt32BigEndian(buffer.AsSpan(at), (uint)manifest.Length);
            at += sizeof(uint);
            manifest.CopyTo(buffer.AsSpan(at));
            at += manifest.Length;
            payload.CopyTo(buffer.AsSpan(at));
            at += payload.Length;
            return SHA256.HashData(buffer.AsSpan(0, at));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>SHA-256 over the previous hash and everything a revision says, its content by <see cref="PayloadHash"/>.</summary>
    /// <param name="previousHash">The hash of the revision before, or <see cref="Origin"/>. 32 bytes.</param>
    /// <param name="number">The revision's number.</param>
    /// <param name="recordedAt">The record time, in microseconds since 1970-01-01T00:00:00Z.</param>
    /// <param name="record">The record's name.</param>
    /// <param name="actor">Who asked.</param>
    /// <param name="requestId">The request id.</param>
    /// <param name="payloadHash">See <see cref="PayloadHash"/>. 32 bytes.</param>
    public static byte[] RevisionHash(
        ReadOnlySpan<byte> previousHash,
        long number,
        long recordedAt,
        string record,
        string actor,
        Guid requestId,
        ReadOnlySpan<byte> payloadHash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(previousHash.Length, HashBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(payloadHash.Length, HashBytes);
        var longest = FixedBytes + Encoding.UTF8.GetMaxByteCount(record.Length) + Encoding.UTF8.GetMaxByteCount(actor.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            previousHash.CopyTo(buffer);
            var at = HashBytes;
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(at), number);
            at += sizeof(long);
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(at), recordedAt);
            at += sizeof(long);
            at += WriteText(buffer.AsSpan(at), record);
            at += WriteText(buffer.AsSpan(at), actor);
            requestId.TryWriteBytes(buffer.AsSpan(at), bigEndian: true, out var idBytes);
            at += idBytes;
            payloadHash.CopyTo(buffer.AsSpan(at));
            at += HashBytes;
            return SHA256.HashData(buffer.AsSpan(0, at));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The length goes first: without it "ab" + "c" and "a" + "bc" would hash alike.
    private static int WriteText(Span<byte> target, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, target[sizeof(uint)..]);
        BinaryPrimitives.WriteUInt32BigEndian(target, (uint)length);
        return sizeof(uint) + length;
    }
}
