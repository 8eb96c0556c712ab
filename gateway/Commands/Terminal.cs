using System.Globalization;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>Where a command writes: results to the standard output, everything else to the standard error.</summary>
internal static class Terminal
{
    // A pipe has no width; wide enough that no title is cut.
    private const int PipeWidth = 160;

    /// <summary>For results.</summary>
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    /// <summary>For progress, remarks and errors.</summary>
    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Runs long work under a progress bar, if somebody watches.</summary>
    /// <param name="work">The work; told where to report the name of its stage, what is done and the total (0 while not known).</param>
    public static Task<T> WithProgressAsync<T>(Func<Action<string, long, long>, Task<T>> work)
    {
        if (Console.IsErrorRedirected || !Error.Profile.Capabilities.Interactive)
            return work((_, _, _) => { });
        return Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ProgressTask? bar = null;
                return work((stage, done, total) =>
                {
                    if (bar?.Description != stage)
                    {
                        bar?.StopTask();
                        bar = context.AddTask(Markup.Escape(stage));
                    }

                    bar.IsIndeterminate = total == 0;
                    bar.MaxValue = Math.Max(total, 1);
                    bar.Value = done;
                });
            });
    }

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns))
            console.Profile.Width = columns;
        else if (redirected)
            console.Profile.Width = PipeWidth;
        return console;
    }
}
