using System.Globalization;
using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>
/// Ranges of several rows, with a panel for each harm: a box from end to end of the 90% range, a bar at the median, and below, as a line of dots and no box, the documented
/// bounds. Boxes and lines are told apart without colour.
/// </summary>
internal sealed class RangePlot
{
    private const double Width = 720, LabelWidth = 196, Gap = 18, PanelEnd = 16, RowHeight = 22, Top = 26, AxisHeight = 34;

    // A label of more characters is cut; the table has it whole.
    private const int LabelCharacters = 30;

    private readonly IReadOnlyList<PlotRow> rows;
    private readonly IReadOnlyList<HarmType> harms;

    /// <summary>Makes a plot.</summary>
    /// <param name="rows">The rows, from the top.</param>
    /// <param name="harms">The harms, from the left.</param>
    public RangePlot(IReadOnlyList<PlotRow> rows, IReadOnlyList<HarmType> harms)
    {
        this.rows = rows;
        this.harms = harms;
    }

    private double PanelWidth => (Width - LabelWidth - (Gap * harms.Count)) / harms.Count;

    private double Bottom => Top + (RowHeight * rows.Count);

    /// <summary>Draws it.</summary>
    /// <param name="id">Unlike that of any other plot of the page.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="description">For those who do not see it.</param>
    public XElement Draw(string id, string title, string description)
    {
        double height = Bottom + AxisHeight;
        return Svg("svg",
            Attr("viewBox", $"0 0 {Text(Width)} {Text(height)}"),
            Attr("role", "img"),
            Attr("aria-labelledby", $"{id}-title {id}-text"),
            Svg("title", Attr("id", $"{id}-title"), title),
            Svg("desc", Attr("id", $"{id}-text"), description),
            Labels(),
            harms.Select((harm, index) => Panel(harm, index)));
    }

    // A drawing within the drawing cuts what is wider than its frame: no label runs into a range, whatever the widths of its letters.
    private XElement Labels() => Svg("svg",
        Attr("width", Text(LabelWidth)),
        Attr("height", Text(Bottom)),
        rows.Select((row, index) => Svg("text", Class("label"), Attr("x", "0"), Attr("y", Text(Top + (RowHeight * index) + 15)), Shortened(row.Label))));

    private XElement Panel(HarmType harm, int index)
    {
        CountAxis? axis = AxisOf(index);
        double left = LabelWidth + Gap + (index * (PanelWidth + Gap));
        double inner = PanelWidth - PanelEnd;
        string people = $"people {Figures.Harm(harm)}{(axis?.IsLogarithmic == true ? ", logarithmic axis" : "")}";
        return Svg("g",
            Attr("transform", $"translate({Text(left)} 0)"),
            Svg("text", Class("panel"), Attr("x", "0"), Attr("y", "14"), Capital(Figures.Harm(harm))),
            axis?.Ticks.Select(tick => Tick(tick, axis.At(tick) * inner)),
            axis is null ? null : Svg("text", Class("axis"), Attr("x", Text(inner / 2)), Attr("y", Text(Bottom + 28)), people),
            rows.Select((row, at) => Row(row, harm, row.Totals[index], axis, inner, Top + (RowHeight * at))));
    }

    private XElement[] Tick(long tick, double x) =>
    [
        Svg("line", Class("grid"), Attr("x1", Text(x)), Attr("y1", Text(Top - 4)), Attr("x2", Text(x)), Attr("y2", Text(Bottom))),
        Svg("text", Class("tick"), Attr("x", Text(x)), Attr("y", Text(Bottom + 14)), CountAxis.Text(tick)),
    ];

