using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.Extensions.Hosting;

namespace Casualties.Hosting;

/// <summary>
/// The streams that are open, so that none of them holds up a shutdown: an idle stream would otherwise do so until the host loses patience.
/// </summary>
public sealed class OpenStreams(IHostApplicationLifetime lifetime, IMeterFactory meters)
{
    private readonly UpDownCounter<int> _open = meters.Create(Telemetry.Source)
        .CreateUpDownCounter<int>("casualties.streams.open", "{stream}", "Streams that are open.");

    /// <summary>
    /// Begins a stream. Dispose of the lease at its end. What waits on its token ends with an <see cref="OperationCanceledException"/>,
    /// which the host answers as CANCELLED, DEADLINE_EXCEEDED or, at shutdown, UNAVAILABLE with reason SERVER_SHUTTING_DOWN.
    /// </summary>
    public StreamLease Begin(ServerCallContext context) => new(_open, CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping));
}

/// <summary>An open stream.</summary>
public sealed class StreamLease : IDisposable
{
    private readonly CancellationTokenSource _end;
    private readonly UpDownCounter<int> _open;

    internal StreamLease(UpDownCounter<int> open, CancellationTokenSource end)
    {
        _open = open;
        _end = end;
        _open.Add(1);
    }

    /// <summary>
    /// Fires when the caller gives up or the process is told to stop. For waiting and reading, not for writing: gRPC cuts a call off without a
    /// reason if a write is cancelled. A write ends by itself, or when the connection does.
    /// </summary>
    public CancellationToken Token => _end.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _open.Add(-1);
        _end.Dispose();
    }
}
