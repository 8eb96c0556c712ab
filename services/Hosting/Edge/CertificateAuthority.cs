using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Casualties.Hosting;

/// <summary>The certificates, in a PEM file, that the other side's certificate must chain to; those of the system do not count.</summary>
public sealed class CertificateAuthority
{
    private readonly X509Certificate2Collection _trusted;

    private CertificateAuthority(X509Certificate2Collection trusted) => _trusted = trusted;

    /// <summary>Reads the file that a setting names: roots, and intermediates that the other side may leave out. Throws <see cref="InvalidSetting"/>.</summary>
    /// <param name="setting">The name of the setting.</param>
    /// <param name="path">Its value.</param>
    public static CertificateAuthority Load(string setting, string path)
    {
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidSetting(setting, $"must be a PEM file with certificates: {e.Message}");
        }
        return trusted.Count > 0 ? new CertificateAuthority(trusted) : throw new InvalidSetting(setting, "must be a PEM file with certificates; this one has none");
    }

    /// <summary>
    /// How the other side's certificate is checked. Nothing is fetched for it: a peer could otherwise make this process call addresses that stand in
    /// its certificate. So a certificate is withdrawn by letting it run out, or by another authority.
    /// </summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_trusted);
        return policy;
    }
}
