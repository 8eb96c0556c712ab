using System.CommandLine;
using Casualties.Gateway.Import;
using Casualties.Hosting;
using Casualties.Type.V1;
using Grpc.Core;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties import claim-sheet</c>.</summary>
internal static class ImportClaimSheetCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder with incidents.csv and claims.csv (docs/claim-sheet.md)." };
        folder.AcceptExistingOnly();
        var target = new SuiteTarget();
        var quarantine = new Option<string?>("--quarantine") { Description = "Writes every row that was not imported, with all reasons, to this CSV file.", HelpName = "FILE" };
        var visibility = new Option<string>("--visibility")
        {
            Description = "Who may know of what the sheet holds. More people can be let in later, by two of you; nobody can be made to forget.",
            DefaultValueFactory = _ => AccessWords.Of(Audience.Restricted),
        };
        visibility.AcceptOnlyFromAmong([.. AccessWords.AllAudiences]);
        var command = new Command("claim-sheet", $"""
            Imports a claim sheet. Rows that cannot be imported are listed with their reasons; the others are. Importing a sheet twice adds nothing.

              casualties import claim-sheet ./my-sheet --to http://localhost:5100 --visibility public --quarantine refused.csv
            """)
        {
            folder,
            visibility,
            quarantine,
        };
        target.AddTo(command);
        command.SetAction((parsed, cancel) =>
        {
            // Before a suite is started: a sheet that is refused needs none.
            ClaimSheet sheet = ClaimSheet.In(parsed.GetRequiredValue(folder).FullName);
            return target.RunAsync(parsed, settings, suite => RunAsync(sheet, AccessWords.AudienceOf(parsed.GetRequiredValue(visibility))!.Value, suite, parsed.GetValue(quarantine), cancel), cancel);
        });
        return command;
    }

    private static async Task<int> RunAsync(ClaimSheet sheet, Audience visibility, CallInvoker suite, string? quarantineFile, CancellationToken cancel)
    {
        await using StreamWriter? csv = quarantineFile is null ? null : new StreamWriter(quarantineFile);
        var quarantine = new QuarantineReport(csv);
        ImportResult result = await ImportAsync(sheet, visibility, suite, quarantine, cancel);
        ImportOutput.Write(Terminal.Out, result);
        ImportOutput.Write(Terminal.Error, quarantine, result.Remarks);
        if (quarantineFile is not null && quarantine.Count > 0)
            Terminal.Error.WriteLine($"All of them are listed in {quarantineFile}.");
        return quarantine.Count == 0 ? ExitCodes.Fine : ExitCodes.Refused;
    }

    /// <summary>Imports a sheet under a progress bar.</summary>
    public static Task<ImportResult> ImportAsync(ClaimSheet sheet, Audience visibility, CallInvoker suite, QuarantineReport quarantine, CancellationToken cancel) =>
        Terminal.WithProgressAsync(report =>
            new ClaimSheetImport(suite, visibility).RunAsync(sheet, quarantine, new Reporter(report), cancel));

    // Progress<T> would report from other threads, out of order.
    private sealed class Reporter(Action<string, long, long> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value.Stage, value.Done, value.Total);
    }
}