    private static XElement Row(PlotRow row, HarmType harm, HarmTotal? total, CountAxis? axis, double width, double top)
    {
        string estimate = Figures.Estimate(total?.Count), bounds = Figures.Bounds(total?.SumOfBounds);
        bool isKnown = PlotRow.Shows(total);
        string known = isKnown ? $"{estimate}; {RangeTable.BoundsHeading}: {bounds}" : row.IfNothing;
        return Svg("g",
            Class("row"),
            Svg("title", $"{row.Label}, {Figures.Harm(harm)}: {known}"),
            axis is null ? null : Range(total?.Count, axis, width, top),
            axis is null ? null : Bounds(total?.SumOfBounds, axis, width, top + 17),
            isKnown ? null : Svg("text", Class("nothing"), Attr("x", "4"), Attr("y", Text(top + 14)), row.IfNothing));
    }

    private static XElement[]? Range(CountEstimate? count, CountAxis axis, double width, double top)
    {
        if (count is null || Figures.RangeOf(count) is not { } range)
            return null;
        double low = axis.At(range.Low) * width, high = axis.At(range.High) * width, median = axis.At(count.Median) * width;
        return
        [
            // A range of one number still shows.
            Svg("rect", Class("range"), Attr("x", Text(low)), Attr("y", Text(top + 2)), Attr("width", Text(Math.Max(high - low, 1))), Attr("height", "10")),
            Line("median", median, top, median, top + 14),
        ];
    }

    private static List<XElement> Bounds(DocumentedBounds? bounds, CountAxis axis, double width, double y)
    {
        List<XElement> drawn = [];
        if (bounds is null)
            return drawn;
        double? low = bounds.HasLow ? axis.At(bounds.Low) * width : null, high = bounds.HasHigh ? axis.At(bounds.High) * width : null;
        if (low is { } from && high is { } to)
            drawn.Add(Line("bounds", from, y, to, y));
        foreach (double end in new[] { low, high }.OfType<double>().Distinct())
            drawn.Add(Svg("circle", Class("end"), Attr("cx", Text(end)), Attr("cy", Text(y)), Attr("r", "2.4")));
        // Open above, or no highest figure at all: the line goes on.
        if ((high ?? low) is { } last && (bounds.OpenAbove || high is null))
        {
            drawn.Add(Line("bounds open", last, y, last + 9, y));
            drawn.Add(Svg("path", Class("end"), Attr("d", $"M{Text(last + 8)} {Text(y - 3)}l5 3l-5 3z")));
        }

        return drawn;
    }

    private static XElement Line(string name, double x1, double y1, double x2, double y2) =>
        Svg("line", Class(name), Attr("x1", Text(x1)), Attr("y1", Text(y1)), Attr("x2", Text(x2)), Attr("y2", Text(y2)));

    // Without anything to show there is nothing to measure.
    private CountAxis? AxisOf(int harm)
    {
        HarmTotal[] shown = [.. rows.Select(row => row.Totals[harm]).OfType<HarmTotal>().Where(PlotRow.Shows)];
        if (shown.Length == 0)
            return null;
        IEnumerable<long> ends = shown.SelectMany(total => new[] { Figures.RangeOf(total.Count)?.High ?? 0, total.SumOfBounds?.High ?? 0, total.SumOfBounds?.Low ?? 0 });
        return new CountAxis(shown.Select(total => total.Count?.Median ?? total.SumOfBounds.High), ends.Max());
    }

    private static string Shortened(string label)
    {
        int[] characters = StringInfo.ParseCombiningCharacters(label);
        return characters.Length <= LabelCharacters ? label : label[..characters[LabelCharacters - 1]].TrimEnd() + "…";
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Text(double coordinate) => coordinate.ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>A row of a plot.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Totals">One for each harm; null: nothing is known.</param>
/// <param name="IfNothing">What stands there where nothing is known.</param>
internal sealed record PlotRow(string Label, IReadOnlyList<HarmTotal?> Totals, string IfNothing)
{
    /// <summary>Whether anything of it is known.</summary>
    public bool IsKnown => Totals.Any(Shows);

    /// <summary>Whether there is a range or a documented bound.</summary>
    public static bool Shows(HarmTotal? total) => Figures.RangeOf(total?.Count) is not null || total?.SumOfBounds is { } bounds && (bounds.HasLow || bounds.HasHigh);
}
