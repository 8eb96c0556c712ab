using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Reliability.Tests;

/// <summary>A server of the suite in a process of its own, with what it says.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly string[] ErrorSigns = ["\"LogLevel\":\"Error\"", "\"LogLevel\":\"Critical\"", "Unhandled exception"];

    private readonly Process process;
    private readonly string name;
    private readonly Task reading;
    private readonly ConcurrentQueue<string> said = new();
    private readonly TaskCompletionSource<(Uri? Grpc, Uri? Http, Uri? Https)> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string name)
    {
        this.process = process;
        this.name = name;
        reading = Task.WhenAll(ReadAsync(process.StandardError), ReadAsync(process.StandardOutput));
    }

    /// <summary>Where it serves gRPC, once it listens on a port.</summary>
    public Uri Grpc => listening.Task.Result.Grpc ?? throw new InvalidOperationException($"{name} listens on a socket.");

    /// <summary>Where it serves JSON, once it listens on a port.</summary>
    public Uri Http => listening.Task.Result.Http ?? throw new InvalidOperationException($"{name} listens on a socket.");

    /// <summary>Where it serves both with TLS, once it listens on such a port.</summary>
    public Uri Https => listening.Task.Result.Https ?? throw new InvalidOperationException($"{name} listens without TLS.");

    /// <summary>Everything that it has said so far, on both of its streams.</summary>
    public string Said => string.Join('\n', said);

    /// <summary>The errors among it.</summary>
    public IReadOnlyList<string> Errors => [.. said.Where(line => Array.Exists(ErrorSigns, sign => line.Contains(sign, StringComparison.Ordinal)))];

    /// <summary>Starts a program. It need not come to listen.</summary>
    /// <param name="name">What it calls itself where it says that it listens: "gateway", "counts" …</param>
    /// <param name="temp">Its folder for temporary files; a process that is killed cannot clean it up.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ServerProcess Start(string name, string temp, params IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["TMPDIR"] = temp, [TestKey.Variable] = TestKey.Path },
        };
        return new ServerProcess(Process.Start(start)!, name);
    }

    /// <summary>Completes when it listens; fails, with all that it said, if it ends instead.</summary>
    public async Task<ServerProcess> ListeningAsync()
    {
        await Patience.WaitAsync($"{name} listens", listening.Task);
        return this;
    }

    /// <summary>Waits for its end, and answers its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await Patience.WaitAsync($"{name} ends", EndedAsync());
        return process.ExitCode;

        async Task EndedAsync()
        {
            await process.WaitForExitAsync();
            await reading;
        }
    }

    /// <summary>Asks it to end, as init systems do, and answers its exit code.</summary>
    public Task<int> StopAsync()
    {
        process.AskToEnd();
        return EndAsync();
    }

    /// <summary>kill -9: it does not get to do anything more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await EndAsync();
    }

    /// <summary>It stands still until <see cref="Thaw"/>, with all its connections open.</summary>
    public void Freeze() => process.Freeze();

    /// <summary>It goes on.</summary>
    public void Thaw() => process.Thaw();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }

    private async Task ReadAsync(StreamReader stream)
    {
        while (await stream.ReadLineAsync() is { } line)
        {
            said.Enqueue(line);
            if (line.Contains($"\"Listening as {name}:", StringComparison.Ordinal))
                listening.TrySetResult(AddressesIn(line));
        }
        listening.TrySetException(new InvalidOperationException($"{name} ended before it listened:\n{Said}"));
        // Whoever starts a process to see it fail does not look at this.
        _ = listening.Task.Exception;
    }

    private static (Uri? Grpc, Uri? Http, Uri? Https) AddressesIn(string line)
    {
        using var entry = JsonDocument.Parse(line);
        var state = entry.RootElement.GetProperty("State");
        return (AddressIn(state.GetProperty(nameof(Grpc))), AddressIn(state.GetProperty(nameof(Http))), AddressIn(state.GetProperty(nameof(Https))));
    }

    private static Uri? AddressIn(JsonElement value) => value.GetString() is { } address ? new Uri(address) : null;
}
