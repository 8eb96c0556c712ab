using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Casualties.Tests.Certificates;

/// <summary>A certificate authority of a test, with a folder of its own in which everything is PEM.</summary>
internal sealed class TestAuthority : IDisposable
{
    /// <summary>What a certificate may be used for.</summary>
    public const string ServerUse = "1.3.6.1.5.5.7.3.1";

    /// <summary>What a certificate may be used for.</summary>
    public const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("authority-");
    private long _serial;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=Authority of a test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        Root = request.CreateSelfSigned(Now - (30 * Day), Now + (30 * Day));
        File.WriteAllText(RootPath, Root.ExportCertificatePem());
    }

    public X509Certificate2 Root { get; }

    /// <summary>The authority's own certificate, as PEM.</summary>
    public string RootPath => Path.Combine(_folder.FullName, "root.pem");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The file of a certificate that was issued.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, $"{name}.pem");

    /// <summary>The file of its key.</summary>
    public string KeyPathOf(string name) => Path.Combine(_folder.FullName, $"{name}.key");

    /// <summary>Issues a certificate for this machine, valid from yesterday on, and writes it and its key; in place of an earlier one of that name.</summary>
    /// <param name="name">What its files are named.</param>
    /// <param name="use">What it may be used for.</param>
    /// <param name="days">For how many days from now on it is valid; less than 0: it has run out, after 20 days.</param>
    public X509Certificate2 Issue(string name, string use, int days = 1)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(Root, Now - (20 * Day), Now + (days * Day), BitConverter.GetBytes(++_serial));
        using var withKey = issued.CopyWithPrivateKey(key);
        File.WriteAllText(KeyPathOf(name), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PathOf(name), issued.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>Makes a client that trusts this authority alone.</summary>
    /// <param name="address">The server.</param>
    /// <param name="certificate">What it presents; null: nothing.</param>
    public HttpClient Client(Uri address, X509Certificate2? certificate = null) => new(Handler(certificate)) { BaseAddress = address };

    public SocketsHttpHandler Handler(X509Certificate2? certificate = null)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(Root);
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
        if (certificate is not null)
            handler.SslOptions.ClientCertificates = [certificate];
        return handler;
    }

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
