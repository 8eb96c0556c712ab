using System.CommandLine;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties serve</c>.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var suite = new SuiteArguments();
        var command = new Command("serve", $"""
            Serves until it is stopped (the default). A service whose address is not set runs here, on a store in the data folder.

              casualties serve --data /var/lib/casualties
            """)
        {
            suite.Data,
            suite.GrpcPort,
            suite.HttpPort,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            await using Suite running = await Suite.StartAsync(suite.Read(parsed, settings), cancel);
            await running.WaitForShutdownAsync(cancel);
            return ExitCodes.Fine;
        });
        return command;
    }
}
