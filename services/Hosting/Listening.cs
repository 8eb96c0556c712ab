using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;

namespace Casualties.Hosting;

/// <summary>The ports of a process that is told nothing else; on the loopback address only. 0: any free port.</summary>
/// <param name="GrpcPort">HTTP/2 without TLS: gRPC.</param>
/// <param name="HttpPort">HTTP/1.1: JSON, gRPC-Web and health.</param>
public sealed record ListenDefaults(int GrpcPort, int HttpPort);

/// <summary>
/// Where a process listens. Configuration section <c>Listen</c>: either <c>Socket</c>, the path of a Unix socket (HTTP/2), or <c>Grpc</c>
/// (HTTP/2) and <c>Http</c> (HTTP/1.1), each like <c>http://127.0.0.1:5101</c>. Cleartext cannot tell the two apart on one port.
/// </summary>
public sealed class Listening
{
    // The kernel's limit on the path of a Unix socket, with its closing zero.
    private const int MaxSocketPathBytes = 107;

    private readonly string? _socket;
    private readonly IPEndPoint _grpc;
    private readonly IPEndPoint _http;
    private ListenOptions? _boundGrpc;
    private ListenOptions? _boundHttp;

    internal Listening(IConfiguration configuration, ListenDefaults defaults)
    {
        var section = configuration.GetSection("Listen");
        foreach (var unknown in section.GetChildren().Where(child => child.Key.ToUpperInvariant() is not ("SOCKET" or "GRPC" or "HTTP")))
            throw new InvalidSetting(unknown.Path, "is not known; known are Socket, Grpc and Http");
        _socket = section["Socket"];
        if (_socket is not null && (_socket.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(_socket) > MaxSocketPathBytes))
            throw new InvalidSetting("Listen:Socket", $"must be a path of 1 to {MaxSocketPathBytes} bytes");
        _grpc = EndpointOf(section, "Grpc", defaults.GrpcPort);
        _http = EndpointOf(section, "Http", defaults.HttpPort);
    }

    /// <summary>The address of gRPC, once the process has started; null if it listens on a socket.</summary>
    public Uri? Grpc => AddressOf(_boundGrpc);

    /// <summary>The address of JSON and health, once the process has started; null if it listens on a socket.</summary>
    public Uri? Http => AddressOf(_boundHttp);

    /// <summary>The path of the Unix socket; null if the process listens on ports.</summary>
    public string? Socket => _socket;

    /// <summary>Whether only this machine can connect.</summary>
    internal bool IsLocal => _socket is not null || (IPAddress.IsLoopback(_grpc.Address) && IPAddress.IsLoopback(_http.Address));

    internal void Configure(KestrelServerOptions kestrel)
    {
        if (_socket is not null)
        {
            RemoveLeftBehind(_socket);
            kestrel.ListenUnixSocket(_socket, listen => listen.Protocols = HttpProtocols.Http2);
            return;
        }
        kestrel.Listen(_grpc, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            _boundGrpc = listen;
        });
        kestrel.Listen(_http, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            _boundHttp = listen;
        });
    }

    // A process that was killed leaves its socket behind, and nobody could listen there again. A file with content is no socket.
    private static void RemoveLeftBehind(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: 0 })
            return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
        }
    }

    // Kestrel replaces port 0 by the port that it got.
    private static Uri? AddressOf(ListenOptions? bound) => bound?.IPEndPoint is { } endpoint ? new Uri($"http://{endpoint}") : null;

    private static IPEndPoint EndpointOf(IConfigurationSection section, string key, int defaultPort)
    {
        if (section[key] is not { } text)
            return new IPEndPoint(IPAddress.Loopback, defaultPort);
        var setting = $"Listen:{key}";
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            throw new InvalidSetting(setting, "must be an address like http://127.0.0.1:5101");
        }
        if (address.Scheme != "http" || address.PathBase.Length > 0 || address.IsUnixPipe || address.IsNamedPipe)
            throw new InvalidSetting(setting, "must be an http address without a path");
        if (address.Port is < 0 or > IPEndPoint.MaxPort)
            throw new InvalidSetting(setting, $"must have a port from 0 to {IPEndPoint.MaxPort}");
        return new IPEndPoint(HostOf(address.Host, setting), address.Port);
    }

    private static IPAddress HostOf(string host, string setting) => host switch
    {
        "*" => IPAddress.IPv6Any,
        _ when host.Equals("localhost", StringComparison.OrdinalIgnoreCase) => IPAddress.Loopback,
        _ => IPAddress.TryParse(host.Trim('[', ']'), out var address)
            ? address
            : throw new InvalidSetting(setting, "must name an IP address, localhost, or * for all addresses"),
    };
}
