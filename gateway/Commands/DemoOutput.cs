using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Casualties.Gateway.Import;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>Shows what the demo computed.</summary>
internal static class DemoOutput
{
    private const string NotReported = "not reported";

    // Below this the columns of claims and originators leave no room for titles.
    private const int FullWidth = 110;

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(8);

    // Two who decide, since some decisions take two.
    private static readonly (string Name, string Comment, Caller Caller)[] Callers =
    [
        ("READER", "reads what is public", new Caller("reader", RoleSet.Of(Role.Reader), Audience.Public)),
        ("RECORDER", "records, and sees every record", new Caller("recorder", RoleSet.Of(Role.Reader, Role.Recorder), Audience.Restricted)),
        ("REVIEWER", "grades sources and publishes", new Caller("reviewer", RoleSet.Of(Role.Reader, Role.Reviewer, Role.Steward), Audience.Restricted)),
        ("SECOND", "the second person, where it takes two", new Caller("second-reviewer", RoleSet.Of(Role.Reader, Role.Reviewer, Role.Steward), Audience.Restricted)),
    ];

    private static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes the table of reports, what they come to, one of them explained, and how to read all that.</summary>
    public static void Write(IAnsiConsole console, DemoResult result, ImportResult imported, QuarantineReport quarantine)
    {
        console.Write(TableOf(console, result.Rows));
        foreach (HarmTotal total in result.Totals)
            console.WriteLine(Sentence(total, result.Incidents));
        console.WriteLine();
        console.WriteLine("How to read it: 8 (5–12) is the median and the range that holds the true number with a probability of 90%, from weighing all claims; beside it stands the lowest and the highest figure documented, + is open above, ? is a figure that nobody gives.");
        console.WriteLine("A group (civ.: civilians) is named where no figure for all victims is documented. Attackers' own deaths are kept apart. Originators are the independent ones; copies and claims whose publisher names nobody add none.");
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{imported.Incidents.Recorded} incidents, {imported.Claims.Recorded} of {imported.Claims.Rows} claims and {imported.Sources.Recorded} sources recorded."));
        foreach (QuarantinedRow row in quarantine.First)
            console.WriteLine($"In quarantine: {row.File}, row {row.Line} ({row.Key}): {string.Join("; ", row.Faults.Select(fault => $"{fault.Column} {fault.Reason}"))}.");
        console.WriteLine();
        console.WriteLine($"One of them in words, killed in {result.Explanation.Report}:");
        foreach (string sentence in result.Explanation.Sentences)
            console.WriteLine($"  {sentence}");
    }

