namespace Casualties.Gateway.Proxy;

/// <summary>
/// The body of a stream, as it comes from the service. If it breaks between two messages of gRPC, or if the gateway is told to stop, it ends
/// there as if the service had ended it. In the middle of a message, and in JSON, which has no place for a reason, it breaks.
/// </summary>
/// <param name="source">The service's body.</param>
/// <param name="end">Says why the stream ends; null if it cannot be said.</param>
/// <param name="stopping">Fires when the gateway is told to stop.</param>
internal sealed class ForwardedStream(Stream source, Action? end, CancellationToken stopping) : Stream
{
    // A message of gRPC is one byte of flags, its length in four bytes, and itself.
    private const int PrefixBytes = 5;

    private int prefixBytesSeen;
    private uint bytesLeft;
    private bool ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // JSON, which breaks anyway, is not looked into.
    private bool MayStop => end is null || (prefixBytesSeen == 0 && bytesLeft == 0);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ended)
            return 0;
        if (!MayStop)
            return Pass(buffer, await source.ReadAsync(buffer, cancellationToken));
        try
        {
            await SomethingAsync(cancellationToken);
            return Pass(buffer, await source.ReadAsync(buffer, cancellationToken));
        }
        catch (Exception e) when (end is not null && e is IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // Read again, since readers wait for bytes with an empty buffer before they bring one.
            ended = true;
            end();
            return 0;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            source.Dispose();
        base.Dispose(disposing);
    }

    // Waits with an empty buffer, so that it can be given up: a read that is cancelled may have taken half a message with it.
    private async Task SomethingAsync(CancellationToken cancel)
    {
        stopping.ThrowIfCancellationRequested();
        await source.ReadAsync(Memory<byte>.Empty, cancel).AsTask().WaitAsync(stopping);
    }

    private int Pass(Memory<byte> buffer, int read)
    {
        var bytes = end is null ? default : buffer.Span[..read];
        while (!bytes.IsEmpty)
        {
            if (prefixBytesSeen < PrefixBytes)
            {
                // The byte of flags is shifted out by the four that follow it.
                bytesLeft = (bytesLeft << 8) | bytes[0];
                prefixBytesSeen++;
                bytes = bytes[1..];
            }
            else
            {
                var part = (int)Math.Min(bytesLeft, (uint)bytes.Length);
                bytesLeft -= (uint)part;
                bytes = bytes[part..];
            }
            if (prefixBytesSeen == PrefixBytes && bytesLeft == 0)
                prefixBytesSeen = 0;
        }
        return read;
    }
}
