using Casualties.Gateway.Import;
using Casualties.Type.V1;

namespace Casualties.Gateway.Backtest;

/// <summary>What is counted in an incident.</summary>
/// <param name="IncidentKey">The incident.</param>
/// <param name="Harm">The kind of harm.</param>
/// <param name="Victims">Who is counted; null for everyone. Shared: never changed.</param>
public sealed record Quantity(string IncidentKey, HarmType Harm, VictimGroup? Victims);

/// <summary>A row of <c>best_later.csv</c>: a figure that came later and is more authoritative. It is what estimates are scored against, and never an input to them.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Quantity">What is counted.</param>
/// <param name="Harm">The sheet's word for the harm.</param>
/// <param name="Victims">The sheet's word for who is counted.</param>
/// <param name="Best">The figure, people.</param>
/// <param name="Authority">Whose figure it is; several may be named.</param>
/// <param name="Basis">How it was come by, and how sure it is.</param>
public sealed record LaterRow(int Line, Quantity Quantity, string Harm, string Victims, int Best, string Authority, string Basis)
{
    /// <summary>The file.</summary>
    public static SheetFormat Format { get; } = new("best_later.csv", SheetLimits.MaxLaterRows,
        ["incident_key", "harm", "victims", "low", "best", "high", "authority", "basis", "url"],
        Optional: ["url"]);

    /// <summary>Whether the recorder marked it as weak: as old as the claims, or disputed.</summary>
    public bool IsWeak => Basis.StartsWith("weak", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the current row, noting in the file what is wrong with it as far as the row itself tells.</summary>
    public static LaterRow Parse(SheetFile file)
    {
        string key = file.Text(Column.Key, ContractLimits.ExternalIdValue, required: true);
        HarmType harm = file.Word(Column.Harm, ClaimSheetWords.Harms, required: true);
        VictimGroup? victims = file.Word(Column.Victims, ClaimSheetWords.Victims, required: true);
        int? low = file.WholeNumber(Column.Low, 0, ContractLimits.People);
        int? best = file.WholeNumber(Column.Best, 0, ContractLimits.People);
        int? high = file.WholeNumber(Column.High, 0, ContractLimits.People);
        if (file.Cell(Column.Best).IsEmpty)
            file.Refuse(Column.Best, "must not be empty");
        if (low > best)
            file.Refuse(Column.Low, $"{low} is above best, {best}");
        if (high < best)
            file.Refuse(Column.High, $"{high} is below best, {best}");
        string authority = file.Text(Column.Authority, ContractLimits.Note, required: true);
        string basis = file.Text(Column.Basis, ContractLimits.Note, lineBreaks: true);
        file.Text(Column.Url, ContractLimits.Url);
        return new LaterRow(
            file.Line, new Quantity(key, harm, victims), file.Cell(Column.Harm).ToString(), file.Cell(Column.Victims).ToString(), best.GetValueOrDefault(), authority, basis);
    }

    internal static class Column
    {
        public const int Key = 0, Harm = 1, Victims = 2, Low = 3, Best = 4, High = 5, Authority = 6, Basis = 7, Url = 8;
    }
}
