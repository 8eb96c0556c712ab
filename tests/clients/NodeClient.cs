using System.Diagnostics;
using System.Text.Json;

namespace Casualties.Tests.Clients;

/// <summary>
/// Runs the programs of tests/clients/node, as users of other languages would. Tests that need them are skipped, saying so, where
/// Node.js or the packages (<c>npm ci</c> in that folder) are not installed; .ci/run installs both.
/// </summary>
internal static class NodeClient
{
    /// <summary>Runs record-and-read.mjs against the suite's gRPC address ("host:port") with a token, and answers what it saw.</summary>
    public static async Task<JsonElement> RecordAndReadAsync(string address, string token, CancellationToken cancel)
    {
        var printed = await RunAsync("node", ["record-and-read.mjs", address, token], cancel);
        using var seen = JsonDocument.Parse(printed);
        return seen.RootElement.Clone();
    }

    /// <summary>Calls an RPC by <c>buf curl</c>, which learns the contract by reflection from the suite's gRPC address, and answers the response.</summary>
    /// <param name="address">"host:port", cleartext.</param>
    /// <param name="token">The caller's token.</param>
    /// <param name="method">For example "casualties.incidents.v1.IncidentService/GetIncident".</param>
    /// <param name="request">The request, as JSON.</param>
    /// <param name="cancel">Ends the program.</param>
    public static async Task<JsonElement> BufCurlAsync(string address, string token, string method, string request, CancellationToken cancel)
    {
        var buf = Path.Combine(Folder, "node_modules", ".bin", "buf");
        var printed = await RunAsync(
            buf, ["curl", "--protocol", "grpc", "--http2-prior-knowledge", "--header", $"authorization: Bearer {token}", "--data", request, $"http://{address}/{method}"], cancel);
        using var response = JsonDocument.Parse(printed);
        return response.RootElement.Clone();
    }

    private static string Folder
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (root is not null && !File.Exists(Path.Combine(root.FullName, "Casualties.sln")))
                root = root.Parent;
            return Path.Combine(root?.FullName ?? throw new InvalidOperationException("No folder above holds Casualties.sln."), "tests", "clients", "node");
        }
    }

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        Assert.SkipUnless(IsOnPath("node"), "Node.js is not installed");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), "the packages of tests/clients/node are not installed: run npm ci there");
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            // Both are read at once: a program whose full pipe nobody reads never ends.
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
