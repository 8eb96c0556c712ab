using System.Diagnostics;

namespace Export.Tests;

/// <summary>Programs of others, run as their users run them.</summary>
internal static class OtherTools
{
    /// <summary>
    /// Runs a program to its end and answers what it wrote; fails the test where the program does. Where it is not installed the test is skipped, saying so; on a build machine it fails, which would
    /// otherwise pass what nobody looked at.
    /// </summary>
    public static async Task<string> RunAsync(string program, params string[] args)
    {
        if (!IsInstalled(program))
            DoWithout(program);
        var start = new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} failed: {await errors}");
        return output;
    }

    // Build machines say of themselves that they are.
    private static void DoWithout(string program)
    {
        var missing = $"{program} is not installed";
        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
        Assert.Skip(missing);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
