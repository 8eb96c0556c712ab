using Casualties.Hosting;
using Casualties.Incidents.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests;

public sealed class ShutdownTests
{
    private const int Streams = 50;

    // The host would wait a day for an open stream: the test ends only if the streams end by themselves.
    private const string Patience = "--Limits:ShutdownTimeout=1.00:00:00";

    [Fact(Timeout = 120_000)]
    public async Task Open_streams_end_with_a_reason_and_do_not_hold_up_the_shutdown()
    {
        OpenStreams? streams = null;
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents
            {
                Watch = async (responses, context) =>
                {
                    using var stream = streams!.Begin(context);
                    await responses.WriteAsync(new WatchIncidentsResponse { Checkpoint = 1 }, stream.Token);
                    await Task.Delay(Timeout.Infinite, stream.Token);
                },
                Import = async (requests, responses, context) =>
                {
                    using var stream = streams!.Begin(context);
                    await responses.WriteAsync(new ImportIncidentsResponse { Revision = 1 }, stream.Token);
                    await requests.MoveNext(stream.Token);
                    await Task.Delay(Timeout.Infinite, stream.Token);
                },
            },
            Patience);
        streams = host.App.Services.GetRequiredService<OpenStreams>();
        var watching = Enumerable.Range(0, Streams).Select(_ => host.Incidents.WatchIncidents(new WatchIncidentsRequest())).ToArray();
        using var import = host.Incidents.ImportIncidents();
        using var halfOpen = host.Incidents.ImportIncidents();
        foreach (var call in watching)
            Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.True(await import.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.True(await halfOpen.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        await import.RequestStream.CompleteAsync();

        // Each caller waits for its next message, as callers do.
        var ends = watching.Select(call => Expect.RefusedAsync(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken)))
            .Append(Expect.RefusedAsync(() => import.ResponseStream.MoveNext(TestContext.Current.CancellationToken)))
            .ToArray();
        // Of a caller that is still sending, the client may lose the last answer when the connection closes: it ends, with what status is not certain.
        var ended = Assert.ThrowsAsync<RpcException>(() => halfOpen.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var stopped = host.App.StopAsync(TestContext.Current.CancellationToken);
        foreach (var status in await Task.WhenAll(ends))
            status.Info(StatusCode.Unavailable, "SERVER_SHUTTING_DOWN");
        await ended;
        await stopped.WaitAsync(TestContext.Current.CancellationToken);

        Assert.True(host.App.Lifetime.ApplicationStopped.IsCancellationRequested);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
        foreach (var call in watching)
            call.Dispose();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_call_in_flight_is_finished_and_readiness_ends_first()
    {
        var started = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents
            {
                Get = async (request, _) =>
                {
                    started.SetResult();
                    await finish.Task;
                    return new Incident { Name = request.Name };
                },
            },
            Patience);
        using var call = host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" });
        await started.Task;
        var health = host.App.Services.GetRequiredService<Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckService>();
        Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);

        var stopped = host.App.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy, (await health.CheckHealthAsync()).Status);
        finish.SetResult();

        Assert.Equal("incidents/a", (await call).Name);
        await stopped.WaitAsync(TestContext.Current.CancellationToken);
        // To stop is no fault, whoever asks for health meanwhile.
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }
}
