using System.Net;
using System.Text;
using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>One service is dead, or stands still; the rest goes on.</summary>
public sealed class ServiceDownTests : ProcessTest
{
    [Fact]
    public async Task Reports_are_read_through_a_kill_and_restart_of_a_service_and_say_how_old_they_are()
    {
        var suite = await StartSuiteAsync([SuiteService.Counts]);
        var (incident, claim) = await RecordOneAsync(suite.Client);
        var before = await suite.Client.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision });
        Assert.True(FreshnessOfCounts(before).Following);
        await using var reading = new Reading(suite.Client, incident.Name);

        using var watch = suite.Client.Claims.WatchClaims(new WatchClaimsRequest());
        Assert.True(await watch.ResponseStream.MoveNext());

        await suite.Service(SuiteService.Counts).KillAsync();

        await FailsAsync(StatusCode.Unavailable, "SERVICE_UNREACHABLE", () => watch.ResponseStream.MoveNext());
        var stale = await Patience.SeeAsync("the report says that counts is not followed", async () =>
            await suite.Client.ReportAsync(incident.Name) is var report && !FreshnessOfCounts(report).Following ? report : null);
        Assert.Equal(before.Claims, stale.Claims);
        Assert.True(FreshnessOfCounts(stale).ContactTime >= claim.UpdateTime);
        await WritesFailAsync(suite.Client, incident.Name, claim.Publisher);
        await FailsAsync(StatusCode.Unavailable, "SERVICE_UNREACHABLE", () => PastAsync(suite.Client, before));
        Assert.Equal(FreshnessOfCounts(stale), FreshnessOfCounts(await suite.Client.ReportAsync(incident.Name)));

        await suite.RestartAsync(SuiteService.Counts);

        var later = await suite.Client.RecordAsync(Some.Claim(incident.Name, claim.Publisher, claim.Publisher, Some.Exactly(9)));
        var after = await suite.Client.ReportAsync(incident.Name, new SuiteRevisions { Counts = later.Revision });
        Assert.Equal(2, after.Claims.Count);
        Assert.True(FreshnessOfCounts(after).Following);
        Assert.True(FreshnessOfCounts(after).ContactTime >= later.UpdateTime);
        await Patience.UntilAsync("reports of the past are answered again", async () => await ReadsAsync(() => PastAsync(suite.Client, before)));
        var past = await PastAsync(suite.Client, before);
        past.Freshness = before.Freshness;
        Assert.Equal(before.ToByteArray(), past.ToByteArray());
        await reading.StopAsync();
    }

    [Fact]
    public async Task A_gateway_that_starts_while_a_service_is_dead_serves_what_it_knows()
    {
        var suite = await StartSuiteAsync([SuiteService.Counts]);
        var (incident, claim) = await RecordOneAsync(suite.Client);
        var before = await suite.Client.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision });
        await suite.Service(SuiteService.Counts).KillAsync();
        await suite.Gateway.KillAsync();

        await suite.StartGatewayAsync();

        var stale = await suite.Client.ReportAsync(incident.Name);
        Assert.Equal(before.Claims, stale.Claims);
        Assert.False(FreshnessOfCounts(stale).Following);
        Assert.Null(FreshnessOfCounts(stale).ContactTime);

        await suite.RestartAsync(SuiteService.Counts);

        var later = await suite.Client.RecordAsync(Some.Claim(incident.Name, claim.Publisher, claim.Publisher, Some.Exactly(9)));
        Assert.Equal(2, (await suite.Client.ReportAsync(incident.Name, new SuiteRevisions { Counts = later.Revision })).Claims.Count);
    }

    [Fact]
    public async Task Calls_to_a_service_that_stands_still_end_at_their_deadline_and_the_rest_goes_on()
    {
        var suite = await StartSuiteAsync([SuiteService.Counts], "--Limits:DefaultDeadline=00:00:03");
        var (incident, claim) = await RecordOneAsync(suite.Client);
        var before = await suite.Client.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision });
        await using var reading = new Reading(suite.Client, incident.Name);
        RecordClaimRequest[] requests = [.. Enumerable.Range(10, 3).Select(killed => new RecordClaimRequest
        {
            Claim = Some.Claim(incident.Name, claim.Publisher, claim.Publisher, Some.Exactly(killed)),
            RequestId = Some.NewRequestId(),
        })];

        suite.Service(SuiteService.Counts).Freeze();

        await Task.WhenAll(
            FailsAsync(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", async () => await suite.Client.Claims.RecordClaimAsync(requests[0])),
            FailsAsync(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", () => PostAsync(suite.Client, requests[1])),
            FailsAsync(StatusCode.DeadlineExceeded, "DEADLINE_EXCEEDED", () => PastAsync(suite.Client, before)),
            // The caller's own deadline, which the caller itself keeps.
            Assert.ThrowsAsync<RpcException>(async () => await suite.Client.Claims.RecordClaimAsync(requests[2], deadline: In(TimeSpan.FromSeconds(1)))));
        var source = await suite.Client.CreateAsync(Some.Source());
        Assert.Equal(2, source.Revision);

        suite.Service(SuiteService.Counts).Thaw();

        // Some of the calls may have been carried out. Repeated with the same request ids, all of them were, once.
        foreach (var request in requests)
            await suite.Client.Claims.RecordClaimAsync(request);
        var after = await suite.Client.ReportAsync(incident.Name, new SuiteRevisions { Counts = 1 + requests.Length });
        Assert.Equal([8, 10, 11, 12], after.Claims.Select(part => part.Statements[0].Statement.Low).Order());
        Assert.True(FreshnessOfCounts(after).Following);
        await reading.StopAsync();
    }

    private static async Task<(Incident Incident, Claim Claim)> RecordOneAsync(SuiteClient client)
    {
        var source = await client.CreateAsync(Some.Source());
        var incident = await client.CreateAsync(Some.Incident());
        return (incident, await client.RecordAsync(Some.Claim(incident.Name, source.Name, source.Name, Some.Exactly(8))));
    }

    private static async Task WritesFailAsync(SuiteClient client, string incident, string publisher)
    {
        var request = new RecordClaimRequest { Claim = Some.Claim(incident, publisher), RequestId = Some.NewRequestId() };
        await FailsAsync(StatusCode.Unavailable, "SERVICE_UNREACHABLE", async () => await client.Claims.RecordClaimAsync(request));
        await FailsAsync(StatusCode.Unavailable, "SERVICE_UNREACHABLE", () => PostAsync(client, request));
    }

    private static async Task<HttpResponseMessage> PostAsync(SuiteClient client, RecordClaimRequest request)
    {
        using var body = new StringContent(JsonFormatter.Default.Format(request.Claim), Encoding.UTF8, "application/json");
        return await client.Http.PostAsync(new Uri($"v1/claims?requestId={request.RequestId}", UriKind.Relative), body);
    }

    private static async Task<IncidentReport> PastAsync(SuiteClient client, IncidentReport report) =>
        await client.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = report.Name, AsOf = new ReportAsOf { Revisions = report.Provenance.Revisions } });

    private static async Task<bool> ReadsAsync(Func<Task> read)
    {
        try
        {
            await read();
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    private static ServiceFreshness FreshnessOfCounts(IncidentReport report) => report.Freshness.Services.Single(service => service.Service == "counts");

    private static DateTime In(TimeSpan time) => (TimeProvider.System.GetUtcNow() + time).UtcDateTime;

    /// <summary>Reads a report over and over, over gRPC and as JSON. A read that fails fails the test.</summary>
    private sealed class Reading : IAsyncDisposable
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

        private readonly CancellationTokenSource stop = new();
        private readonly Task<int> reads;

        public Reading(SuiteClient client, string incident) => reads = ReadAsync(client, incident);

        public async Task StopAsync()
        {
            await stop.CancelAsync();
            Assert.True(await reads > 0);
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await ((Task)reads).WaitAsync(Patience.Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
        }

        private async Task<int> ReadAsync(SuiteClient client, string incident)
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
            {
                Assert.Equal(incident, (await client.ReportAsync(incident)).Incident);
                using var json = await client.Http.GetAsync(new Uri($"v1/{incident}/report", UriKind.Relative));
                Assert.Equal(HttpStatusCode.OK, json.StatusCode);
                await Task.Delay(Pause);
            }
            return count;
        }
    }
}
