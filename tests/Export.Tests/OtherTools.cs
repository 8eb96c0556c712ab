using System.Diagnostics;

namespace Export.Tests;

/// <summary>Programs of others, run as their users run them.</summary>
internal static class OtherTools
{
    /// <summary>Runs a program to its end and answers what it wrote; skips the test where it is not installed, fails it where the program does.</summary>
    public static async Task<string> RunAsync(string program, params string[] args)
    {
        Assert.SkipUnless(IsInstalled(program), $"{program} is not installed");
        var start = new ProcessStartInfo(program, args) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} failed: {await errors}");
        return output;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
