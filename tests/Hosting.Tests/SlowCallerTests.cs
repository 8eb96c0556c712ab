using System.Net.Sockets;
using Casualties.Incidents.V1;
using Microsoft.Extensions.Logging;

namespace Hosting.Tests;

/// <summary>Callers who open connections and leave it at that. Each test waits for the server to let them go, for as long as it takes.</summary>
public sealed class SlowCallerTests
{
    [Fact(Timeout = 120_000)]
    public async Task Headers_that_do_not_end_are_refused()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents(), "--Limits:RequestHeadersTimeout=00:00:01");
        using var socket = await RawCaller.OpenAsync(host.Http.BaseAddress!.Port, "GET /v1/incidents/a HTTP/1.1\r\nHost: a\r\nX-Slow: ");

        Assert.StartsWith("HTTP/1.1 408", await RawCaller.ReadToEndAsync(socket, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        DoesNotLogErrors(host);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(false, "PRI * HTTP/2.0\r\n\r\n")]
    [InlineData(false, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task A_connection_without_a_call_is_closed(bool json, string said)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents(), "--Limits:IdleTimeout=00:00:01");
        var port = json ? host.Http.BaseAddress!.Port : new Uri($"http://{host.Channel.Target}").Port;
        using var socket = await RawCaller.OpenAsync(port, said);

        Assert.True(await RawCaller.IsClosedAsync(socket, TestContext.Current.CancellationToken));
        DoesNotLogErrors(host);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_body_that_comes_too_slowly_is_refused_and_reaches_no_handler()
    {
        var called = false;
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents
            {
                Create = (request, _) =>
                {
                    called = true;
                    return Task.FromResult(request.Incident);
                },
            },
            "--Limits:MinRequestBytesPerSecond=1000");
        using var socket = await RawCaller.OpenAsync(
            host.Http.BaseAddress!.Port,
            $"POST /v1/incidents?request_id={Expect.RequestId} HTTP/1.1\r\nHost: a\r\nAuthorization: {host.Tokens.Header}\r\n" +
            "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"title\":");

        Assert.StartsWith("HTTP/1.1 400", await RawCaller.ReadToEndAsync(socket, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.False(called);
        DoesNotLogErrors(host);
    }

    [Fact(Timeout = 120_000)]
    public async Task Connections_above_the_limit_are_closed_and_those_below_it_go_on()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents(), "--Limits:MaxConnections=3");
        await host.Http.GetStringAsync(new Uri("/v1/incidents/a", UriKind.Relative));
        await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" });
        using var last = await RawCaller.OpenAsync(host.Http.BaseAddress!.Port);
        for (var i = 0; i < 20; i++)
        {
            using var excess = await RawCaller.OpenAsync(host.Http.BaseAddress!.Port);
            Assert.True(await RawCaller.IsClosedAsync(excess, TestContext.Current.CancellationToken));
        }

        await last.SendAsync("GET /healthz/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"u8.ToArray(), SocketFlags.None);

        Assert.StartsWith("HTTP/1.1 200", await RawCaller.ReadToEndAsync(last, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("incidents/a", (await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" })).Name);
        // A line for each would let anyone fill the disk.
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    private static void DoesNotLogErrors(RunningHost host) => Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= LogLevel.Warning);
}
