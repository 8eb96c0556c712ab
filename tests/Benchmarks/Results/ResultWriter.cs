using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;

namespace Benchmarks.Results;

/// <summary>Shows measurements to people and to programs.</summary>
internal static class ResultWriter
{
    // A pipe has no width; wide enough that no row is cut.
    private const int PipeWidth = 170;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Prints a table: median (smallest to largest) of the rounds.</summary>
    public static void Print(Measurement measurement)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected)
            console.Profile.Width = PipeWidth;
        var table = new Table().Border(TableBorder.Simple).Title(measurement.Name).Caption(Markup.Escape(measurement.Conditions));
        table.AddColumn(measurement.Name).AddColumn("unit");
        foreach (var column in (string[])["suite", Markup.Escape(measurement.Against), "ratio", "to reach"])
            table.AddColumn(column, header => header.RightAligned());
        foreach (var comparison in measurement.Comparisons)
        {
            table.AddRow(
                new Text(comparison.Name), new Text(comparison.Unit), new Text(Show(comparison.Suite)), new Text(Show(comparison.Limit)),
                new Text(Show(comparison.Ratios)), new Text(ShowGoal(comparison), comparison.Reached is false ? new Style(Color.Yellow) : Style.Plain));
        }
        console.Write(table);
        if (measurement.Fault is { } fault)
            console.Write(new Text($"The suite failed: {fault}{Environment.NewLine}", new Style(Color.Red)));
    }

    /// <summary>Writes everything, the values of each round included.</summary>
    public static void WriteJson(string path, BenchmarkSettings settings, IReadOnlyList<Measurement> measurements) =>
        File.WriteAllText(path, JsonSerializer.Serialize(
            new
            {
                Machine = new
                {
                    Cores = Environment.ProcessorCount,
                    System = RuntimeInformation.OSDescription,
                    Runtime = RuntimeInformation.FrameworkDescription,
                },
                settings.Rounds,
                settings.Seconds,
                settings.Claims,
                Measurements = measurements.Select(measurement => new
                {
                    measurement.Name,
                    measurement.Against,
                    measurement.Conditions,
                    measurement.Fault,
                    Comparisons = measurement.Comparisons.Select(comparison => new
                    {
                        comparison.Name,
                        comparison.Unit,
                        comparison.Suite,
                        comparison.Limit,
                        comparison.Ratios,
                        MedianRatio = comparison.Ratios.Count > 0 ? Spread.Of(comparison.Ratios).Median : (double?)null,
                        comparison.Goal,
                        comparison.Reached,
                    }),
                }),
            },
            Json));

    private static string Show(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return "";
        var (median, min, max) = Spread.Of(values);
        return values.Count == 1 ? Show(median) : $"{Show(median)} ({Show(min)}-{Show(max)})";
    }

    // Three figures tell all that a machine with other guests can tell.
    private static string Show(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 10 => value.ToString("0.00", CultureInfo.InvariantCulture),
        < 100 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("N0", CultureInfo.InvariantCulture),
    };

    private static string ShowGoal(Comparison comparison) => comparison.Goal is not { } goal
        ? ""
        : $"{(goal.AtMost ? "<=" : ">=")} {goal.Value.ToString("0.00", CultureInfo.InvariantCulture)} {(comparison.Reached is true ? "yes" : "no")}";
}
