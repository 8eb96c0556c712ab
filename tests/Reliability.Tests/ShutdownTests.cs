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

    // Far beyond what the test waits for: whatever only ends because the process loses patience makes the test fail.
    private const string EndlessPatience = "--Limits:ShutdownTimeout=01:00:00";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_streams_are_told_and_nothing_acknowledged_is_lost(bool split)
    {
        var suite = await StartSuiteAsync(split ? SuiteServiceNames.All : None, EndlessPatience);
        var client = suite.Client;
        var source = await client.CreateAsync(Some.Source());
        var incident = await client.CreateAsync(Some.Incident());
        var load = new ClaimLoad([incident.Name], source.Name);
        var writing = Enumerable.Range(0, Writers).Select(_ => load.WriteAsync(client)).ToArray();
        var streams = new List<Task<RpcException>>();
        for (var i = 0; i < StreamsOfEachKind; i++)
        {
            streams.Add(await OpenAsync(client.Claims.WatchClaims(new WatchClaimsRequest())));
            streams.Add(await OpenAsync(client.Reports.WatchIncidentReports(new WatchIncidentReportsRequest())));
        }
        Task[] waiting =
        [
            EndsByShutdownAsync(async () => await client.Claims.GetClaimAsync(
                new GetClaimRequest { Name = "claims/none", MinRevision = long.MaxValue }, deadline: DateTime.MaxValue)),
            EndsByShutdownAsync(async () => await client.Reports.GetIncidentReportAsync(
                new GetIncidentReportRequest { Name = $"{incident.Name}/report", MinRevisions = new SuiteRevisions { Counts = long.MaxValue } }, deadline: DateTime.MaxValue)),
        ];

        Assert.Equal(0, await suite.Gateway.StopAsync());

        await Task.WhenAll(writing);
        await Task.WhenAll(waiting);
        foreach (var ended in await Task.WhenAll(streams))
            Assert.Equal((StatusCode.Unavailable, "SERVER_SHUTTING_DOWN"), (ended.StatusCode, Failing.ReasonOf(ended)));
        Assert.All(load.Failures, failure => Assert.Equal(StatusCode.Unavailable, failure.StatusCode));
        load.CheckStored(await StoreCopy.ReadClaimsAsync(suite.Data));
    }

    /// <summary>Opens a stream, and answers what it will end with.</summary>
    private static async Task<Task<RpcException>> OpenAsync<T>(AsyncServerStreamingCall<T> call)
        where T : class
    {
        Assert.True(await call.ResponseStream.MoveNext());
        return Assert.ThrowsAsync<RpcException>(async () =>
        {
            using (call)
            {
                while (await call.ResponseStream.MoveNext())
                {
                    // What it brings is not the question here.
                }
            }
        });
    }

    private static Task EndsByShutdownAsync(Func<Task> call) => Failing.CallAsync(StatusCode.Unavailable, "SERVER_SHUTTING_DOWN", call);
}
