using System.Net;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests;

/// <summary>Callers show tokens of their own, or none, and come from addresses that a header names.</summary>
public sealed class CallerLimitsTests
{
    private static readonly Uri Get = new("/v1/incidents/a", UriKind.Relative);

    [Fact]
    public async Task A_caller_who_asks_too_fast_is_told_when_to_come_again()
    {
        await using var host = await StartAsync("--Limits:CallsPerSecond=1", "--Limits:CallBurst=3");
        var refused = new List<Google.Rpc.Status>();
        for (var i = 0; i < 30; i++)
        {
            if (await RefusalAsync(host, "one") is { } status)
                refused.Add(status);
            else
                Assert.True(i >= 3 || refused.Count == 0);
        }

        Assert.NotEmpty(refused);
        Assert.All(refused, status =>
        {
            Assert.Equal("CallsPerSecond", status.Info(StatusCode.ResourceExhausted, "RATE_LIMITED", "limit").Metadata["limit"]);
            Assert.True(status.Detail<RetryInfo>().RetryDelay.Seconds >= 1);
        });
        Assert.Null(await RefusalAsync(host, "two"));
    }

    [Fact]
    public async Task A_refusal_over_json_is_429_with_the_same_in_its_header()
    {
        await using var host = await StartAsync("--Limits:CallsPerDay=1");
        host.Http.DefaultRequestHeaders.Clear();
        await host.Http.GetStringAsync(Get);

        using var response = await host.Http.GetAsync(Get);
        var status = await Expect.RefusedAsync(response, 429);
        var overGrpc = await RefusalAsync(host, null);

        Assert.Equal("CallsPerDay", status.Info(StatusCode.ResourceExhausted, "RATE_LIMITED", "limit").Metadata["limit"]);
        Assert.Equal(status.Detail<RetryInfo>().RetryDelay.ToTimeSpan().TotalSeconds, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1.0);
        Assert.InRange(response.Headers.RetryAfter.Delta.Value, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        // Whoever is not known is the same over both.
        overGrpc!.Info(StatusCode.ResourceExhausted, "RATE_LIMITED", "limit");
    }

    [Fact]
    public async Task Every_caller_has_a_quota_of_its_own_and_an_unknown_one_by_address()
    {
        await using var host = await StartAsync("--Limits:CallsPerDay=2");

        Assert.Equal(2, await AnsweredAsync(host, "one", null, 5));
        Assert.Equal(2, await AnsweredAsync(host, "two", null, 5));
        // An office calls from one address: looking at a token takes nothing of the day's calls.
        Assert.Equal(2, await AnsweredAsync(host, "three", null, 5));
        Assert.Equal(0, await AnsweredAsync(host, "two", "198.51.100.7", 5));
        Assert.Equal(2, await AnsweredAsync(host, null, "198.51.100.7", 5));
        Assert.Equal(0, await AnsweredAsync(host, null, "::ffff:198.51.100.7", 5));
        Assert.Equal(2, await AnsweredAsync(host, null, "2001:db8:0:1::1", 5));
        // The whole /64 is one subscriber's.
        Assert.Equal(0, await AnsweredAsync(host, null, "2001:db8:0:1:ffff::2", 5));
        // Addresses share budgets by chance, one pair in 65,536; not so many at once.
        var others = 0;
        foreach (var address in (string[])["2001:db8:0:2::1", "2001:db8:0:3::1", "2001:db8:0:4::1"])
            others += await AnsweredAsync(host, null, address, 5);
        Assert.InRange(others, 4, 6);
    }

    [Fact]
    public async Task Health_and_the_services_of_the_suite_are_not_limited()
    {
        await using var host = await StartAsync("--Limits:CallsPerSecond=1", "--Limits:CallBurst=1", "--Limits:CallsPerDay=1");
        var services = new IncidentService.IncidentServiceClient(host.As(new Caller("gateway", RoleSet.Of(Role.Service), Audience.Restricted)));
        host.Http.DefaultRequestHeaders.Clear();
        await host.Http.GetStringAsync(Get);
        Assert.NotNull(await RefusalAsync(host, null));

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal("Healthy", await host.Http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative)));
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest())).Status);
            await services.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }, From("198.51.100.8"));
        }
    }

    [Fact]
    public async Task A_method_that_does_not_exist_counts_too()
    {
        await using var host = await StartAsync("--Limits:CallsPerDay=1");
        await Expect.RefusedAsync(await host.Http.GetAsync(new Uri("/nothing", UriKind.Relative)), 404);

        await Expect.RefusedAsync(await host.Http.GetAsync(new Uri("/nothing", UriKind.Relative)), 429);
    }

    [Fact]
    public async Task Behind_a_socket_nobody_is_counted()
    {
        var folder = Directory.CreateTempSubdirectory("hosting-");
        try
        {
            await using var host = await StartAsync("--Limits:CallsPerDay=1", $"--Listen:Socket={Path.Combine(folder.FullName, "incidents.sock")}");
            Assert.Equal(5, await AnsweredAsync(host, null, null, 5));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Streams_at_once_are_limited_and_one_that_ends_makes_room()
    {
        var end = new TaskCompletionSource();
        await using var host = await StartAsync(
            new ScriptedIncidents
            {
                Watch = async (responses, context) =>
                {
                    await responses.WriteAsync(new WatchIncidentsResponse());
                    if (context.RequestHeaders.GetValue("x-ends") is not null)
                        await end.Task;
                    else
                        await Task.Delay(Timeout.Infinite, context.CancellationToken);
                },
            },
            "--Limits:StreamsPerCaller=2");
        using var first = Watch(host, "one");
        using var second = Watch(host, "one", ends: true);
        Assert.True(await first.ResponseStream.MoveNext(default));
        Assert.True(await second.ResponseStream.MoveNext(default));

        using var third = Watch(host, "one");
        var refused = await Expect.RefusedAsync(() => third.ResponseStream.MoveNext(default));
        host.Http.DefaultRequestHeaders.Clear();
        host.Http.DefaultRequestHeaders.Add("Authorization", host.TokensOf(Named("one")).Header);
        using var json = await host.Http.GetAsync(new Uri("/v1/incidents:watch", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await Expect.RefusedAsync(json, 429);
        using var others = Watch(host, "two");
        Assert.True(await others.ResponseStream.MoveNext(default));
        // Calls that are answered once are no streams.
        Assert.Null(await RefusalAsync(host, "one"));

        Assert.Equal("StreamsPerCaller", refused.Info(StatusCode.ResourceExhausted, "RATE_LIMITED", "limit").Metadata["limit"]);
        end.SetResult();
        Assert.False(await second.ResponseStream.MoveNext(default));
        using var fourth = Watch(host, "one");
        Assert.True(await fourth.ResponseStream.MoveNext(default));
    }

    private static Task<RunningHost> StartAsync(params string[] settings) => StartAsync(new ScriptedIncidents(), settings);

    private static Task<RunningHost> StartAsync(ScriptedIncidents handlers, params string[] settings) => RunningHost.StartAsync(
        handlers, builder => builder.Services.AddSingleton<IStartupFilter, AddressesByHeader>(), ["--Access:AllowAnonymousReaders=true", .. settings]);

    private static Metadata From(string? address) => address is null ? [] : new Metadata { { "x-address", address } };

    // Null: without a token.
    private static IncidentService.IncidentServiceClient Incidents(RunningHost host, string? subject) =>
        new(subject is null ? host.Channel.CreateCallInvoker() : host.As(Named(subject)));

    private static Caller Named(string subject) => RunningHost.Everyone with { Subject = subject };

    private static AsyncServerStreamingCall<WatchIncidentsResponse> Watch(RunningHost host, string subject, bool ends = false) =>
        Incidents(host, subject).WatchIncidents(new WatchIncidentsRequest(), ends ? new Metadata { { "x-ends", "1" } } : []);

    private static async Task<Google.Rpc.Status?> RefusalAsync(RunningHost host, string? subject, string? address = null)
    {
        try
        {
            await Incidents(host, subject).GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }, From(address));
            return null;
        }
        catch (RpcException e)
        {
            return e.GetRpcStatus() ?? throw new InvalidOperationException("An error without details.", e);
        }
    }

    private static async Task<int> AnsweredAsync(RunningHost host, string? subject, string? address, int calls)
    {
        var answered = 0;
        for (var i = 0; i < calls; i++)
            answered += await RefusalAsync(host, subject, address) is null ? 1 : 0;
        return answered;
    }

    private sealed class AddressesByHeader : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                if (context.Request.Headers["x-address"].ToString() is { Length: > 0 } address)
                    context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                return rest(context);
            });
            next(app);
        };
    }
}
