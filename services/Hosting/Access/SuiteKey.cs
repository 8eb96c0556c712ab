using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Casualties.Storage;
using Microsoft.IdentityModel.Tokens;

namespace Casualties.Hosting;

/// <summary>
/// The key by which the processes of a suite know each other, and which, where no authority is configured, signs the tokens of people. Whoever can
/// read the file can be anyone.
/// </summary>
public sealed class SuiteKey
{
    /// <summary>The issuer that tokens of this key name.</summary>
    public const string Issuer = "casualties";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // EEXIST. Where a link cannot be made for another reason, the file system knows none.
    private const int Taken = 17;

    private SuiteKey(ECDsa key, bool canSign)
    {
        Key = new ECDsaSecurityKey(key) { KeyId = Base64UrlEncoder.Encode(SHA256.HashData(key.ExportSubjectPublicKeyInfo())) };
        CanSign = canSign;
    }

    /// <summary>Whether the private part is there.</summary>
    public bool CanSign { get; }

    internal ECDsaSecurityKey Key { get; }

    /// <summary>A secret for one purpose that only holders of the private part can make; always the same for the same key. 32 bytes.</summary>
    public byte[] Derive(string purpose)
    {
        if (!CanSign)
            throw new InvalidSetting("Access:KeyFile", "holds only the public part of the key: this process needs the private part");
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, Key.ECDsa.ExportParameters(includePrivateParameters: true).D!, 32, info: System.Text.Encoding.UTF8.GetBytes(purpose));
    }

    /// <summary>Reads the key, or makes one where there is none. Throws <see cref="InvalidSetting"/> for a file that holds none, or that others can read.</summary>
    public static SuiteKey Load(string path)
    {
        if (!File.Exists(path))
            Make(path);
        var pem = File.ReadAllText(path);
        var holdsSecret = pem.Contains("PRIVATE KEY", StringComparison.Ordinal);
        if (holdsSecret && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
            throw new InvalidSetting("Access:KeyFile", $"names {path}, which others can read: make it readable by its owner only (chmod 600)");
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            throw new InvalidSetting("Access:KeyFile", $"names {path}, which holds no ECDSA key in PEM");
        }
        // Other curves have keys of 256 bits too.
        if (key.ExportParameters(includePrivateParameters: false).Curve is not { IsNamed: true } curve || curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new InvalidSetting("Access:KeyFile", $"names {path}, whose key is not on P-256");
        return new SuiteKey(key, holdsSecret);
    }

    // Several processes may start at once: whoever comes second reads the first one's key.
    private static void Make(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        PrivateFolder.Create(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // In containers, all have the same process id.
        var written = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(written, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
            // A machine that loses power must not keep a name without a key.
            file.Flush(flushToDisk: true);
        }
        try
        {
            // File.Move looks whether the name is free before it takes it: of two that look at once, the second would replace the first one's key.
            if (OperatingSystem.IsWindows() || (Link(written, path) != 0 && Marshal.GetLastPInvokeError() != Taken))
                File.Move(written, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody was first.
        }
        finally
        {
            File.Delete(written);
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(string existing, string name);
}
