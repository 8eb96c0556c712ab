using Casualties.Reports.V1;
using Casualties.Type.V1;
using CsCheck;
using Grpc.Core;

namespace Suite.Tests;

/// <summary>A read at a returned revision sees it, through the gateway too; and what was read once can be computed again.</summary>
public sealed class ReadYourWritesTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;
    private int worlds;

    [Fact]
    public async Task After_every_change_each_report_at_its_revision_is_the_one_computed_from_the_services_and_stays_computable() =>
        await Step.Many.SampleAsync(
            async steps =>
            {
                var world = NextWorld();
                var remembered = new List<(byte[] Body, IncidentReport Report)>();
                foreach (var step in steps)
                {
                    var min = await world.ApplyAsync(step);
                    foreach (var incident in world.Recorded.Keys)
                        remembered.Add(await ReadAsync(incident, min));
                }

                foreach (var (body, report) in remembered)
                    Assert.Equal(body, await AsOfAsync(report.Incident, report.Provenance.Revisions));
            },
            iter: 25,
            threads: 2);

    [Fact]
    public async Task A_report_read_without_a_revision_is_never_older_than_one_read_before()
    {
        var world = NextWorld();
        await world.ApplyAsync(new Step(ChangeKind.SaveIncident, 0, 1, 1));
        var incident = Assert.Single(world.Recorded.Keys);
        await suite.ReportAsync(incident, await suite.NewestAsync());
        var writing = Step.Many.SampleAsync(
            async steps =>
            {
                foreach (var step in steps)
                    await world.ApplyAsync(step);
            },
            iter: 8,
            threads: 1);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            var before = await suite.ReportAsync(incident);
            while (!writing.IsCompleted)
            {
                var report = await suite.ReportAsync(incident);
                AssertNotOlder(before.Freshness.Revisions, report.Freshness.Revisions);
                AssertNotOlder(before.Provenance.Revisions, report.Provenance.Revisions);
                before = report;
            }
        })));
        await writing;
    }

    [Fact]
    public async Task A_change_shows_in_the_report_at_its_revision()
    {
        var incident = await suite.CreateAsync(Some.Incident("First title"));
        Assert.Equal("First title", (await At(new() { Incidents = incident.Revision })).Title);

        var claim = await suite.RecordAsync(Some.Claim(incident.Name, "sources/shown"));
        Assert.Equal(claim.Revision, Assert.Single((await At(new() { Counts = claim.Revision })).Claims).Revision);

        var source = await suite.CreateAsync(Some.Source("The Herald"), "shown");
        Assert.Equal("The Herald", Assert.Single((await At(new() { Sources = source.Revision })).Claims).PublisherDisplayName);

        claim = await suite.Claims.RetractClaimAsync(new() { Name = claim.Name, Etag = claim.Etag, Reason = "Wrong.", RequestId = Some.NewRequestId() });
        Assert.Equal(0, (await At(new() { Counts = claim.Revision })).LiveClaimCount);

        Task<IncidentReport> At(SuiteRevisions min) => suite.ReportAsync(incident.Name, min);
    }

    [Fact]
    public async Task A_read_of_a_revision_that_does_not_come_ends_with_its_deadline()
    {
        var incident = await suite.CreateAsync(Some.Incident());
        var newest = await suite.NewestAsync();
        using var call = suite.Reports.GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = $"{incident.Name}/report", MinRevisions = new SuiteRevisions { Counts = newest.Counts + 1_000_000 } },
            deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(300));

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task A_report_as_of_a_revision_that_does_not_exist_is_refused()
    {
        var incident = await suite.CreateAsync(Some.Incident());
        var refusal = await Refusal.OfAsync(() => suite.ReportAsync(
            incident.Name, new ReportAsOf { Revisions = new SuiteRevisions { Incidents = incident.Revision, Counts = 1_000_000_000 } }));
        Assert.Equal((StatusCode.OutOfRange, "REVISION_AHEAD"), (refusal.Code, refusal.Reason));
    }

    private World NextWorld() => new(suite, $"w{Interlocked.Increment(ref worlds)}-{Some.NewRequestId()[..8]}");

    // The read model's report and the one computed from what the services hold now: two ways to the same bytes.
    private async Task<(byte[] Body, IncidentReport Report)> ReadAsync(string incident, SuiteRevisions min)
    {
        var read = await suite.ReportBytesAsync(new GetIncidentReportRequest { Name = $"{incident}/report", MinRevisions = min });
        AssertNotOlder(min, read.Report.Freshness.Revisions);
        Assert.Equal(await AsOfAsync(incident, read.Report.Freshness.Revisions), read.Body);
        return read;
    }

    private async Task<byte[]> AsOfAsync(string incident, SuiteRevisions revisions) => (await suite.ReportBytesAsync(
        new GetIncidentReportRequest { Name = $"{incident}/report", AsOf = new ReportAsOf { Revisions = revisions } })).Body;

    private static void AssertNotOlder(SuiteRevisions before, SuiteRevisions after)
    {
        Assert.InRange(after.Incidents, before.Incidents, long.MaxValue);
        Assert.InRange(after.Counts, before.Counts, long.MaxValue);
        Assert.InRange(after.Sources, before.Sources, long.MaxValue);
    }
}
