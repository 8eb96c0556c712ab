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
/// Where a process listens. Configuration section <c>Listen</c>: <c>Socket</c>, the path of a Unix socket (HTTP/2), and nothing else; or <c>Https</c>,
/// like <c>https://0.0.0.0:5443</c>, one port with TLS for all; or <c>Grpc</c> (HTTP/2) and <c>Http</c> (HTTP/1.1) without TLS, each like
/// <c>http://127.0.0.1:5101</c>, since cleartext cannot tell the two apart on one port. Beside <c>Https</c>, a port without TLS is opened only where it is set.
/// </summary>
public sealed class Listening
{
    // The kernel's limit on the path of a Unix socket, with its closing zero.
    private const int MaxSocketPathBytes = 107;

    private const string CleartextSetting = "AllowCleartextBeyondLoopback";

    private static readonly string[] Known =
        ["Socket", "Grpc", "Http", "Https", "Certificate", "CertificateKey", "ClientCertificateAuthority", CleartextSetting];

    private readonly IPEndPoint? _grpc;
    private readonly IPEndPoint? _http;
    private readonly TlsListening? _https;
    private ListenOptions? _boundGrpc;
    private ListenOptions? _boundHttp;
    private ListenOptions? _boundHttps;

    internal Listening(IConfiguration configuration, ListenDefaults defaults)
    {
        var section = configuration.GetSection("Listen");
        foreach (var unknown in section.GetChildren().Where(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            throw new InvalidSetting(unknown.Path, $"is not known; known are {string.Join(", ", Known)}");
        Socket = section["Socket"];
        if (Socket is not null && (Socket.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(Socket) > MaxSocketPathBytes))
            throw new InvalidSetting("Listen:Socket", $"must be a path of 1 to {MaxSocketPathBytes} bytes");
        var https = EndpointOf(section, "Https", "https");
        _grpc = EndpointOf(section, "Grpc", "http") ?? (https is null ? new IPEndPoint(IPAddress.Loopback, defaults.GrpcPort) : null);
        _http = EndpointOf(section, "Http", "http") ?? (https is null ? new IPEndPoint(IPAddress.Loopback, defaults.HttpPort) : null);
        if (Socket is not null)
            return;
        if (https is not null)
            _https = new TlsListening(https, section);
        RefuseCleartextBeyondLoopback(section);
    }

    /// <summary>The address of gRPC without TLS, once the process has started; null if it has none.</summary>
    public Uri? Grpc => AddressOf(_boundGrpc, "http");

    /// <summary>The address of JSON and health without TLS, once the process has started; null if it has none.</summary>
    public Uri? Http => AddressOf(_boundHttp, "http");

    /// <summary>The address of everything with TLS, once the process has started; null if it has none.</summary>
    public Uri? Https => AddressOf(_boundHttps, "https");

    /// <summary>The path of the Unix socket; null if the process listens on ports.</summary>
    public string? Socket { get; }

    internal void Configure(KestrelServerOptions kestrel, Limits limits)
    {
        if (Socket is not null)
        {
            RemoveLeftBehind(Socket);
            kestrel.ListenUnixSocket(Socket, listen => listen.Protocols = HttpProtocols.Http2);
            return;
        }
        var connections = new ConnectionLimit(limits.MaxConnections, kestrel.ApplicationServices);
        Listen(kestrel, connections, _grpc, HttpProtocols.Http2, listen => _boundGrpc = listen);
        Listen(kestrel, connections, _http, HttpProtocols.Http1, listen => _boundHttp = listen);
        _https?.Configure(kestrel, connections, limits.RequestHeadersTimeout, listen => _boundHttps = listen);
    }

    private static void Listen(KestrelServerOptions kestrel, ConnectionLimit connections, IPEndPoint? endpoint, HttpProtocols protocols, Action<ListenOptions> bound)
    {
        if (endpoint is null)
            return;
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = protocols;
            connections.Cover(listen);
            bound(listen);
        });
    }

    private void RefuseCleartextBeyondLoopback(IConfigurationSection section)
    {
        var allowed = section[CleartextSetting] is { } text
            && (bool.TryParse(text, out var value) ? value : throw new InvalidSetting($"Listen:{CleartextSetting}", "must be true or false"));
        if (!allowed && Array.Find([_grpc, _http], endpoint => endpoint is not null && !IPAddress.IsLoopback(endpoint.Address)) is { } open)
            throw new InvalidSetting($"Listen:{CleartextSetting}", $"must be true to listen on {open} without TLS: whoever is on the way can read and change what is sent. Use Listen:Https");
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
    private static Uri? AddressOf(ListenOptions? bound, string scheme) => bound?.IPEndPoint is { } endpoint ? new Uri($"{scheme}://{endpoint}") : null;

    private static IPEndPoint? EndpointOf(IConfigurationSection section, string key, string scheme)
    {
        if (section[key] is not { } text)
            return null;
        var setting = $"Listen:{key}";
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(text);
        }
        catch (FormatException)
        {
            throw new InvalidSetting(setting, $"must be an address like {scheme}://127.0.0.1:5101");
        }
        if (address.Scheme != scheme || address.PathBase.Length > 0 || address.IsUnixPipe || address.IsNamedPipe)
            throw new InvalidSetting(setting, $"must be an {scheme} address without a path");
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
