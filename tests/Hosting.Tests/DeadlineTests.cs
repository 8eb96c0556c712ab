using Casualties.Hosting;
using Casualties.Incidents.V1;
using Grpc.Core;

namespace Hosting.Tests;

public sealed class DeadlineTests
{
    [Fact]
    public async Task A_unary_call_without_a_deadline_gets_the_default_one()
    {
        await using var host = await RunningHost.StartAsync(Waiting(), "--Limits:DefaultDeadline=00:00:00.2");

        var overGrpc = await Expect.RefusedAsync(async () => await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }));
        var overJson = await Expect.RefusedAsync(await host.Http.GetAsync(new Uri("/v1/incidents/a", UriKind.Relative)), 504);

        overGrpc.Info(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED");
        Assert.Equal(overGrpc, overJson);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Fact]
    public async Task The_deadline_of_the_caller_counts_whether_earlier_or_later()
    {
        var seen = new List<DateTime>();
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents
            {
                Get = (request, context) =>
                {
                    seen.Add(context.Deadline);
                    return Task.FromResult(new Incident { Name = request.Name });
                },
            },
            "--Limits:DefaultDeadline=00:05:00", "--Limits:MaxDeadline=1.00:00:00");
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;

        await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }, deadline: now.AddMinutes(2));
        await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }, deadline: now.AddDays(1));
        await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" });

        Assert.InRange(seen[0], now.AddMinutes(1), now.AddMinutes(4));
        Assert.InRange(seen[1], now.AddHours(23), now.AddHours(25));
        Assert.InRange(seen[2], now.AddMinutes(4), now.AddMinutes(60));
    }

    [Theory]
    [InlineData("100H")]
    [InlineData("99999999H")]
    [InlineData("99999999S")]
    public async Task A_deadline_that_is_too_long_is_cut(string timeout)
    {
        var deadline = await DeadlineOfAsync(timeout, "--Limits:MaxDeadline=02:00:00");
        Assert.InRange(deadline - TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Theory]
    [InlineData("")]
    [InlineData("H")]
    [InlineData("-5S")]
    [InlineData("1.5S")]
    [InlineData("5 S")]
    [InlineData("5s")]
    [InlineData("100000000S")]
    public async Task A_deadline_that_cannot_be_read_is_the_default_one(string timeout)
    {
        var deadline = await DeadlineOfAsync(timeout, "--Limits:DefaultDeadline=02:00:00", "--Limits:MaxDeadline=04:00:00");
        Assert.InRange(deadline - TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_long_running_method_may_take_longer_within_a_limit_of_its_own()
    {
        var deadline = default(DateTime);
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents
            {
                Create = (request, context) =>
                {
                    deadline = context.Deadline;
                    return Task.FromResult(request.Incident);
                },
            },
            "--Limits:MaxDeadline=00:01:00", "--Limits:MaxLongRunningDeadline=02:00:00");
        var request = new CreateIncidentRequest
        {
            Incident = new Incident { Title = "t", EventTime = new() { StartDate = new() { Year = 2021 } } }, RequestId = Expect.RequestId,
        };

        await host.Incidents.CreateIncidentAsync(request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(20));

        Assert.InRange(deadline - TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    [Fact]
    public async Task A_stream_has_no_deadline_unless_the_caller_sets_one()
    {
        var deadline = default(DateTime);
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            Watch = (_, context) =>
            {
                deadline = context.Deadline;
                return Task.CompletedTask;
            },
        });
        using var call = host.Incidents.WatchIncidents(new WatchIncidentsRequest());

        Assert.False(await call.ResponseStream.MoveNext(default));

        Assert.Equal(DateTime.MaxValue, deadline);
    }

    [Fact]
    public async Task A_caller_whose_deadline_passes_is_told_so_by_the_server()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            Watch = async (responses, context) =>
            {
                await responses.WriteAsync(new WatchIncidentsResponse());
                await Task.Delay(Timeout.Infinite, context.Budget());
            },
        });
        using var call = host.Incidents.WatchIncidents(
            new WatchIncidentsRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(0.5));

        Assert.True(await call.ResponseStream.MoveNext(default));
        var thrown = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));

        Assert.Equal(StatusCode.DeadlineExceeded, thrown.StatusCode);
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    // As a client of any language may send it.
    private static async Task<DateTime> DeadlineOfAsync(string timeout, params string[] settings)
    {
        var deadline = default(DateTime);
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents
            {
                Get = (request, context) =>
                {
                    deadline = context.Deadline;
                    return Task.FromResult(new Incident { Name = request.Name });
                },
            },
            settings);
        using var content = new ByteArrayContent([0, 0, 0, 0, 13, 10, 11, .. "incidents/a"u8]);
        content.Headers.ContentType = new("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{host.Channel.Target}/casualties.incidents.v1.IncidentService/GetIncident"))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        request.Headers.TryAddWithoutValidation("grpc-timeout", timeout);
        using var response = await host.Http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        return deadline;
    }

    private static ScriptedIncidents Waiting() => new()
    {
        Get = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.Budget());
            return new Incident();
        },
    };
}
