using System.Diagnostics;
using System.Globalization;

namespace Reliability.Tests;

/// <summary>Makes system calls of a program fail, as a bad or full disk would.</summary>
internal static class Strace
{
    // As a grandchild, so that the process that is started is the program itself; into all of its threads.
    private static readonly string[] Command = ["strace", "--daemonize", "--follow-forks", "--quiet=all", "--signal=none"];

    /// <summary>Runs a program some of whose system calls on one file fail.</summary>
    /// <param name="trace">The file in which failed calls are noted.</param>
    /// <param name="file">The file.</param>
    /// <param name="calls">System calls, with commas between them.</param>
    /// <param name="error">What they fail with, for example EIO.</param>
    /// <param name="when">Which of each thread's calls fail: "3", the third; "3+", the third and all after it.</param>
    /// <param name="command">The program and its arguments.</param>
    public static IReadOnlyList<string> Inject(string trace, string file, string calls, string error, string when, params IReadOnlyList<string> command) =>
        [.. Command, "--output", trace, $"--trace-path={file}", $"--trace={calls}", string.Create(CultureInfo.InvariantCulture, $"--inject={calls}:error={error}:when={when}"), .. command];

    /// <summary>Whether a call was made to fail.</summary>
    public static async Task<bool> HasInjectedAsync(string trace) =>
        (await File.ReadAllTextAsync(trace, TestContext.Current.CancellationToken)).Contains("(INJECTED)", StringComparison.Ordinal);

    /// <summary>Skips the test, saying why, where programs cannot be traced.</summary>
    public static async Task SkipUnlessItWorksAsync()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("strace", ["--output=/dev/null", "true"]) { UseShellExecute = false, RedirectStandardError = true })!;
            var said = await probe.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await probe.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipUnless(probe.ExitCode == 0, $"strace cannot trace here: {said}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("strace is not installed");
        }
    }
}
