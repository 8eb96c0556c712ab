using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Casualties.Hosting;

/// <summary>A certificate with its chain and its key, in two PEM files. It is read again when one of them changes, as renewals make it.</summary>
public sealed partial class PemCertificate
{
    private readonly string _setting;
    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly Lock _reading = new();
    private volatile Loaded _loaded;

    private PemCertificate(string setting, string certificatePath, string keyPath)
    {
        (_setting, _certificatePath, _keyPath) = (setting, certificatePath, keyPath);
        try
        {
            var stamp = Stamp();
            _loaded = new Loaded(stamp, Read());
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new InvalidSetting(setting, $"and {setting}Key must be PEM files with a certificate and its unencrypted key: {e.Message}");
        }
    }

    /// <summary>Reads the certificate that a setting names; its key is named by the setting with "Key" at its end. Throws <see cref="InvalidSetting"/>.</summary>
    /// <param name="setting">The name of the setting.</param>
    /// <param name="path">Its value: a file with the certificate, and behind it those by which it chains to its root.</param>
    /// <param name="keyPath">The file with the key.</param>
    public static PemCertificate Load(string setting, string? path, string? keyPath)
    {
        if (string.IsNullOrEmpty(path))
            throw new InvalidSetting(setting, "is required, a PEM file");
        if (string.IsNullOrEmpty(keyPath))
            throw new InvalidSetting($"{setting}Key", $"is required beside {setting}, a PEM file");
        return new PemCertificate(setting, path, keyPath);
    }

    /// <summary>
    /// The certificate as the files have it now. Where they cannot be read, for example half-way through a renewal, it stays what it was, and
    /// that is logged once a change.
    /// </summary>
    public SslStreamCertificateContext Current(ILogger logger)
    {
        if (_loaded.Stamp == Stamp())
            return _loaded.Context;
        lock (_reading)
        {
            // Taken before the files are read: what changes meanwhile is read the next time.
            var stamp = Stamp();
            if (_loaded.Stamp != stamp)
                _loaded = new Loaded(stamp, ReadAgain(logger) ?? _loaded.Context);
            return _loaded.Context;
        }
    }

    private SslStreamCertificateContext? ReadAgain(ILogger logger)
    {
        try
        {
            var context = Read();
            LogRead(logger, _setting, context.TargetCertificate.NotAfter.ToUniversalTime());
            return context;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            LogUnreadable(logger, _setting, e.Message);
            return null;
        }
    }

    private SslStreamCertificateContext Read()
    {
        var certificate = X509Certificate2.CreateFromPemFile(_certificatePath, _keyPath);
        if (OperatingSystem.IsWindows())
            certificate = Persisted(certificate);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_certificatePath);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    // Windows does not use keys that were never written to its store.
    private static X509Certificate2 Persisted(X509Certificate2 certificate)
    {
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }

    private (DateTime, DateTime) Stamp() => (WrittenAt(_certificatePath), WrittenAt(_keyPath));

    // Renewals often put a link in place of a link.
    private static DateTime WrittenAt(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file).LastWriteTimeUtc;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return default;
        }
    }

    private static bool IsUnreadable(Exception e) => e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;

    [LoggerMessage(10, LogLevel.Information, "The certificate of {Setting} was read again; it is valid until {NotAfter:u}")]
    private static partial void LogRead(ILogger logger, string setting, DateTime notAfter);

    [LoggerMessage(11, LogLevel.Warning, "The certificate of {Setting} has changed and cannot be read, so that the one before stays in use: {Fault}")]
    private static partial void LogUnreadable(ILogger logger, string setting, string fault);

    private sealed record Loaded((DateTime, DateTime) Stamp, SslStreamCertificateContext Context);
}
