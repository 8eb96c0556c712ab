using Benchmarks.Load;
using Casualties.Incidents.V1;

namespace Reliability.Tests;

/// <summary>Callers who want to stop the suite for all others; tests/Benchmarks measures the same at full size.</summary>
public sealed class FloodTests : ProcessTest
{
    private const int HalfOpen = 200;
    private const int Floods = 32;
    private const int MessagesEach = 4;
    private const int MessageBytes = 20 * 1024 * 1024;
    private const int Reads = 200;

    // The messages that are on their way at the same time are more than twice as long together: who keeps them ends.
    private const int MaxHeapBytes = 300 * 1024 * 1024;

    [Fact]
    public async Task Half_open_connections_and_large_messages_leave_reads_working_and_memory_bounded()
    {
        var process = await StartProcess(
            "gateway", "env", $"DOTNET_GCHeapHardLimit=0x{MaxHeapBytes:X}", Executable.Gateway, "serve", "--data", Folder, "--grpc-port", "0", "--http-port", "0").ListeningAsync();
        using var client = new SuiteClient(process);
        var incident = await client.CreateAsync(Some.Incident());
        await using var connections = await HalfOpenConnections.OpenAsync(process.Grpc, process.Http, HalfOpen, TestContext.Current.CancellationToken);
        var flood = new MessageFlood(process.Grpc, process.Http, MessageBytes, TestKey.Owner);

        var flooding = flood.RunAsync(Floods, MessagesEach, TestContext.Current.CancellationToken);
        await client.ReportAsync(incident.Name, new() { Incidents = incident.Revision });
        var reads = 0;
        for (; reads < Reads || !flooding.IsCompleted; reads++)
        {
            Assert.Equal(incident.Name, (await client.ReportAsync(incident.Name)).Incident);
            Assert.Equal(incident.Name, (await client.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = incident.Name })).Name);
        }
        await flooding;

        Assert.Equal(Floods * MessagesEach, flood.Outcomes.Values.Sum());
        Assert.All(flood.Outcomes.Keys, outcome => Assert.Contains(outcome, (string[])["gRPC: ResourceExhausted MESSAGE_TOO_LARGE", "JSON: 429 MESSAGE_TOO_LARGE", "JSON: connection closed"]));
        Assert.Contains("gRPC: ResourceExhausted MESSAGE_TOO_LARGE", flood.Outcomes.Keys);
        Assert.Contains("JSON: 429 MESSAGE_TOO_LARGE", flood.Outcomes.Keys);
        Assert.Empty(process.Errors);
        Assert.Equal(0, await process.StopAsync());
    }
}
