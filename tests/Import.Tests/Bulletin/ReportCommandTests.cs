using System.Diagnostics;
using System.Text;

namespace Import.Tests.Bulletin;

/// <summary>The command line of <c>casualties report</c>. What it writes from a running suite is tested with one.</summary>
public sealed class ReportCommandTests
{
    [Theory]
    [InlineData("--month 2021-13 --out -", "--month must be such as 2021-08")]
    [InlineData("--month 21-08 --out -", "--month must be such as 2021-08")]
    [InlineData("--out -", "Say which days")]
    [InlineData("--month 2021-08 --year 2021 --out -", "Say which days")]
    [InlineData("--from 2021-08-01 --out -", "Say which days")]
    [InlineData("--from 2021-08-01 --before 2021-08-01 --out -", "--before must be later than --from")]
    [InlineData("--from 2001-08-01 --before 2021-08-01 --out -", "must not be more than 10 years apart")]
    [InlineData("--month 2021-08 --country Afghanistan --out -", "--country must be three capital letters")]
    [InlineData("--month 2021-08 --out no-such-folder/x.html", "There is no folder")]
    [InlineData("--month 2021-08", "'--out' is required")]
    public async Task What_is_wrong_with_the_command_line_is_said(string args, string said)
    {
        (int exitCode, string errors) = await RunAsync(args.Split(' '));
        Assert.Equal(2, exitCode);
        Assert.Contains(said, errors, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "casualties.dll"), "report", .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        _ = await said;
        return (process.ExitCode, errors);
    }
}
