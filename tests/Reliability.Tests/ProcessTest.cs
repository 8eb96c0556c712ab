using Casualties.Gateway;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>A test that runs processes. They end with it, its folder goes, and an error that one of them logged fails it.</summary>
public abstract class ProcessTest : IAsyncDisposable
{
    private readonly List<ProcessSuite> suites = [];
    private readonly List<ServerProcess> processes = [];

    /// <summary>No service runs apart: all of them run inside the gateway.</summary>
    private protected static readonly IReadOnlyCollection<SuiteService> None = [];

    /// <summary>A folder for stores and temporary files. Its path is short: sockets are in it.</summary>
    private protected string Folder { get; } = Directory.CreateTempSubdirectory("casualties-").FullName;

    /// <summary>Errors in logs that belong to the test are those that contain one of these.</summary>
    private protected List<string> ExpectedErrors { get; } = [];

    /// <summary>Starts a suite; see <see cref="ProcessSuite.StartAsync"/>.</summary>
    private protected async Task<ProcessSuite> StartSuiteAsync(IReadOnlyCollection<SuiteService> apart, params string[] settings)
    {
        var suite = await ProcessSuite.StartAsync(Folder, apart, settings);
        suites.Add(suite);
        return suite;
    }

    /// <summary>Starts one process, which need not come to listen. What it logs is the test's to look at.</summary>
    private protected ServerProcess StartProcess(string name, params IReadOnlyList<string> command)
    {
        var process = ServerProcess.Start(name, Folder, command);
        processes.Add(process);
        return process;
    }

    /// <summary>Fails unless a call over gRPC is refused with this code and reason.</summary>
    private protected static async Task FailsAsync(StatusCode code, string reason, Func<Task> call)
    {
        var refusal = await Refusal.OfAsync(call);
        Assert.Equal((code, reason), (refusal.Code, refusal.Reason));
    }

    /// <summary>Fails unless a JSON call is refused with this code, under the HTTP status that belongs to it, and this reason.</summary>
    private protected static async Task FailsAsync(StatusCode code, string reason, Func<Task<HttpResponseMessage>> call)
    {
        using var response = await call();
        var refusal = await Refusal.OfAsync(response);
        Assert.Equal((code, reason), (refusal.Code, refusal.Reason));
    }

    /// <summary>Deletes the gateway's view of the services. It is made again from them.</summary>
    private protected static void DeleteReadModel(string data)
    {
        foreach (var file in Directory.EnumerateFiles(data, $"{StoreFiles.ReadModel}*"))
            File.Delete(file);
    }

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        foreach (var suite in suites)
            await suite.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
        var errors = suites.SelectMany(suite => suite.Errors).Where(error => !ExpectedErrors.Exists(expected => error.Contains(expected, StringComparison.Ordinal)));
        Assert.Empty(errors);
    }
}
