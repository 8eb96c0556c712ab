using System.Net.Security;
using Casualties.Hosting;

namespace Casualties.Gateway;

/// <summary>
/// How the gateway and the services know each other over TLS: <c>Services:CertificateAuthority</c>, who signs the services' certificates (unset: whom the
/// system trusts), and <c>Services:ClientCertificate</c> with <c>Services:ClientCertificateKey</c>, what the gateway presents (unset: nothing).
/// </summary>
public sealed class ServiceTls
{
    private const string AuthoritySetting = "Services:CertificateAuthority";
    private const string CertificateSetting = "Services:ClientCertificate";

    private readonly CertificateAuthority? authority;
    private readonly PemCertificate? certificate;

    private ServiceTls(CertificateAuthority? authority, PemCertificate? certificate) => (this.authority, this.certificate) = (authority, certificate);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSetting">A file cannot be read.</exception>
    public static ServiceTls From(IConfiguration configuration)
    {
        var (path, key) = (configuration[CertificateSetting], configuration[$"{CertificateSetting}Key"]);
        return new ServiceTls(
            configuration[AuthoritySetting] is { } authority ? CertificateAuthority.Load(AuthoritySetting, authority) : null,
            path is null && key is null ? null : PemCertificate.Load(CertificateSetting, path, key));
    }

    /// <summary>Options for connections to the services.</summary>
    public SslClientAuthenticationOptions Options(ILogger logger)
    {
        var options = new SslClientAuthenticationOptions { CertificateChainPolicy = authority?.Policy() };
        if (certificate is not null)
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate.Current(logger).TargetCertificate;
        return options;
    }
}
