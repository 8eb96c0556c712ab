using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Benchmarks.Load;

/// <summary>
/// One HTTP/2 connection that keeps a number of unary gRPC calls in flight. It encodes only what changes from call to call and looks only at
/// the frames that it must: an ordinary client costs more than the server that is measured, and would hide what the server costs.
/// </summary>
internal sealed class CallerConnection : IDisposable
{
    private const int MaxFrameBytes = 16 * 1024;
    private const int OutgoingBytes = 256 * 1024;

    // What the server may send before it is told to go on; told again when half of it has come.
    private const int WindowBytes = 1 << 30;

    private readonly GrpcTarget target;
    private readonly string? authorization;
    private readonly Socket socket;
    private readonly byte[] incoming = new byte[16 * MaxFrameBytes];
    private readonly byte[] outgoing = new byte[OutgoingBytes];
    private readonly Dictionary<uint, Call> open = [];
    private readonly LatencyHistogram latency = new();
    private uint nextStream = 1;
    private int queued;
    private int unacknowledged;
    private long end;

    public CallerConnection(GrpcTarget target)
    {
        this.target = target;
        authorization = target.Authorization;
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    /// <summary>Calls until the time is over; each caller sends its next request when its last one was answered.</summary>
    /// <returns>The calls that were answered in time.</returns>
    public LatencyHistogram Run(int callers, TimeSpan duration)
    {
        socket.Connect(IPAddress.Loopback, target.Address.Port);
        socket.Send(Http2Frames.Opening(WindowBytes));
        QueueWindow(WindowBytes);
        end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        for (var i = 0; i < callers; i++)
            Begin(Stopwatch.GetTimestamp());
        var filled = 0;
        while (open.Count > 0)
        {
            Flush();
            var received = socket.Receive(incoming.AsSpan(filled));
            if (received == 0)
                throw new IOException($"{target.Method}: the server closed the connection.");
            filled = Take(filled + received);
        }
        return latency;
    }

    public void Dispose() => socket.Dispose();

    // Takes the whole frames of what was received and moves the rest to the front; answers how long that is.
    private int Take(int filled)
    {
        var at = 0;
        while (filled - at >= Http2Frames.HeaderBytes)
        {
            var header = incoming.AsSpan(at);
            var length = (header[0] << 16) | (header[1] << 8) | header[2];
            if (filled - at < Http2Frames.HeaderBytes + length)
                break;
            Take(header[3], header[4], BinaryPrimitives.ReadUInt32BigEndian(header[5..]), header.Slice(Http2Frames.HeaderBytes, length));
            at += Http2Frames.HeaderBytes + length;
        }
        incoming.AsSpan(at, filled - at).CopyTo(incoming);
        return filled - at;
    }

    private void Take(byte type, byte flags, uint stream, ReadOnlySpan<byte> body)
    {
        switch (type)
        {
            case Http2Frames.Data:
                CollectionsMarshal.GetValueRefOrNullRef(open, stream).Bytes += body.Length;
                unacknowledged += body.Length;
                if (unacknowledged >= WindowBytes / 2)
                {
                    QueueWindow(unacknowledged);
                    unacknowledged = 0;
                }
                break;
            case Http2Frames.Headers when (flags & Http2Frames.EndStream) != 0:
                End(stream);
                break;
            case Http2Frames.Settings when (flags & Http2Frames.Acknowledged) == 0:
                Queue(Http2Frames.Settings, []);
                break;
            case Http2Frames.Ping when (flags & Http2Frames.Acknowledged) == 0:
                Queue(Http2Frames.Ping, body);
                break;
            case Http2Frames.ResetStream or Http2Frames.GoAway:
                throw new IOException($"{target.Method}: the server gave up (frame type {type}).");
        }
    }

    private void Begin(long now)
    {
        var stream = nextStream;
        nextStream += 2;
        ReadOnlySpan<byte> headers = stream == 1
            ? Http2Frames.FirstHeaders($"/{target.Method}", target.Address.Authority, authorization)
            : Http2Frames.RepeatedHeaders(authorization is not null);
        queued += Http2Frames.WriteHeaders(outgoing.AsSpan(queued), stream, headers);
        var body = target.WriteNext(outgoing.AsSpan(queued + Http2Frames.HeaderBytes + Http2Frames.GrpcPrefixBytes));
        queued += Http2Frames.WriteMessage(outgoing.AsSpan(queued), stream, body);
        open.Add(stream, new Call(now));
        if (queued > OutgoingBytes / 2)
            Flush();
    }

    private void End(uint stream)
    {
        var now = Stopwatch.GetTimestamp();
        open.Remove(stream, out var call);
        // An error has a status and no message.
        if (call.Bytes < Http2Frames.GrpcPrefixBytes)
            throw new IOException($"{target.Method}: a call was answered with an error.");
        if (now > end)
            return;
        latency.Record(Stopwatch.GetElapsedTime(call.Began, now));
        Begin(now);
    }

    private void QueueWindow(int bytes)
    {
        Span<byte> increment = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(increment, bytes);
        Queue(Http2Frames.WindowUpdate, increment, flags: 0);
    }

    private void Queue(byte type, ReadOnlySpan<byte> body, byte flags = Http2Frames.Acknowledged)
    {
        Http2Frames.WriteFrame(outgoing.AsSpan(queued), body.Length, type, flags, stream: 0);
        body.CopyTo(outgoing.AsSpan(queued + Http2Frames.HeaderBytes));
        queued += Http2Frames.HeaderBytes + body.Length;
    }

    private void Flush()
    {
        for (var sent = 0; sent < queued;)
            sent += socket.Send(outgoing.AsSpan(sent, queued - sent));
        queued = 0;
    }

    private record struct Call(long Began)
    {
        public int Bytes;
    }
}
