using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Casualties.Tests.Shared;

namespace Benchmarks.Servers;

/// <summary>A server in a process of its own, so that what it costs can be told from what its callers cost.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int KeptLines = 20;

    private readonly Process process;
    private readonly string name;
    // A process that is killed leaves its temporary files behind.
    private readonly DirectoryInfo temporary;
    private readonly ConcurrentQueue<string> lastLines = new();
    private readonly TaskCompletionSource<(Uri Grpc, Uri? Http)> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string name, ProcessStartInfo start)
    {
        this.name = name;
        temporary = Directory.CreateTempSubdirectory("benchmark-");
        start.Environment["TMPDIR"] = temporary.FullName;
        start.Environment[TestKey.Variable] = TestKey.Path;
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
    }

    /// <summary>Where gRPC is served.</summary>
    public Uri Address => listening.Task.Result.Grpc;

    /// <summary>Where JSON is served.</summary>
    public Uri HttpAddress => listening.Task.Result.Http ?? throw new InvalidOperationException($"{name} serves no JSON.");

    /// <summary>The processor time of the process so far, on all cores together.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>The most memory that the process has had so far, in bytes.</summary>
    public long PeakMemoryBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts an assembly that lies beside this one and waits until it says where it listens.</summary>
    /// <param name="assembly">For example "Casualties.Counts".</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<ServerProcess> StartAsync(string assembly, IEnumerable<string> arguments, CancellationToken cancel)
    {
        // The runtime that runs this process, whatever the path and the environment say.
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        var server = new ServerProcess(assembly, start);
        try
        {
            server.Start();
            await server.listening.Task.WaitAsync(cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process as kill -9 does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
        temporary.Delete(recursive: true);
    }

    private void Start()
    {
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException(
            $"{name} ended before it listened:{Environment.NewLine}{string.Join(Environment.NewLine, lastLines)}"));
        process.Start();
        process.BeginErrorReadLine();
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        if (Listening().Match(line) is { Success: true } match)
            listening.TrySetResult((new Uri(match.Groups["grpc"].Value), match.Groups["http"] is { Success: true, Value: var http } ? new Uri(http) : null));
        lastLines.Enqueue(line);
        if (lastLines.Count > KeptLines)
            lastLines.TryDequeue(out _);
    }

    // What every process of the suite logs when it has started; services inside the gateway listen on sockets and have no address here.
    [GeneratedRegex("Listening as [a-z]+: gRPC (?<grpc>http://[0-9.:]+)(/, HTTP (?<http>http://[0-9.:]+))?", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
