using System.Net.Http.Headers;
using Casualties.Incidents.V1;
using Grpc.Core;

namespace Hosting.Tests;

/// <summary>What browsers are told, and what pages of others can make them do.</summary>
public sealed class ResponseHeadersTests
{
    private const string Body = """{"title": "t", "event_time": {"start_date": {"year": 2021}}}""";

    private static readonly Uri Incidents = new($"/v1/incidents?request_id={Expect.RequestId}", UriKind.Relative);

    [Theory]
    [InlineData("GET", "/v1/incidents/a", 200)]
    [InlineData("GET", "/v1/incidents/a?unknown=1", 400)]
    [InlineData("GET", "/v1/incidents/a/revisions", 501)]
    [InlineData("GET", "/v1/incidents", 500)]
    [InlineData("GET", "/favicon.ico", 404)]
    [InlineData("OPTIONS", "/v1/incidents", 404)]
    [InlineData("GET", "/healthz/live", 200)]
    public async Task Every_response_says_that_it_is_data_and_for_nobody_else(string method, string path, int status)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents { List = (_, _) => throw new InvalidOperationException() });
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        request.Headers.Add("Origin", "https://elsewhere.example");
        using var response = await host.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("default-src 'none'; frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("no-store", Assert.Single(response.Headers.GetValues("Cache-Control")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        Assert.False(response.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Responses_of_grpc_do_without()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        using var call = host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" });
        await call;

        Assert.Equal(["date"], (await call.ResponseHeadersAsync).Select(header => header.Key).Order());
    }

    [Fact]
    public async Task Tls_is_for_good()
    {
        using var authority = new Casualties.Tests.Certificates.TestAuthority();
        authority.Issue("server", Casualties.Tests.Certificates.TestAuthority.ServerUse).Dispose();
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents(),
            "--Listen:Https=https://127.0.0.1:0", $"--Listen:Certificate={authority.PathOf("server")}", $"--Listen:CertificateKey={authority.KeyPathOf("server")}");
        using var http = authority.Client(new Uri(host.App.Urls.Single()));
        using var response = await http.GetAsync(new Uri("/v1/incidents/a", UriKind.Relative));

        Assert.Equal("max-age=31536000", Assert.Single(response.Headers.GetValues("Strict-Transport-Security")));
    }

    /// <summary>Pages of others can send these, and only these, without asking first.</summary>
    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=b")]
    [InlineData(null)]
    public async Task A_change_that_a_page_of_others_could_send_is_refused(string? contentType)
    {
        var called = false;
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents
        {
            Create = (request, _) =>
            {
                called = true;
                return Task.FromResult(request.Incident);
            },
        });
        using var content = new StringContent(Body);
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        var status = await Expect.RefusedAsync(await host.Http.PostAsync(Incidents, content), 400);

        Assert.Equal([""], status.Violations());
        Assert.False(called);
        // The same body as JSON is taken: what was refused is the type alone.
        using var taken = await host.Http.PostAsync(Incidents, Expect.Json(Body));
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
        Assert.True(called);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task A_fault_tells_callers_nothing_of_itself(string environment)
    {
        const string secret = "secret-7f31";
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents { Get = (_, _) => throw new InvalidOperationException(secret, new FormatException(secret)), Watch = (_, _) => throw new FormatException(secret) },
            builder => builder.Environment.EnvironmentName = environment);

        var overGrpc = await Expect.RefusedAsync(async () => await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" }));
        using var json = await host.Http.GetAsync(new Uri("/v1/incidents/a", UriKind.Relative));
        using var watch = host.Incidents.WatchIncidents(new WatchIncidentsRequest());
        var overStream = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(default));

        overGrpc.Info(StatusCode.Internal, "INTERNAL", "trace_id");
        Assert.Equal(500, (int)json.StatusCode);
        Assert.All(
            [overGrpc.ToString(), overStream.ToString(), overStream.GetRpcStatus()!.ToString(), await json.Content.ReadAsStringAsync(), json.Headers.ToString()],
            said =>
            {
                Assert.DoesNotContain(secret, said, StringComparison.Ordinal);
                Assert.DoesNotContain(nameof(ScriptedIncidents), said, StringComparison.Ordinal);
                Assert.DoesNotContain(nameof(InvalidOperationException), said, StringComparison.Ordinal);
            });
    }
}
