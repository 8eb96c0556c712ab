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

    private static readonly string[] Bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

    /// <summary>Writes the scores, the pairs, and what they mean.</summary>
    public static void Write(IAnsiConsole console, BacktestResult result)
    {
        console.WriteLine($"Policy {result.Policy.Id}, version {result.Policy.Version}; claims published within {result.Window} of the first day of the incident.");
        if (!result.Policy.HasRanges)
            console.WriteLine("This policy gives documented bounds and no ranges: there is nothing calibrated to score, and only the lowest to the highest figure is shown.");
        foreach (QuantityScores quantity in result.Quantities)
        {
            if (quantity.Pairs > 0)
                console.Write(TableOf(quantity));
            else
                console.WriteLine($"{quantity.Harm}: no pairs.");
        }

        if (result.Rows.Count > 0)
            console.Write(TableOf(result.Rows));
        WriteNotes(console, result);
    }

    private static Table TableOf(QuantityScores quantity)
    {
        Table table = NewTable($"{quantity.Harm}: {quantity.Pairs} {(quantity.Pairs == 1 ? "pair" : "pairs")}", "method");
        foreach (string heading in (string[])["50%", "80%", "90%", "(from–to)", "95%", "width 90", "score 90", "vs lowest–highest", "WIS", "median error", "PIT-90", "PIT in fifths"])
            table.AddColumn(heading, column => column.RightAligned().NoWrap());
        double envelope = quantity.Methods.Single(method => method.Method == Methods.Envelope).Scores.Within90.IntervalScore;
        foreach (MethodScores method in quantity.Methods)
        {
            Scores scores = method.Scores;
            var coverage = BinomialInterval.Of(scores.Within90.Coverage, scores.Count);
            AddRow(
                table,
                WordFor(method.Method),
                Share(scores.Within50.Coverage),
                Share(scores.Within80.Coverage),
                Share(scores.Within90.Coverage),
                $"({Share(coverage.Low)}–{Share(coverage.High)})",
                Share(scores.Within95.Coverage),
                Score(scores.Within90.MeanLogWidth),
                Score(scores.Within90.IntervalScore),
                method.Method == Methods.Envelope || envelope == 0 ? None : Change(scores.Within90.IntervalScore / envelope),
                Score(scores.WeightedIntervalScore),
                Score(scores.MedianAbsoluteLogError),
                scores.Pit is { } pit ? Share(pit.Within90) : None,
                scores.Pit is { } whole ? Histogram(whole.Histogram, scores.Count) : None);
        }

        return table;
    }

    private static Table TableOf(IReadOnlyList<PairForecast> rows)
    {
        Table table = NewTable("Pairs", "incident", "harm", "victims");
        foreach (string heading in (string[])["later", "median", "90% range", "lowest–highest", "claims"])
            table.AddColumn(heading, column => column.RightAligned().NoWrap());
        table.AddColumn("the later figure is", column => column.NoWrap());
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
                Place((row.Own ?? row.Envelope).Within90, later.Best));
        }

        return table;
    }

    private static void WriteNotes(IAnsiConsole console, BacktestResult result)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Rows.Count + result.LeftOut.Count:N0} later figures: {result.Rows.Count:N0} pairs{string.Concat(LeftOutTexts(result.LeftOut))}."));
        if (result.Rows.Count == 0)
            return;
        console.WriteLine("50% to 95%: the share of later figures that the range at that level held. It should be that level, or more where counts are small. From–to is where it may lie in all such incidents at 95% (Wilson): with few pairs, far apart.");
        console.WriteLine("Width, score (interval score), WIS (weighted interval score) and median error are on the scale log(people + 1), and lower is better: the interval score is the width plus 20 times the distance by which a later figure was missed. Compare methods by it, not by coverage: a range from 0 to a million holds everything.");
        if (result.Policy.HasRanges)
            console.WriteLine("PIT is where later figures fell in the distribution, drawn at random (with a fixed seed) within the step at the figure: level if calibrated, high at both ends if ranges are too narrow, rising if estimates are too low. PIT-90 should be .90.");
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
        _ => "no early claim of the same harm and victims that is no copy and not from the authority itself",
    };

    private static string WordFor(string method) => method switch
    {
        Methods.Envelope => "lowest–highest",
        Methods.WeightedMean => "weighted mean",
        _ => method,
    };

    private static string Place(CountInterval range, long later) => later < range.Low ? "below" : later > range.High ? "above" : "within";

    // Ten bins are too many for the pairs that there mostly are.
    private static string Histogram(IReadOnlyList<double> tenths, int count)
    {
        int[] fifths = [.. tenths.Chunk(2).Select(pair => (int)Math.Round(pair.Sum() * count))];
        return $"{string.Concat(fifths.Select(hits => Bars[hits * (Bars.Length - 1) / fifths.Max()]))} {string.Join(' ', fifths.Select(hits => hits.ToString(CultureInfo.InvariantCulture)))}";
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
            table.AddColumn(heading, column => column.NoWrap());
        return table;
    }

    // Text of a sheet is never read as markup.
    private static void AddRow(Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);
}
