using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Casualties.Gateway.Import;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>Shows what the demo computed.</summary>
internal static class DemoOutput
{
    private const string NotReported = "not reported";

    private static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the table of reports, and how to read it.</summary>
    public static void WriteTable(IAnsiConsole console, IReadOnlyList<ReportRow> rows, ImportResult imported, QuarantineReport quarantine)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("Date", column => column.NoWrap().Padding(0, 1));
        table.AddColumn("Incident", column => column.NoWrap().Padding(0, 1));
        foreach (string heading in (string[])["Killed", "Injured", "Claims", "Originators"])
            table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(0, 1));
        // What the other columns leave, each with its padding and its edge.
        int titleWidth = console.Profile.Width - "2021-08-03".Length - Widest(rows, row => row.Killed) - Widest(rows, row => row.Injured)
            - "Claims".Length - "Originators".Length - (2 * table.Columns.Count) - 1;
        foreach (ReportRow row in rows)
        {
            table.AddRow(
                new Text(row.StartDate),
                new Text(Shorten(row.Title, titleWidth)),
                new Text(row.Killed?.ToString() ?? NotReported),
                new Text(row.Injured?.ToString() ?? NotReported),
                new Text(row.Claims.ToString(CultureInfo.InvariantCulture)),
                new Text(row.Originators.ToString(CultureInfo.InvariantCulture)));
        }

        console.Write(table);
        console.WriteLine("Killed and injured are the lowest and highest figures documented, not confidence intervals: + is open above, ? is a figure that nobody gives.");
        console.WriteLine("A group (civ.: civilians) is named where no figure for all victims is documented. Attackers' own deaths are kept apart. Originators are the independent ones; copies and claims whose publisher names nobody add none.");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{imported.Incidents.Recorded} incidents, {imported.Claims.Recorded} of {imported.Claims.Rows} claims and {imported.Sources.Recorded} sources recorded."));
        foreach (QuarantinedRow row in quarantine.First)
            console.WriteLine($"In quarantine: {row.File}, row {row.Line} ({row.Key}): {string.Join("; ", row.Faults.Select(fault => $"{fault.Column} {fault.Reason}"))}.");
    }

    /// <summary>Writes where the demo serves.</summary>
    public static void WriteAddresses(IAnsiConsole console, Suite suite, ReportRow example)
    {
        console.WriteLine();
        console.WriteLine($"Serving gRPC on {suite.GrpcAddress} and JSON on {suite.HttpAddress} until Ctrl+C. Try:");
        console.WriteLine($"  curl {new Uri(suite.HttpAddress, $"v1/{example.Incident}/report")}");
    }

    /// <summary>Writes the same as JSON. Numbers that nobody gives are null.</summary>
    public static void WriteJson(TextWriter writer, IReadOnlyList<ReportRow> rows, ImportResult imported, QuarantineReport quarantine, Suite suite) =>
        writer.WriteLine(JsonSerializer.Serialize(
            new
            {
                Incidents = rows,
                Totals = new { imported.Incidents, imported.Claims, imported.Sources },
                Quarantine = quarantine.First,
                GrpcAddress = suite.GrpcAddress,
                HttpAddress = suite.HttpAddress,
            },
            JsonForm));

    private static int Widest(IReadOnlyList<ReportRow> rows, Func<ReportRow, DocumentedRange?> range) =>
        rows.Max(row => (range(row)?.ToString() ?? NotReported).Length);

    private static string Shorten(string title, int width) => title.Length <= width ? title : title[..Math.Max(width - 1, 0)].TrimEnd(' ', ',') + "…";
}
