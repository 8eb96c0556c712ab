using System.Diagnostics;

namespace Access.Tests;

/// <summary>The executable, as a process of its own.</summary>
internal static class Command
{
    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "casualties.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        // Long lines are broken where a terminal would.
        return (process.ExitCode, output, (await errors).ReplaceLineEndings(" "));
    }
}
