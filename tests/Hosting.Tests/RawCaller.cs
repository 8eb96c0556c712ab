using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hosting.Tests;

/// <summary>A caller that does not keep to what ordinary clients do.</summary>
internal static class RawCaller
{
    /// <summary>Connects, sends these bytes, and says no more.</summary>
    public static async Task<Socket> OpenAsync(int port, string text = "")
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(text));
        return socket;
    }

    /// <summary>What the server says until it closes the connection; waits for that.</summary>
    public static async Task<string> ReadToEndAsync(Socket socket, CancellationToken cancel)
    {
        var said = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await socket.ReceiveAsync(buffer, cancel)) > 0;)
                said.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            said.Append("(reset)");
        }
        return said.ToString();
    }

    /// <summary>Waits until the server closes the connection.</summary>
    public static async Task<bool> IsClosedAsync(Socket socket, CancellationToken cancel)
    {
        await ReadToEndAsync(socket, cancel);
        return true;
    }
}
