using System.Security.Cryptography;
using Google.Protobuf;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>The bytes of a file as they come: hashed, counted, and kept until they are taken away in parts. It holds a part and what one row adds.</summary>
public sealed class ExportBytes : Stream
{
    /// <summary>How many bytes a part has at most; all but the last have as many.</summary>
    public const int MaxPartBytes = 64_000;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] kept = new byte[2 * MaxPartBytes];
    private int start;
    private int end;

    /// <summary>The SHA-256 of everything that was written, 64 hexadecimal digits in lower case.</summary>
    public string Sha256 => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException("What was taken away is not counted.");

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException("What was taken away is not counted.");
        set => throw new NotSupportedException("The bytes are written in order.");
    }

    /// <summary>Takes the next whole part; false if there is none yet.</summary>
    public bool TryTakePart(out ByteString part)
    {
        part = end - start >= MaxPartBytes ? Take(MaxPartBytes) : ByteString.Empty;
        return !part.IsEmpty;
    }

    /// <summary>Takes what is left, once all is written; empty if nothing is.</summary>
    public ByteString TakeRest() => Take(end - start);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        hash.AppendData(buffer);
        if (kept.Length - end < buffer.Length)
            MakeRoom(buffer.Length);
        buffer.CopyTo(kept.AsSpan(end));
        end += buffer.Length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void WriteByte(byte value) => Write([value]);

    /// <inheritdoc/>
    public override void Flush()
    {
        // Taken away, not sent off.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The bytes are only written.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The bytes are written in order.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The bytes are written in order.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            hash.Dispose();
        base.Dispose(disposing);
    }

    private ByteString Take(int length)
    {
        var part = ByteString.CopyFrom(kept.AsSpan(start, length));
        start += length;
        if (start == end)
            (start, end) = (0, 0);
        return part;
    }

    private void MakeRoom(int length)
    {
        var held = end - start;
        var target = held + length <= kept.Length ? kept : new byte[Math.Max(held + length, 2 * kept.Length)];
        kept.AsSpan(start, held).CopyTo(target);
        (kept, start, end) = (target, 0, held);
    }
}
