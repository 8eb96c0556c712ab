using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>A row of a table of ranges, and of the plot before it.</summary>
/// <param name="Label">What it is, as recorded.</param>
/// <param name="Row">Its numbers; null: no incident is known.</param>
internal sealed record RangeRow(string Label, AggregateRow? Row)
{
    /// <summary>The sum of a harm; null: there is none.</summary>
    public HarmTotal? TotalOf(HarmType harm) => TotalOf(Row, harm);

    /// <summary>The sum of a harm in a row; null: there is none.</summary>
    public static HarmTotal? TotalOf(AggregateRow? row, HarmType harm) => row?.Totals.FirstOrDefault(total => total.Harm == harm);

    /// <summary>The row as a plot shows it.</summary>
    public PlotRow Plotted(IReadOnlyList<HarmType> harms) =>
        new(Label, [.. harms.Select(TotalOf)], Row is null ? "no incident known" : "not known");
}

/// <summary>Numbers of several rows: incidents, and of each harm the median with its range and, apart from it, the documented bounds.</summary>
internal static class RangeTable
{
    /// <summary>What documented bounds are called wherever they stand.</summary>
    public const string BoundsHeading = "documented bounds, not a range of the sum";

    /// <summary>More rows are not printed, but counted.</summary>
    public const int RowsMax = 200;

    // Up to this many rows fit onto a page with their chart, and are not torn apart in print.
    private const int ShortRowsMax = 20;

    /// <summary>The class of a table that is printed on one page; null if it is too long for that.</summary>
    public static XAttribute? Short(int rows) => rows <= ShortRowsMax ? Class("short") : null;

    /// <summary>Makes a table.</summary>
    public static XElement Of(string caption, string column, IReadOnlyList<RangeRow> rows, AggregateRow? total, IReadOnlyList<HarmType> harms) => Html("table",
        Short(rows.Count),
        Html("caption", caption),
        Html("thead",
            Html("tr",
                Heading("col", column, Attr("rowspan", "2")),
                Heading("col", "Incidents", Attr("rowspan", "2"), Class("number")),
                harms.Select(harm => Heading("colgroup", Figures.Harm(harm), Attr("colspan", "2"), Class("harm")))),
            Html("tr", harms.Select(_ => new[]
            {
                Heading("col", "median (90% range)", Class("number")),
                Heading("col", BoundsHeading, Class("number bounds")),
            }))),
        Html("tbody",
            rows.Take(RowsMax).Select(row => Row(Recorded(row.Label), row.Row, harms)),
            rows.Count > RowsMax ? Html("tr", Html("td", Attr("colspan", Columns(harms)), $"{Figures.Counted(rows.Count - RowsMax, "more row")} not printed here.")) : null),
        total is null ? null : Html("tfoot", Row("All incidents together (not the sum of the rows)", total, harms)));

    private static string Columns(IReadOnlyList<HarmType> harms) => Figures.Number(2 + (2 * harms.Count));

    private static XElement Heading(string scope, string text, params XAttribute[] attributes) => Html("th", Attr("scope", scope), attributes, text);

    private static XElement Row(object label, AggregateRow? row, IReadOnlyList<HarmType> harms) => Html("tr",
        Html("th", Attr("scope", "row"), label),
        Html("td", Class("number"), row is null ? Figures.NotKnown : Figures.Number(row.IncidentCount)),
        harms.Select(harm => Cells(RangeRow.TotalOf(row, harm))));

    private static XElement[] Cells(HarmTotal? total) =>
    [
        Html("td", Class("number"), Figures.Estimate(total?.Count), Coverage(total)),
        Html("td", Class("number bounds"), Figures.Bounds(total?.SumOfBounds)),
    ];

    /// <summary>Where a sum is not of all incidents of its row, it says of how many.</summary>
    private static XElement? Coverage(HarmTotal? total) => total is { IncidentsWithoutEstimate: > 0, IncidentCount: > 0 }
        ? Html("span", Class("coverage"), $"from {Figures.Number(total.IncidentCount)} of {Figures.Number(total.IncidentCount + total.IncidentsWithoutEstimate)}")
        : null;
}
