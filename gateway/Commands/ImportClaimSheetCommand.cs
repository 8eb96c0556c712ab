using System.CommandLine;
using Casualties.Gateway.Import;
using Casualties.Storage;
using Grpc.Core;
using Grpc.Net.Client;
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
        var to = new Option<Uri?>("--to")
        {
            Description = "The gRPC address of a running suite. Without it the sheet goes into the stores in the data folder, which no suite may be using.",
            HelpName = "ADDRESS",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                    return address;
                result.AddError("--to must be an address such as http://localhost:5100.");
                return null;
            },
        };
        var suite = new SuiteArguments();
        var quarantine = new Option<string?>("--quarantine") { Description = "Writes every row that was not imported, with all reasons, to this CSV file.", HelpName = "FILE" };
        var command = new Command("claim-sheet", $"""
            Imports a claim sheet. Rows that cannot be imported are listed with their reasons; the others are. Importing a sheet twice adds nothing.

              casualties import claim-sheet ./my-sheet --to http://localhost:5100 --quarantine refused.csv
            """)
        {
            folder,
            to,
            suite.Data,
            quarantine,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(to) is { Implicit: false } && result.GetResult(suite.Data) is { Implicit: false })
                result.AddError("--to and --data exclude each other: the sheet goes into a running suite or into local stores.");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            ClaimSheet sheet = ClaimSheet.In(parsed.GetRequiredValue(folder).FullName);
            if (parsed.GetValue(to) is { } address)
            {
                using var channel = GrpcChannel.ForAddress(address);
                return await RunAsync(sheet, channel.CreateCallInvoker(), parsed.GetValue(quarantine), cancel);
            }

            await using Suite local = await StartAsync(suite.Read(parsed, settings) with { GrpcPort = 0, HttpPort = 0, Quiet = true }, cancel);
            return await RunAsync(sheet, local.Invoker, parsed.GetValue(quarantine), cancel);
        });
        return command;
    }

    private static async Task<Suite> StartAsync(SuiteOptions options, CancellationToken cancel)
    {
        try
        {
            return await Suite.StartAsync(options, cancel);
        }
        catch (StoreInUse)
        {
            Terminal.Error.WriteLine("A suite is running on these stores: to import into it, give its address with --to.");
            throw;
        }
    }

    private static async Task<int> RunAsync(ClaimSheet sheet, CallInvoker suite, string? quarantineFile, CancellationToken cancel)
    {
        await using StreamWriter? csv = quarantineFile is null ? null : new StreamWriter(quarantineFile);
        var quarantine = new QuarantineReport(csv);
        ImportResult result = await ImportAsync(sheet, suite, quarantine, cancel);
        ImportOutput.Write(Terminal.Out, result);
        ImportOutput.Write(Terminal.Error, quarantine, result.Remarks);
        if (quarantineFile is not null && quarantine.Count > 0)
            Terminal.Error.WriteLine($"All of them are listed in {quarantineFile}.");
        return quarantine.Count == 0 ? ExitCodes.Fine : ExitCodes.Refused;
    }

    /// <summary>Imports a sheet under a progress bar.</summary>
    public static Task<ImportResult> ImportAsync(ClaimSheet sheet, CallInvoker suite, QuarantineReport quarantine, CancellationToken cancel) =>
        Terminal.WithProgressAsync(report =>
            new ClaimSheetImport(suite).RunAsync(sheet, quarantine, new Reporter(report), cancel));

    // Progress<T> would report from other threads, out of order.
    private sealed class Reporter(Action<string, long, long> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value.Stage, value.Done, value.Total);
    }
}
