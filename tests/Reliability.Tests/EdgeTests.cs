using System.Text;
using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>What the gateway does at its ports holds for what it answers itself and for what it forwards.</summary>
public sealed class EdgeTests : ProcessTest
{
    private static readonly string[] ToldOnce =
        ["X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy", "Cache-Control", "Cross-Origin-Resource-Policy"];

    [Theory]
    [InlineData("v1/incidents/none")]
    [InlineData("v1/incidents/none/report")]
    [InlineData("v1/incidents?page_size=1")]
    [InlineData("v1/policies")]
    [InlineData("nothing")]
    public async Task Browsers_are_told_each_thing_once(string path)
    {
        var suite = await StartSuiteAsync(None);

        using var response = await suite.Client.Http.GetAsync(new Uri(path, UriKind.Relative));

        foreach (var name in ToldOnce)
            Assert.Single(response.Headers.GetValues(name));
    }

    [Fact]
    public async Task Browsers_are_told_also_while_a_service_is_down()
    {
        var suite = await StartSuiteAsync([SuiteService.Incidents]);
        await suite.Service(SuiteService.Incidents).KillAsync();

        using var response = await suite.Client.Http.GetAsync(new Uri("v1/incidents/none", UriKind.Relative));

        Assert.Equal(503, (int)response.StatusCode);
        foreach (var name in ToldOnce)
            Assert.Single(response.Headers.GetValues(name));
    }

    [Fact]
    public async Task A_change_that_a_page_of_others_could_send_is_refused()
    {
        var suite = await StartSuiteAsync(None);
        using var content = new StringContent("""{"title": "t", "event_time": {"start_date": {"year": 2021}}}""", Encoding.UTF8, "text/plain");

        await FailsAsync(
            StatusCode.InvalidArgument, "INVALID_FIELD",
            () => suite.Client.Http.PostAsync(new Uri($"v1/incidents?request_id={Some.NewRequestId()}", UriKind.Relative), content));
    }

    [Fact]
    public async Task Streams_of_one_caller_are_counted_together_whoever_answers_them_and_calls_are_not()
    {
        var suite = await StartSuiteAsync(None, "--Limits:StreamsPerCaller=2");
        var client = suite.Client;
        var incident = await client.CreateAsync(Some.Incident());
        using var forwarded = client.Incidents.WatchIncidents(new WatchIncidentsRequest());
        Assert.True(await forwarded.ResponseStream.MoveNext(default));
        using var own = client.Reports.WatchIncidentReports(new WatchIncidentReportsRequest());
        Assert.True(await own.ResponseStream.MoveNext(default));

        await FailsAsync(StatusCode.ResourceExhausted, "RATE_LIMITED", () => client.Claims.WatchClaims(new WatchClaimsRequest()).ResponseStream.MoveNext(default));
        await FailsAsync(
            StatusCode.ResourceExhausted, "RATE_LIMITED", () => client.Reports.WatchIncidentReports(new WatchIncidentReportsRequest()).ResponseStream.MoveNext(default));
        await FailsAsync(StatusCode.ResourceExhausted, "RATE_LIMITED", () => client.Http.GetAsync(new Uri("v1/claims:watch", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead));
        // The view goes on: behind their sockets the services count nobody.
        Assert.Equal(incident.Name, (await client.ReportAsync(incident.Name, new() { Incidents = incident.Revision })).Incident);
    }

    [Fact]
    public async Task A_command_on_local_stores_opens_no_port_whatever_is_configured()
    {
        var settings = new[] { "--Listen:Grpc=http://0.0.0.0:0", "--Listen:Https=https://0.0.0.0:0" };
        var refit = StartProcess("gateway", [Executable.Gateway, "calibrate", "--dry-run", "--data", Folder, "--Logging:LogLevel:Default=Information", .. settings]);

        // Too few incidents to learn from; but it has asked the suite.
        Assert.Equal(1, await refit.EndAsync());
        Assert.DoesNotContain("Setting", refit.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0.0.0", refit.Said, StringComparison.Ordinal);
    }
}
