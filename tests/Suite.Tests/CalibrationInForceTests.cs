using System.Security.Cryptography;
using Casualties.Gateway;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using CsCheck;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Which calibration reports use, now and as of the past.</summary>
public sealed class CalibrationInForceTests : SuiteTest
{
    // One whose reports stand ready, and one whose reports are computed when they are asked for.
    private static readonly string[] Policies = ["calibrated", "two-independent"];

    private enum Event
    {
        CreateCalibration,
        RetractNewest,
        RetractOldest,
        ChangeSource,
        RecordClaim,
    }

    [Fact]
    public async Task The_newest_that_is_not_retracted_is_in_force_and_every_report_follows_it()
    {
        var suite = await StartAsync();
        string[] incidents = [(await suite.CreateAsync(Incident())).Name, (await suite.CreateAsync(Incident())).Name];
        await AssertUsedAsync("");
        var first = await suite.CreateAsync(Calibration());
        await AssertUsedAsync(first.Name);
        var second = await suite.CreateAsync(Calibration());
        var third = await suite.CreateAsync(Calibration());
        await AssertUsedAsync(third.Name);

        var before = await ChangedAsync("");
        await suite.RetractAsync(second);
        await AssertUsedAsync(third.Name);
        Assert.Empty((await ChangedAsync(before.ResumeToken)).Reports);

        var retracted = await suite.RetractAsync(third);
        await AssertUsedAsync(first.Name);
        var changed = (await ChangedAsync(before.ResumeToken)).Reports;
        Assert.Equal(incidents.Order(StringComparer.Ordinal), changed.Select(report => report.Incident).Order(StringComparer.Ordinal));
        Assert.All(changed, report => Assert.Equal(
            (first.Name, retracted.Revision, retracted.UpdateTime),
            (report.Provenance.Calibration, report.Provenance.Revisions.Sources, report.Provenance.RecordTime)));
        await suite.RetractAsync(first);
        await AssertUsedAsync("");

        async Task AssertUsedAsync(string calibration)
        {
            var newest = await suite.NewestAsync();
            foreach (var incident in incidents)
                await CalibrationInForceTests.AssertUsedAsync(suite, incident, newest, calibration);
        }

        async Task<WatchIncidentReportsResponse> ChangedAsync(string resumeToken)
        {
            using var watching = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest { ResumeToken = resumeToken });
            Assert.True(await watching.ResponseStream.MoveNext(CancellationToken.None));
            return watching.ResponseStream.Current;
        }
    }

    [Fact]
    public Task Any_report_can_be_made_again_from_the_revisions_that_it_names() =>
        Gen.Enum<Event>().Array[50].SampleAsync(
            async events =>
            {
                var suite = await StartAsync();
                var incident = (await suite.CreateAsync(Incident())).Name;
                var source = await suite.CreateAsync(Source(), "newspaper");
                await suite.RecordAsync(Claim(incident));
                var inForce = new List<Calibration>();
                var made = new List<(byte[] Body, IncidentReport Report)>();
                foreach (var one in events)
                {
                    source = await HappenAsync(suite, one, inForce, source, incident);
                    made.AddRange(await AssertUsedAsync(suite, incident, await suite.NewestAsync(), inForce.LastOrDefault()?.Name ?? ""));
                }
                foreach (var (body, report) in made)
                {
                    var again = new GetIncidentReportRequest { Name = report.Name, Policy = report.Provenance.Policy, AsOf = new() { Revisions = report.Provenance.Revisions } };
                    Assert.Equal(body, (await suite.ReportBytesAsync(again)).Body);
                }

                var newest = await suite.NewestAsync();
                await suite.RestartAsync();
                var kept = await AssertUsedAsync(suite, incident, newest, inForce.LastOrDefault()?.Name ?? "");
                await suite.RestartAsync(suite.DeleteReadModel);
                var anew = await AssertUsedAsync(suite, incident, newest, inForce.LastOrDefault()?.Name ?? "");
                Assert.Equal(made[^2..].Select(one => one.Body), kept.Select(one => one.Body));
                Assert.Equal(made[^2..].Select(one => one.Body), anew.Select(one => one.Body));
            },
            iter: 3,
            threads: 1);

    [Fact]
    public async Task Ranges_follow_what_was_learned_and_come_back_when_it_is_taken_back()
    {
        var suite = await StartAsync();
        var incident = (await suite.CreateAsync(Incident())).Name;
        await suite.CreateAsync(Source("A ministry").With(one => one.Type = SourceType.OfficialState), "ministry");
        await suite.RecordAsync(Claim(incident, counts: Exactly(40)));
        var before = await EstimatesAsync();
        var wild = TrackRecord("sources/ministry").With(row => (row.Spread, row.Bias) = (1.5, .5));
        var calibration = await suite.CreateAsync(Calibration().With(one => one.Sources.Add(wild)));
        var learned = await EstimatesAsync();
        await suite.RetractAsync(calibration);

        Assert.NotEqual(before, learned);
        Assert.Equal(before, await EstimatesAsync());

        async Task<string> EstimatesAsync() => (await suite.ReportAsync(incident, await suite.NewestAsync())).Estimates.ToString();
    }

    [Fact]
    public async Task As_of_an_earlier_time_reports_use_the_one_that_was_in_force_then()
    {
        var suite = await StartAsync();
        var incident = (await suite.CreateAsync(Incident())).Name;
        var claim = await suite.RecordAsync(Claim(incident));
        var first = await suite.CreateAsync(Calibration());
        var second = await suite.CreateAsync(Calibration());
        await suite.RetractAsync(first);
        await suite.RetractAsync(second);

        Assert.Equal("", await UsedAsync(new ReportAsOf { Time = claim.UpdateTime }));
        Assert.Equal(first.Name, await UsedAsync(new ReportAsOf { Time = first.CreateTime }));
        Assert.Equal(second.Name, await UsedAsync(new ReportAsOf { Time = second.CreateTime }));
        var newest = await suite.NewestAsync();
        Assert.Equal("", await UsedAsync(new ReportAsOf { Revisions = newest }));
        Assert.Equal(second.Name, await UsedAsync(new ReportAsOf { Revisions = newest.Clone().With(one => one.Sources--) }));

        async Task<string> UsedAsync(ReportAsOf asOf) => (await suite.ReportAsync(incident, asOf)).Provenance.Calibration;
    }

    [Fact]
    public async Task The_log_that_holds_sources_and_calibrations_verifies()
    {
        var suite = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await suite.CreateAsync(Source());
            await suite.RetractAsync(await suite.CreateAsync(Calibration()));
        }
        var newest = (await suite.NewestAsync()).Sources;
        await suite.StopAsync();

        using var entropy = RandomNumberGenerator.Create();
        await using var log = await SqliteRevisionLog.OpenAsync(
            new SqliteLogOptions
            {
                Path = suite.PathOf(StoreFiles.Of(SuiteService.Sources)),
                Kinds = StoreFiles.KindsOf(SuiteService.Sources),
                Migrations = [StoreFiles.MigrationsOf(SuiteService.Sources)],
                Entropy = entropy,
            },
            CancellationToken.None);
        var found = await log.VerifyAsync(null, CancellationToken.None);
        Assert.Equal((newest, null), (found.Revisions, found.Fault));
    }

    // The report of the incident under each policy.
    private static async Task<List<(byte[] Body, IncidentReport Report)>> AssertUsedAsync(RunningSuite suite, string incident, SuiteRevisions newest, string calibration)
    {
        var reports = new List<(byte[], IncidentReport)>();
        foreach (var policy in Policies)
        {
            var read = await suite.ReportBytesAsync(new GetIncidentReportRequest { Name = $"{incident}/report", Policy = policy, MinRevisions = newest });
            Assert.Equal((policy, calibration), (read.Report.Provenance.Policy, read.Report.Provenance.Calibration));
            reports.Add(read);
        }
        return reports;
    }

    private static async Task<Source> HappenAsync(RunningSuite suite, Event what, List<Calibration> inForce, Source source, string incident)
    {
        switch (what)
        {
            case Event.CreateCalibration:
                inForce.Add(await suite.CreateAsync(Calibration()));
                break;
            case Event.RetractNewest or Event.RetractOldest when inForce.Count > 0:
                var at = what == Event.RetractNewest ? inForce.Count - 1 : 0;
                await suite.RetractAsync(inForce[at]);
                inForce.RemoveAt(at);
                break;
            case Event.RecordClaim:
                await suite.RecordAsync(Claim(incident));
                break;
            default:
                return await suite.Sources.UpdateSourceAsync(new UpdateSourceRequest
                {
                    Source = new Source { Name = source.Name, Etag = source.Etag, DisplayName = $"Revision {source.Revision}" },
                    RequestId = NewRequestId(),
                });
        }
        return source;
    }
}
