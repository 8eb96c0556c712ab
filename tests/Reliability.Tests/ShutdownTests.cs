using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>SIGTERM while streams are open and calls are in flight.</summary>
public sealed class ShutdownTests : ProcessTest
{
    private const int StreamsOfEachKind = 25;
    private const int Writers = 8;

    // Far beyond what a test waits for: what only ends because a process loses patience makes the test fail.
    private const string EndlessPatience = "--Limits:ShutdownTimeout=01:00:00";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_who_wait_are_told_and_nothing_acknowledged_is_lost(bool split)
    {
        var suite = await StartSuiteAsync(split ? SuiteServiceNames.All : None, EndlessPatience);
        var client = suite.Client;
        var source = await client.CreateAsync(Some.Source());
        var incident = await client.CreateAsync(Some.Incident());
        var load = new ClaimLoad([incident.Name], source.Name);
        var writing = Enumerable.Range(0, Writers).Select(_ => load.WriteAsync(client)).ToArray();
        var told = new List<Task>();
        for (var i = 0; i < StreamsOfEachKind; i++)
        {
            told.Add(await OpenAsync(client.Claims.WatchClaims(new WatchClaimsRequest())));
            told.Add(await OpenAsync(client.Reports.WatchIncidentReports(new WatchIncidentReportsRequest())));
        }
        told.Add(IsToldAsync(client.Claims.ImportClaims().ResponseStream));
        told.Add(IsToldAsync(async () => await client.Claims.GetClaimAsync(
            new GetClaimRequest { Name = "claims/none", MinRevision = long.MaxValue }, deadline: DateTime.MaxValue)));
        told.Add(IsToldAsync(async () => await client.Reports.GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = $"{incident.Name}/report", MinRevisions = new SuiteRevisions { Counts = long.MaxValue } }, deadline: DateTime.MaxValue)));
        var json = await OpenJsonAsync(client, "v1/claims:watch");

        Assert.Equal(0, await suite.Gateway.StopAsync());

        await Patience.WaitAsync("all who wait are told", Task.WhenAll(told));
        await Patience.WaitAsync("the stream of JSON ends", json);
        await Task.WhenAll(writing);
        // What the suite itself answered. Calls that came too late find the connection closed, which clients name as they like.
        Assert.All(load.Failures.Where(failure => failure.GetRpcStatus() is not null), failure => Assert.Equal(StatusCode.Unavailable, failure.StatusCode));
        load.CheckStored(await StoreCopy.ReadClaimsAsync(suite.Data));
    }

    [Fact]
    public async Task A_service_lets_its_followers_go()
    {
        var suite = await StartSuiteAsync([SuiteService.Counts], EndlessPatience);
        var told = new List<Task>();
        for (var i = 0; i < StreamsOfEachKind; i++)
            told.Add(await OpenAsync(suite.Client.Claims.WatchClaims(new WatchClaimsRequest())));

        Assert.Equal(0, await suite.Service(SuiteService.Counts).StopAsync());

        await Patience.WaitAsync("all who wait are told", Task.WhenAll(told));
        Assert.Equal(0, await suite.Gateway.StopAsync());
    }

    /// <summary>Opens a stream, and waits until something came. The task that it answers ends when the stream ends because of the shutdown.</summary>
    private static async Task<Task> OpenAsync<T>(AsyncServerStreamingCall<T> call)
        where T : class
    {
        Assert.True(await call.ResponseStream.MoveNext());
        return IsToldAsync(call.ResponseStream);
    }

    private static Task IsToldAsync<T>(IAsyncStreamReader<T> stream)
        where T : class => IsToldAsync(async () =>
    {
        while (await stream.MoveNext())
        {
            // What it brings is not the question here.
        }
    });

    private static Task IsToldAsync(Func<Task> call) => FailsAsync(StatusCode.Unavailable, "SERVER_SHUTTING_DOWN", call);

    /// <summary>Opens a stream of JSON. It has no place for a reason: it breaks off.</summary>
    private static async Task<Task> OpenJsonAsync(SuiteClient client, string path)
    {
        var response = await client.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        return Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null));
    }
}
