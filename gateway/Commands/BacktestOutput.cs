using System.Globalization;
using Casualties.Estimation;
using Casualties.Estimation.Scoring;
using Casualties.Gateway.Backtest;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>Tells people what a backtest found, and how to read it.</summary>
internal static class BacktestOutput
{
    private const string None = "–";
    private const int ShownPairs = 200;

    private static readonly string[] Bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

    /// <summary>Writes the scores, the pairs, and what they mean.</summary>
    public static void Write(IAnsiConsole console, BacktestResult result)
    {
        console.WriteLine($"Policy {result.Policy.Id}, version {result.Policy.Version}; claims published within {result.Window} of the first day of the incident.");
        if (!result.Policy.HasRanges)
            console.WriteLine("This policy gives documented bounds and no ranges: there is nothing calibrated to score, and only the envelope is shown.");
        foreach (QuantityScores quantity in result.Quantities)
        {
            if (quantity.Pairs > 0)
                console.Write(TableOf(quantity));
            else
                console.WriteLine($"{quantity.Harm}: no pairs.");
        }

        if (result.Rows.Count > 0)
            console.Write(TableOf(result.Rows.Take(ShownPairs)));
        if (result.Rows.Count > ShownPairs)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The first {ShownPairs} of {result.Rows.Count:N0} pairs; --json writes all."));
        WriteNotes(console, result);
    }

    // Methods side by side: so it fits a terminal, and the eye compares along a line.
    private static Table TableOf(QuantityScores quantity)
    {
        Table table = NewTable($"{quantity.Harm}: {quantity.Pairs} {(quantity.Pairs == 1 ? "pair" : "pairs")}", "");
        foreach (MethodScores method in quantity.Methods)
            AddNumbers(table, method.Method.Replace('_', ' '));
        double envelope = quantity.Methods.Single(method => method.Method == Methods.Envelope).Scores.Within90.IntervalScore;
        AddLine("coverage of 50%", scores => Coverage(scores.Within50, scores.Count));
        AddLine("coverage of 80%", scores => Coverage(scores.Within80, scores.Count));
        AddLine("coverage of 90%", scores => Coverage(scores.Within90, scores.Count));
        AddLine("coverage of 95%", scores => Coverage(scores.Within95, scores.Count));
        AddLine("mean log width of 90%", scores => Score(scores.Within90.MeanLogWidth));
        AddLine("interval score of 90%", scores => Score(scores.Within90.IntervalScore));
        if (quantity.Methods.Count > 1 && envelope > 0)
            AddLine("  beside the envelope", scores => Change(scores.Within90.IntervalScore / envelope));
        AddLine("weighted interval score", scores => Score(scores.WeightedIntervalScore));
        AddLine("median abs. log error", scores => Score(scores.MedianAbsoluteLogError));
        if (quantity.Methods.Any(method => method.Scores.Pit is not null))
        {
            AddLine("PIT-90", scores => scores.Pit is { } pit ? Share(pit.Within90) : None);
            AddLine("PIT in fifths", scores => scores.Pit is { } pit ? Histogram(pit.Histogram, scores.Count) : None);
        }

        return table;

        void AddLine(string name, Func<Scores, string> cell) => AddRow(table, [name, .. quantity.Methods.Select(method => cell(method.Scores))]);
    }

    private static Table TableOf(IEnumerable<PairForecast> rows)
    {
        Table table = NewTable("pairs", "incident", "harm", "victims");
        foreach (string heading in (string[])["later", "median", "90% range", "envelope", "claims"])
            AddNumbers(table, heading);
        table.AddColumn("held", column => column.NoWrap().Padding(0, 1));
        foreach (PairForecast row in rows)
        {
            LaterRow later = row.Pair.Later;
            AddRow(
                table,
                later.Quantity.IncidentKey,
                later.Harm,
                later.Victims,
                People(later.Best),
                row.Own is { } own ? People((long)own.Median) : None,
                row.Own is { } range ? Range(range.Within90) : None,
                Range(row.Envelope.Within90),
                People(row.Pair.Claims.Count),
                Held((row.Own ?? row.Envelope).Within90, later.Best));
        }

        return table;
    }

