using System.Net.Sockets;
using Casualties.Hosting;

namespace Casualties.Gateway;

/// <summary>Where a service answers: over TCP, or through a Unix socket on this machine.</summary>
public sealed record ServiceAddress
{
    private ServiceAddress(Uri uri, string? socket) => (Uri, Socket) = (uri, socket);

    /// <summary>The address that requests name; for a socket a placeholder, since the socket decides where they go.</summary>
    public Uri Uri { get; }

    /// <summary>The path of the socket; null over TCP.</summary>
    public string? Socket { get; }

    /// <summary>How it is known over TLS; null: as the system knows others, and without a certificate of our own.</summary>
    public ServiceTls? Tls { get; init; }

    /// <summary>A service that answers through a Unix socket.</summary>
    public static ServiceAddress ForSocket(string path) => new(new Uri("http://localhost"), path);

    /// <summary>Reads an address from a setting: "http://host:port", "https://host:port" or "unix:/path".</summary>
    /// <param name="setting">The name of the setting, for the error.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="InvalidSetting">It is none of these.</exception>
    public static ServiceAddress Parse(string setting, string text)
    {
        if (text.StartsWith("unix:/", StringComparison.Ordinal))
            return ForSocket(text["unix:".Length..]);
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
            return new ServiceAddress(uri, null);
        throw new InvalidSetting(setting, "must be http://HOST:PORT, https://HOST:PORT or unix:/PATH");
    }

    /// <summary>Makes a handler connect to this address.</summary>
    public void Apply(SocketsHttpHandler handler, ILogger logger)
    {
        // Long-lived streams and many calls share the connections: 100 streams fill one, and a silent one must be noticed when it dies.
        handler.EnableMultipleHttp2Connections = true;
        handler.PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan;
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(30);
        if (Tls is not null)
            handler.SslOptions = Tls.Options(logger);
        if (Socket is { } path)
            handler.ConnectCallback = (_, cancel) => ConnectAsync(path, cancel);
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
