using System.Globalization;
using Casualties.Gateway.Reports.Exporting;
using Spectre.Console;
using Table = Spectre.Console.Table;

namespace Casualties.Gateway.Commands;

/// <summary>Says whether an export is the one that its manifest speaks of.</summary>
internal static class ExportVerification
{
    /// <summary>Compares them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="manifestFile">Its manifest; null: beside it.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<int> RunAsync(string file, string? manifestFile, CancellationToken cancel)
    {
        var manifest = await ManifestFile.ReadAsync(manifestFile ?? ManifestFile.BesideOf(file), cancel);
        var found = await FileCheck.OfAsync(file, manifest, cancel);
        Table table = new Table().Border(TableBorder.Simple).AddColumns("", "manifest", "file", "");
        Add(table, "SHA-256", manifest.Sha256, found.Sha256, found.HasSha256);
        Add(table, "rows", Number(manifest.RowCount), found.Rows is { } rows ? Number(rows) : found.HasSha256 ? "cannot be read" : "not counted", found.HasRows);
        Terminal.Out.Write(table);
        Terminal.Out.WriteLine(found.Matches ? "The file is the one that the manifest speaks of." : "The file is not the one that the manifest speaks of.");
        return found.Matches ? ExitCodes.Fine : ExitCodes.Refused;
    }

    private static void Add(Table table, string what, string stated, string found, bool matches) => table.AddRow(new Text(what), new Text(stated), new Text(found), new Text(matches ? "matches" : "differs"));

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
