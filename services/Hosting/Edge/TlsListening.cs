using System.Net;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Casualties.Hosting;

/// <summary>
/// The one port with TLS, for HTTP/1.1 and HTTP/2: <c>Listen:Https</c>, with <c>Listen:Certificate</c> and <c>Listen:CertificateKey</c>; with
/// <c>Listen:ClientCertificateAuthority</c>, only for callers who present a certificate of that authority.
/// </summary>
internal sealed class TlsListening(IPEndPoint endpoint, IConfigurationSection section)
{
    private readonly PemCertificate _certificate = PemCertificate.Load("Listen:Certificate", section["Certificate"], section["CertificateKey"]);
    private readonly CertificateAuthority? _clients =
        section["ClientCertificateAuthority"] is { } path ? CertificateAuthority.Load("Listen:ClientCertificateAuthority", path) : null;

    /// <summary>Opens the port.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="connections">Bounds how many connections there are.</param>
    /// <param name="handshakeTimeout">How long a caller may take to agree on a key.</param>
    /// <param name="bound">Told what the port is, which Kestrel then fills in.</param>
    public void Configure(KestrelServerOptions kestrel, ConnectionLimit connections, TimeSpan handshakeTimeout, Action<ListenOptions> bound)
    {
        var logger = kestrel.ApplicationServices.GetRequiredService<ILogger<TlsListening>>();
        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            connections.Cover(listen);
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(Handshake(logger)), HandshakeTimeout = handshakeTimeout });
            bound(listen);
        });
    }

    private System.Net.Security.SslServerAuthenticationOptions Handshake(ILogger logger) => new()
    {
        ServerCertificateContext = _certificate.Current(logger),
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = _clients is not null,
        CertificateChainPolicy = _clients?.Policy(),
    };
}
