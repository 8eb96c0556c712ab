using System.Globalization;
using Casualties.Gateway.Import;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>Tells people what an import did.</summary>
internal static class ImportOutput
{
    private const int ShownRows = 20;
    private const int ShownRemarks = 10;

    /// <summary>Writes what became of the rows.</summary>
    public static void Write(IAnsiConsole console, ImportResult result)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("");
        foreach (string heading in (string[])["rows", "recorded", "already there", "refused"])
            table.AddColumn(heading, column => column.RightAligned().NoWrap());
        Add(table, "incidents", result.Incidents);
        Add(table, "claims", result.Claims);
        Add(table, "sources", result.Sources);
        console.Write(table);
    }

    /// <summary>Writes the first rows of the quarantine, how many there are, and the remarks.</summary>
    public static void Write(IAnsiConsole console, QuarantineReport quarantine, IReadOnlyList<string> remarks)
    {
        foreach (string remark in remarks.Take(ShownRemarks))
            console.WriteLine(remark);
        if (remarks.Count > ShownRemarks)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {remarks.Count - ShownRemarks:N0} more remarks of this kind."));
        Write(console, quarantine, "Not imported");
    }

    /// <summary>Writes the first rows of the quarantine, and how many there are.</summary>
    public static void Write(IAnsiConsole console, QuarantineReport quarantine, string title)
    {
        if (quarantine.Count == 0)
            return;
        Table table = new Table().Border(TableBorder.Simple).Title(title);
        table.AddColumns("file", "row", "key", "column", "reason");
        foreach (QuarantinedRow row in quarantine.First.Take(ShownRows))
        {
            foreach (RowFault fault in row.Faults)
                table.AddRow(Text(row.File), Text(row.Line.ToString(CultureInfo.InvariantCulture)), Text(row.Key), Text(fault.Column), Text(fault.Reason));
        }

        console.Write(table);
        if (quarantine.Count > ShownRows)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The first {ShownRows} of {quarantine.Count:N0} entries."));
    }

    private static void Add(Table table, string kind, ImportTally tally) =>
        table.AddRow([Text(kind), Text(Number(tally.Rows)), Text(Number(tally.Recorded)), Text(Number(tally.AlreadyThere)), Text(Number(tally.Refused))]);

    // Text of a sheet is never read as markup.
    private static Text Text(string text) => new(text);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
