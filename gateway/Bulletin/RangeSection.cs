using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>A section of ranges: a plot, the table behind it, and how its rows stand to each other.</summary>
internal static class RangeSection
{
    /// <summary>More rows are not drawn; the table has them.</summary>
    public const int PlottedMax = 40;

    /// <summary>The course of time.</summary>
    public static XElement Course(BulletinContent content, IReadOnlyList<HarmType> harms)
    {
        BulletinWindow window = content.Request.Window;
        bool byMonth = window.CourseBy == Dimension.Month;
        Dictionary<string, AggregateRow> known = content.Course.Rows.ToDictionary(ValueOf);
        List<RangeRow> rows = [.. window.Course.Select(period => new RangeRow(BulletinWindow.NameOf(period), known.GetValueOrDefault(period)))];
        string column = byMonth ? "Month" : "Week";
        if (known.TryGetValue("", out AggregateRow? undated))
            rows.Add(new RangeRow($"Not known to the {column.ToLowerInvariant()}", undated));
        string cut = window.Period.Length == 0 ? $" The first and the last {column.ToLowerInvariant()} hold only those of their days that were asked for." : "";
        return Section("time", "Over time", column, rows, content.Course.Notes, content.Course.Total, harms,
            $"No incident known does not say that there was none.{cut}");
    }

    /// <summary>A cut of the incidents of the window. What the course of time said already is not said again.</summary>
    public static XElement Cut(BulletinCut cut, Aggregate answer, BulletinContent content, IReadOnlyList<HarmType> harms)
    {
        if (cut.WithoutValueIsEveryone && answer.Rows.All(row => ValueOf(row).Length == 0))
        {
            return Html("section", Attr("aria-labelledby", cut.Id), Html("h2", Attr("id", cut.Id), cut.Title),
                Html("p", $"No figure tells people apart {char.ToLowerInvariant(cut.Title[0])}{cut.Title[1..]}."));
        }
        RangeRow[] rows =
        [
            .. answer.Rows
                .OrderBy(row => ValueOf(row).Length == 0 ? (cut.WithoutValueIsEveryone ? 0 : 2) : 1)
                .ThenByDescending(row => RangeRow.TotalOf(row, harms[0])?.Count?.Median ?? -1)
                .ThenByDescending(row => row.IncidentCount)
                .ThenBy(ValueOf, StringComparer.Ordinal)
                .Select(row => new RangeRow(LabelOf(row, cut), row)),
        ];
        return Section(
            cut.Id, cut.Title, cut.Column, rows, answer.Notes.Except(content.Course.Notes), cut.WithoutValueIsEveryone ? null : answer.Total, harms, cut.Reading);
    }

    private static XElement Section(
        string id, string title, string column, IReadOnlyList<RangeRow> rows, IEnumerable<string> notes, AggregateRow? total, IReadOnlyList<HarmType> harms, string reading)
    {
        string[] harmed = [.. harms.Select(Figures.Harm)];
        string what = $"People {string.Join(", ", harmed[..^1])}{(harmed.Length > 1 ? " and " : "")}{harmed[^1]}, {char.ToLowerInvariant(title[0])}{title[1..]}";
        PlotRow[] plotted = [.. rows.Take(PlottedMax).Select(row => row.Plotted(harms))];
        return Html("section",
            Attr("aria-labelledby", id),
            Html("h2", Attr("id", id), title),
            !plotted.Any(row => row.IsKnown) ? null : Html("figure",
                new RangePlot(plotted, harms).Draw(
                    $"{id}-plot", what, $"One row for each of {Figures.Counted(plotted.Length, "row")} of the table below, in its order, which has all numbers of this chart."),
                Html("figcaption", RangeLegend.Text, rows.Count > plotted.Length ? $" Only the first {plotted.Length} rows of the table are drawn." : null)),
            RangeTable.Of(what, column, rows, total, harms),
            Html("p", Class("note"), notes.Select(note => new object[] { Recorded(note), " " }), reading));
    }

    private static string ValueOf(AggregateRow row) => row.Keys.Count == 0 ? "" : row.Keys[^1].Value;

    private static string LabelOf(AggregateRow row, BulletinCut cut)
    {
        DimensionValue? key = row.Keys.LastOrDefault();
        if (key is null || key.Value.Length == 0)
            return cut.WithoutValue;
        return key.DisplayName.Length > 0 ? key.DisplayName : key.Value;
    }
}

/// <summary>What the signs of a plot mean.</summary>
internal static class RangeLegend
{
    /// <summary>In words, under every plot.</summary>
    public const string Text = "Box: 90% range; bar in it: median. Line between dots: " + RangeTable.BoundsHeading + "; an arrow: a source leaves the upper end open.";
}
