using System.CommandLine;
using System.Text.RegularExpressions;
using Casualties.Gateway.Import;
using Casualties.Hosting;
using Casualties.Storage;
using Grpc.Core;
using Spectre.Console;

namespace Casualties.Gateway.Commands;

/// <summary>The command line of the executable.</summary>
public static partial class CommandLine
{
    /// <summary>Runs a command and answers its exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        // Settings (--Section:Name=VALUE, or --Name=VALUE with a capital) are the suite's, not a command's: they are many, and documented where they are defined.
        string[] settings = [.. args.Where(arg => Setting().IsMatch(arg))];
        ParseResult parsed = Root(settings).Parse([.. args.Where(arg => !Setting().IsMatch(arg))]);
        var invocation = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // A suite that is told to stop lets calls in flight end, and bounds that itself (Limits:ShutdownTimeout); so do commands.
            ProcessTerminationTimeout = Timeout.InfiniteTimeSpan,
        };
        if (parsed.Errors.Count == 0)
            return await RunAsync(() => parsed.InvokeAsync(invocation));
        invocation.Output = Console.Error;
        await parsed.InvokeAsync(invocation);
        return ExitCodes.Usage;
    }

    private static RootCommand Root(string[] settings)
    {
        Command serve = ServeCommand.Create(settings);
        var root = new RootCommand($"""
            Records what every source claims about people killed, injured or missing in an incident, and turns conflicting claims into reports with honest ranges.

            Without a command it serves. See it at work:

              casualties demo

            Settings of the suite (docs/operations.md) may follow any command as --Section:Name=VALUE, or stand in the environment as CASUALTIES_Section__Name.
            {ExitCodes.Help}
            """)
        {
            serve,
            DemoCommand.Create(),
            new Command("import", "Imports claims in other people's formats.") { ImportClaimSheetCommand.Create(settings) },
            ExportCommand.Create(settings),
            CalibrateCommand.Create(settings),
            BacktestCommand.Create(),
            ReportCommand.Create(settings),
            TokenCommand.Create(settings),
            VerifyCommand.Create(settings),
            AuditCommand.Create(settings),
        };
        foreach (Option option in serve.Options)
            root.Options.Add(option);
        root.Action = serve.Action;
        return root;
    }

    private static async Task<int> RunAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (ClaimSheetRefused refused)
        {
            foreach (string reason in refused.Reasons)
                Say($"The sheet is refused: {reason}.");
            return ExitCodes.Refused;
        }
        catch (RpcException failed) when (failed.StatusCode == StatusCode.Cancelled)
        {
            return ExitCodes.Interrupted;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
        catch (RpcException failed)
        {
            Say($"The suite failed or cannot be reached: {failed.Status.Detail} ({failed.StatusCode}).");
            return ExitCodes.Unreachable;
        }
        catch (InvalidSetting invalid)
        {
            Say(invalid.Message);
            return ExitCodes.Usage;
        }
        catch (Exception failed) when (failed is StoreInUse or StoreFailed or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Say(failed.Message);
            return ExitCodes.Unreachable;
        }
    }

    private static void Say(string message) => Terminal.Error.WriteLine(message, new Style(Color.Red));

    [GeneratedRegex("^--([A-Z][A-Za-z0-9]*|[A-Za-z0-9]+(:[A-Za-z0-9]+)+)=", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Setting();
}
