using System.Net;
using System.Net.Sockets;

namespace Benchmarks.Load;

/// <summary>
/// Connections that are opened and left at that: half of them say nothing, half begin a request and do not end it. For each that the server closes
/// another is opened.
/// </summary>
internal sealed class HalfOpenConnections : IAsyncDisposable
{
    // No more at once than the server's backlog holds.
    private const int ConnectingAtOnce = 64;
    private const int BytesAtOnce = 256;

    private static readonly byte[] Silence = [];
    private static readonly byte[] PartOfHeaders = "GET /v1/incidents/a HTTP/1.1\r\nHost: a\r\nX-Slow: "u8.ToArray();
    private static readonly byte[] PartOfPreface = "PRI * HTTP/2.0\r\n\r\nSM"u8.ToArray();
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource end = new();
    private readonly SemaphoreSlim connecting = new(ConnectingAtOnce);
    private readonly TaskCompletionSource allOpen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task[] connections;
    private int missing;
    private long closed;

    private HalfOpenConnections(Uri grpc, Uri http, int count)
    {
        missing = count;
        (int Port, byte[] Said)[] kinds = [(grpc.Port, Silence), (http.Port, PartOfHeaders), (http.Port, Silence), (grpc.Port, PartOfPreface)];
        connections = [.. Enumerable.Range(0, count).Select(i => KeepAsync(kinds[i % kinds.Length].Port, kinds[i % kinds.Length].Said))];
    }

    /// <summary>How many the server has closed.</summary>
    public long Closed => Interlocked.Read(ref closed);

    /// <summary>Opens connections; completes when all of them have been open.</summary>
    /// <param name="grpc">Where gRPC is served.</param>
    /// <param name="http">Where JSON is served.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<HalfOpenConnections> OpenAsync(Uri grpc, Uri http, int count, CancellationToken cancel)
    {
        var opening = new HalfOpenConnections(grpc, http, count);
        try
        {
            await opening.allOpen.Task.WaitAsync(cancel);
            return opening;
        }
        catch
        {
            await opening.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await Task.WhenAll(connections);
        end.Dispose();
        connecting.Dispose();
    }

    private async Task KeepAsync(int port, byte[] said)
    {
        var first = true;
        try
        {
            while (true)
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                if (await IsOpenAsync(socket, port, said))
                {
                    if (first && Interlocked.Decrement(ref missing) == 0)
                        allOpen.SetResult();
                    first = false;
                    await ClosedAsync(socket);
                    Interlocked.Increment(ref closed);
                }
                await Task.Delay(Pause, end.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // Of whoever opens them, who may not look at each.
            allOpen.TrySetException(e);
            throw;
        }
    }

    private async Task<bool> IsOpenAsync(Socket socket, int port, byte[] said)
    {
        await connecting.WaitAsync(end.Token);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, end.Token);
            await socket.SendAsync(said, end.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        finally
        {
            connecting.Release();
        }
    }

    private async Task ClosedAsync(Socket socket)
    {
        var buffer = new byte[BytesAtOnce];
        try
        {
            while (await socket.ReceiveAsync(buffer, end.Token) > 0)
            {
                // Whatever the server says before it closes the connection.
            }
        }
        catch (SocketException)
        {
            // Closed all the same.
        }
    }
}
