using System.Globalization;
using Casualties.Gateway.Import;

namespace Casualties.Gateway.Backtest;

/// <summary>A claim sheet with the figures that came later.</summary>
/// <param name="claims">The incidents and what was claimed about them.</param>
/// <param name="openLater">Opens <c>best_later.csv</c>.</param>
public sealed class BacktestSheet(ClaimSheet claims, Func<Stream> openLater)
{
    /// <summary>The incidents and what was claimed about them.</summary>
    public ClaimSheet Claims => claims;

    /// <summary>The sheet in a folder.</summary>
    /// <exception cref="ClaimSheetRefused">A file is missing.</exception>
    public static BacktestSheet In(string folder) =>
        new(ClaimSheet.In(folder, LaterRow.Format), () => File.OpenRead(Path.Combine(folder, LaterRow.Format.Name)));

    /// <summary>Reads the later figures. Bad rows go to the quarantine, and so do those for incidents that the sheet does not list.</summary>
    /// <exception cref="ClaimSheetRefused">The header lacks columns, or a limit on whole files is passed.</exception>
    public IReadOnlyList<LaterRow> Later(ClaimSheetSurvey survey, QuarantineReport quarantine, CancellationToken cancel)
    {
        using var file = new SheetFile(LaterRow.Format, openLater());
        ClaimSheet.QuarantineColumns(LaterRow.Format, file, quarantine);
        var rows = new List<LaterRow>();
        var lines = new Dictionary<Quantity, int>();
        while (file.Read())
        {
            cancel.ThrowIfCancellationRequested();
            LaterRow? row = file.HasCells ? LaterRow.Parse(file) : null;
            if (row is not null)
                CheckAgainstSheet(file, row, survey, lines);
            if (row is not null && file.Faults.Count == 0)
                rows.Add(row);
            else
                quarantine.Add(file.Quarantined(row is null ? "" : QuarantineReport.Echo(row.Quantity.IncidentKey)));
        }

        return rows;
    }

    private static void CheckAgainstSheet(SheetFile file, LaterRow row, ClaimSheetSurvey survey, Dictionary<Quantity, int> lines)
    {
        string key = row.Quantity.IncidentKey;
        if (key != "" && survey.FirstLine(key) is null)
            file.Refuse(LaterRow.Column.Key, $"there is no such incident in {IncidentRow.Format.Name}");
        // Two figures for one quantity cannot both be what came true.
        if (lines.TryGetValue(row.Quantity, out int first))
            file.Refuse(LaterRow.Column.Key, string.Create(CultureInfo.InvariantCulture, $"the same incident, harm and victims stand on line {first}"));
        else if (file.Faults.Count == 0)
            lines.Add(row.Quantity, row.Line);
    }
}
