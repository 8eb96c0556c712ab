using System.Security.Cryptography;
using Casualties.Reports.V1;
using Google.Protobuf;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>The manifest of an export as a file beside it.</summary>
public static class ManifestFile
{
    /// <summary>How large it is at most, in bytes.</summary>
    public const int MaxBytes = 1_000_000;

    private static readonly JsonFormatter Json = new(JsonFormatter.Settings.Default.WithIndentation());

    // A manifest of a later version may say more.
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(ignoreUnknownFields: true));

    /// <summary>Where the manifest of a file is, if nothing else is said.</summary>
    public static string BesideOf(string file) => file + ".manifest.json";

    /// <summary>The manifest as text.</summary>
    public static string Format(Manifest manifest) => Json.Format(manifest) + "\n";

    /// <summary>Reads a manifest. Throws <see cref="InvalidDataException"/>, also where it is of no file.</summary>
    public static async Task<Manifest> ReadAsync(string path, CancellationToken cancel)
    {
        if (new FileInfo(path).Length > MaxBytes)
            throw new InvalidDataException($"{path} is larger than {MaxBytes} bytes, and no manifest.");
        try
        {
            var manifest = Parser.Parse<Manifest>(await File.ReadAllTextAsync(path, cancel));
            return IsOfFile(manifest) ? manifest : throw new InvalidDataException($"{path} is not the manifest of an export.");
        }
        catch (IOException e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            throw new InvalidDataException($"{path} is not a manifest.", e);
        }
    }

    // What is shown of it is then digits, whoever wrote it.
    private static bool IsOfFile(Manifest manifest) =>
        manifest is { Export: not null, RowCount: >= 0, Sha256.Length: 2 * SHA256.HashSizeInBytes } && manifest.Sha256.All(char.IsAsciiHexDigitLower);
}
