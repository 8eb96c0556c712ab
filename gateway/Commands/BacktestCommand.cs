using System.CommandLine;
using System.Globalization;
using Casualties.Estimation;
using Casualties.Gateway.Backtest;
using Casualties.Gateway.Import;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties backtest</c>.</summary>
internal static class BacktestCommand
{
    private static readonly string PolicyIds = string.Join(", ", Policies.All.Select(policy => policy.Id));

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder with incidents.csv, claims.csv and best_later.csv (docs/backtest.md)." };
        folder.AcceptExistingOnly();
        var within = new Option<PublicationWindow>("--within")
        {
            Description = "How soon after the first day of an incident a claim must have been published: days of the calendar (3d, or 3), or hours (36h).",
            HelpName = "TIME",
            DefaultValueFactory = _ => PublicationWindow.Default,
            CustomParser = result =>
            {
                if (PublicationWindow.TryParse(result.Tokens[0].Value, out PublicationWindow? window))
                    return window.Value;
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"--within must be days (3d, or 3) or hours (36h), at most {PublicationWindow.MaxDays:N0} days."));
                return default;
            },
        };
        var policy = new Option<Policy?>("--policy")
        {
            Description = $"The policy to try: {PolicyIds}. Without it {Policies.Default.Id}.",
            HelpName = "POLICY",
            CustomParser = result =>
            {
                if (Policies.TryFind(result.Tokens[0].Value) is { } known)
                    return known;
                result.AddError($"There is no such policy. Known are {PolicyIds}.");
                return null;
            },
        };
        var json = new Option<string?>("--json") { Description = "Writes the scores and the pairs to this file too, as JSON.", HelpName = "FILE" };
        var command = new Command("backtest", """
            Checks ranges against what became known later. Takes the claims of a sheet that were published soon after each incident, makes a range of them,
            and scores it against the later, more authoritative figure in best_later.csv; beside it the lowest to the highest figure, and a weighted mean.
            Needs no store and no running suite, and changes nothing. How to read the table: docs/backtest.md.
            Rows that cannot be read are listed with their reasons; the exit code is 1 if one of them could have been part of the scores, or there are no pairs.

              casualties backtest ./my-sheet
              casualties backtest ./my-sheet --within 36h --policy two-independent --json scores.json
            """)
        {
            folder,
            within,
            policy,
            json,
        };
        command.SetAction((parsed, cancel) =>
            RunAsync(parsed.GetRequiredValue(folder).FullName, parsed.GetValue(within), parsed.GetValue(policy) ?? Policies.Default, parsed.GetValue(json), cancel));
        return command;
    }

    private static async Task<int> RunAsync(string folder, PublicationWindow within, Policy policy, string? jsonFile, CancellationToken cancel)
    {
        var sheet = BacktestSheet.In(folder);
        var quarantine = new QuarantineReport();
        (BacktestResult result, bool lacksRows) = await Terminal.WithProgressAsync(report => Task.Run(
            () =>
            {
                report("Reading", 0, 0);
                var selection = PairSelection.Of(sheet, within, quarantine, cancel);
                return (Backtester.Run(selection, within, policy, done => report("Scoring", done, selection.Pairs.Count), cancel), selection.LacksRows);
            },
            cancel));
        BacktestOutput.Write(Terminal.Out, result);
        ImportOutput.Write(Terminal.Error, quarantine, "Not read");
        if (jsonFile is not null)
        {
            await using FileStream file = File.Create(jsonFile);
            BacktestJson.Write(file, result);
        }

        return lacksRows || result.Rows.Count == 0 ? ExitCodes.Refused : ExitCodes.Fine;
    }
}