    private static void WriteNotes(IAnsiConsole console, BacktestResult result)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Rows.Count + result.LeftOut.Count:N0} later figures: {result.Rows.Count:N0} pairs{string.Concat(LeftOutTexts(result.LeftOut))}."));
        if (result.Rows.Count == 0)
            return;
        console.WriteLine("Coverage: the share of later figures that the range held. It should be the level named, or more where counts are small. In brackets where it may lie in all such incidents, at 95% (Wilson): with few pairs, anywhere between.");
        console.WriteLine("Widths, scores and errors are on the scale log(people + 1); lower is better. The interval score is the width, plus 20 times the distance by which a later figure was missed. Compare methods by it, not by coverage: from 0 to a million holds everything.");
        console.WriteLine("Envelope: from the lowest to the highest figure, at every level. All methods have the same evidence: the last figure of each source.");
        if (result.Policy.HasRanges)
            console.WriteLine("PIT: where later figures fell in the distribution, drawn within the step at the figure (fixed seed). Level if calibrated, high at both ends if ranges are too narrow, rising if estimates are too low; PIT-90 should be 0.90.");
    }

    private static IEnumerable<string> LeftOutTexts(IReadOnlyList<LeftOut> leftOut) =>
        leftOut.GroupBy(reason => reason).OrderBy(group => group.Key).Select(group =>
            string.Create(CultureInfo.InvariantCulture, $"; {group.Count():N0} left out: {WordsFor(group.Key)}"));

    private static string WordsFor(LeftOut reason) => reason switch
    {
        LeftOut.WeakBasis => "the basis is weak",
        LeftOut.OtherHarm => "ranges are made for killed and injured only",
        LeftOut.NoIncident => "the row of the incident was not read",
        LeftOut.LastsForDays => "the incident lasted for days",
        LeftOut.NotWeighed => "the policy weighs none of the early claims",
        _ => "no early claim of the same harm and victims that is no copy and not from the authority itself",
    };

    private static string Held(CountInterval range, long later) => later < range.Low ? "no: below" : later > range.High ? "no: above" : "yes";

    // Ten bins are too many for the pairs that there mostly are.
    private static string Histogram(IReadOnlyList<double> tenths, int count)
    {
        int[] fifths = [.. tenths.Chunk(2).Select(pair => (int)Math.Round(pair.Sum() * count))];
        return $"{string.Concat(fifths.Select(hits => Bars[hits * (Bars.Length - 1) / fifths.Max()]))} {string.Join(' ', fifths.Select(hits => hits.ToString(CultureInfo.InvariantCulture)))}";
    }

    private static string Coverage(LevelScores level, int count)
    {
        var interval = BinomialInterval.Of(level.Coverage, count);
        return $"{Share(level.Coverage)} ({Share(interval.Low)}–{Share(interval.High)})";
    }

    private static string Change(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{(ratio - 1) * 100:+0;-0;0}%");

    private static string Share(double share) => share.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Score(double score) => score.ToString("0.000", CultureInfo.InvariantCulture);

    private static string People(long people) => people.ToString("N0", CultureInfo.InvariantCulture);

    private static string Range(CountInterval range) => $"{People(range.Low)}–{People(range.High)}";

    private static Table NewTable(string title, params string[] leftColumns)
    {
        Table table = new Table().Border(TableBorder.Simple).Title(title);
        foreach (string heading in leftColumns)
            table.AddColumn(heading, column => column.Padding(0, 1));
        return table;
    }

    private static void AddNumbers(Table table, string heading) => table.AddColumn(heading, column => column.RightAligned().NoWrap().Padding(0, 1));

    // Text of a sheet is never read as markup.
    private static void AddRow(Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);
}