    private static Table TableOf(IAnsiConsole console, IReadOnlyList<ReportRow> rows)
    {
        Table table = new Table().Border(TableBorder.Simple);
        table.AddColumn("Date", column => column.NoWrap().Padding(0, 1));
        table.AddColumn("Incident", column => column.NoWrap().Padding(0, 1));
        bool narrow = console.Profile.Width < FullWidth;
        string[] headings = narrow ? ["Killed", "documented", "Injured", "documented"] : ["Killed", "documented", "Injured", "documented", "Claims", "Originators"];
        foreach (string heading in headings)
            table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(0, 1));
        string[][] cells = [.. rows.Select(row => (string[])
        [
            Shown(row.Killed), row.Killed?.Documented ?? "", Shown(row.Injured), row.Injured?.Documented ?? "",
            row.Claims.ToString(CultureInfo.InvariantCulture), row.Originators.ToString(CultureInfo.InvariantCulture),
        ])];
        // What the other columns leave, each with its padding and its edge.
        int titleWidth = console.Profile.Width - "2021-08-03".Length - (2 * table.Columns.Count) - 1
            - headings.Select((heading, i) => Math.Max(heading.Length, cells.Max(row => row[i].Length))).Sum();
        foreach ((ReportRow row, string[] shown) in rows.Zip(cells))
            table.AddRow([new Text(row.StartDate), new Text(Shorten(row.Title, titleWidth)), .. shown.Take(headings.Length).Select(cell => new Text(cell))]);
        return table;
    }

    private static string Shown(ShownEstimate? estimate) => estimate?.ToString() ?? NotReported;

    private static string Sentence(HarmTotal total, int incidents)
    {
        string harm = total.Harm.ToString().ToLowerInvariant();
        if (total.Count is not { } count)
            return string.Create(CultureInfo.InvariantCulture, $"All together, {harm}: no ranges; documented bounds of {total.IncidentCount} incidents add up to {Documented(total)}.");
        CountInterval range = count.Intervals[2];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"All together, {harm}: {count.Median:N0}, with 90% probability {range.Low:N0} to {range.High:N0}, in {total.IncidentCount} of {incidents} incidents. (The sum of lowest to highest figures, {Documented(total)}, is no such range.)");
    }

    private static string Documented(HarmTotal total) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(total.SumOfBounds.HasLow ? total.SumOfBounds.Low.ToString("N0", CultureInfo.InvariantCulture) : "?")} to {(total.SumOfBounds.HasHigh ? total.SumOfBounds.High.ToString("N0", CultureInfo.InvariantCulture) : "?")}{(total.SumOfBounds.OpenAbove ? " or more" : "")}");

    /// <summary>Writes where the demo serves.</summary>
    public static void WriteAddresses(IAnsiConsole console, Suite suite, ReportRow example)
    {
        console.WriteLine();
        console.WriteLine($"Serving gRPC on {suite.GrpcAddress} and JSON on {suite.HttpAddress}, on this machine only, until Ctrl+C.");
        console.WriteLine("Nobody reads or writes without a token. These are good for 8 hours:");
        foreach ((string name, string comment, Caller caller) in Callers)
        {
            console.WriteLine($"  # {comment}");
            // Written whole: a token that a console breaks into lines is no token any more.
            console.Profile.Out.Writer.WriteLine($"  {name}={suite.Token(caller, TokenLifetime)}");
        }
        console.WriteLine("Paste the first one, then try:");
        console.WriteLine($"  curl -H \"Authorization: Bearer $READER\" {new Uri(suite.HttpAddress!, $"v1/{example.Incident}/report")}");
    }

    /// <summary>Writes the same as JSON. Numbers that nobody gives are null.</summary>
    public static void WriteJson(TextWriter writer, DemoResult result, ImportResult imported, QuarantineReport quarantine, Suite suite) =>
        writer.WriteLine(JsonSerializer.Serialize(
            new
            {
                Incidents = result.Rows,
                Sums = result.Totals.Select(total => new
                {
                    Harm = total.Harm.ToString().ToLowerInvariant(),
                    total.Count?.Median,
                    Low90 = total.Count?.Intervals[2].Low,
                    High90 = total.Count?.Intervals[2].High,
                    SumOfDocumentedLow = total.SumOfBounds.HasLow ? total.SumOfBounds.Low : (long?)null,
                    SumOfDocumentedHigh = total.SumOfBounds.HasHigh ? total.SumOfBounds.High : (long?)null,
                    total.IncidentCount,
                    total.IncidentsWithoutEstimate,
                }),
                Explained = new { result.Explanation.Report, result.Explanation.Sentences },
                Totals = new { imported.Incidents, imported.Claims, imported.Sources },
                Quarantine = quarantine.First,
                GrpcAddress = suite.GrpcAddress,
                HttpAddress = suite.HttpAddress,
            },
            JsonForm));

    private static string Shorten(string title, int width) => title.Length <= width ? title : title[..Math.Max(width - 1, 0)].TrimEnd(' ', ',') + "…";
}

/// <summary>What the demo shows.</summary>
/// <param name="Rows">The reports.</param>
/// <param name="Incidents">How many incidents were summed up.</param>
/// <param name="Totals">The sums of killed and injured.</param>
/// <param name="Explanation">One estimate explained.</param>
internal sealed record DemoResult(IReadOnlyList<ReportRow> Rows, int Incidents, IReadOnlyList<HarmTotal> Totals, EstimateExplanation Explanation);
