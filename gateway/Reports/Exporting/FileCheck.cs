using System.Security.Cryptography;
using System.Text.Json;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Whether a file is the one that a manifest speaks of.</summary>
/// <param name="Sha256">The hash of the file, 64 hexadecimal digits in lower case.</param>
/// <param name="HasSha256">Whether it is the one in the manifest.</param>
/// <param name="Rows">How many rows the file has; null: they were not counted, for it is another file, or it cannot be read in the format that the manifest names.</param>
/// <param name="HasRows">Whether there are as many in the manifest.</param>
public sealed record FileCheck(string Sha256, bool HasSha256, long? Rows, bool HasRows)
{
    /// <summary>Whether all of it matches.</summary>
    public bool Matches => HasSha256 && HasRows;

    /// <summary>Reads a file and compares it.</summary>
    public static async Task<FileCheck> OfAsync(string path, Manifest manifest, CancellationToken cancel)
    {
        await using var file = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancel));
        // Of a file that somebody else made, nothing is read but its bytes.
        if (hash != manifest.Sha256)
            return new FileCheck(hash, HasSha256: false, null, HasRows: false);
        file.Position = 0;
        var rows = Count(file, manifest.Export);
        return new FileCheck(hash, HasSha256: true, rows, rows == manifest.RowCount);
    }

    private static long? Count(Stream file, ExportOptions export)
    {
        try
        {
            return RowCount.Of(file, export);
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return null;
        }
    }
}
