using System.Globalization;
using System.Text;

namespace Casualties.Gateway.Import;

/// <summary>One thing that is wrong with a row.</summary>
/// <param name="Column">The column; empty where it is the row as a whole.</param>
/// <param name="Reason">What is wrong. It repeats no text of the sheet but, shortened and escaped, numbers, dates and words of fixed lists.</param>
public sealed record RowFault(string Column, string Reason);

/// <summary>A row that was not imported.</summary>
/// <param name="File">The file of the sheet, for example <c>claims.csv</c>.</param>
/// <param name="Line">The line on which the row begins, from 1; 0 where it is the file as a whole.</param>
/// <param name="Key">The row's key, <c>incident_key</c> or <c>incident_key/claim_no</c>; empty where it cannot be told.</param>
/// <param name="Faults">Everything that is wrong with it.</param>
public sealed record QuarantinedRow(string File, int Line, string Key, IReadOnlyList<RowFault> Faults);

/// <summary>The claim sheet as a whole cannot be imported; nothing of it was stored.</summary>
public sealed class ClaimSheetRefused(params IReadOnlyList<string> reasons) : Exception("The claim sheet is refused: " + string.Join("; ", reasons) + ".")
{
    /// <summary>Everything that is wrong with it.</summary>
    public IReadOnlyList<string> Reasons { get; } = reasons;
}

/// <summary>
/// Lists every row that was not imported, with all reasons. The list may be as long as the sheet: it goes to a CSV file as it comes, and only
/// the first entries are kept.
/// </summary>
/// <param name="csv">Where to write the entries, one line a reason; null for nowhere.</param>
public sealed class QuarantineReport(TextWriter? csv = null)
{
    /// <summary>How many entries are kept for <see cref="First"/>.</summary>
    public const int MaxKept = 1000;

    private readonly List<QuarantinedRow> first = [];
    private bool begun;

    /// <summary>The first entries, at most <see cref="MaxKept"/>.</summary>
    public IReadOnlyList<QuarantinedRow> First => first;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an entry.</summary>
    public void Add(QuarantinedRow row)
    {
        Count++;
        if (first.Count < MaxKept)
            first.Add(row);
        if (csv is null)
            return;
        if (!begun)
            csv.Write("file,row,key,column,reason\n");
        begun = true;
        foreach (RowFault fault in row.Faults)
            csv.Write(string.Create(CultureInfo.InvariantCulture, $"{Cell(row.File)},{row.Line},{Cell(row.Key)},{Cell(fault.Column)},{Cell(fault.Reason)}\n"));
    }

    /// <summary>What may be repeated of an untrusted cell: at most <see cref="SheetLimits.MaxEchoChars"/> characters, printable ASCII, the rest escaped.</summary>
    public static string Echo(ReadOnlySpan<char> cell)
    {
        var echo = new StringBuilder();
        foreach (char c in cell[..Math.Min(cell.Length, SheetLimits.MaxEchoChars)])
        {
            if (c is >= ' ' and <= '~')
                echo.Append(c);
            else
                echo.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return cell.Length > SheetLimits.MaxEchoChars ? echo.Append('…').ToString() : echo.ToString();
    }

    // A spreadsheet must not take an entry for a formula: what begins like one is quoted with an apostrophe.
    private static string Cell(string text)
    {
        string safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? "\"" + safe.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : safe;
    }
}
