using System.Security.Cryptography;
using Casualties.Estimation;
using Casualties.Gateway;
using Casualties.Gateway.Reports;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage.Sqlite;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Calibration = Casualties.Sources.V1.Calibration;
using Policy = Casualties.Estimation.Policy;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>
/// Which calibration reports use, in the view and as of the past, under a policy that uses them: the view of these tests follows the same
/// feeds as the gateway's own.
/// </summary>
public sealed class CalibrationInForceTests : SuiteTest
{
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
        await using var view = new FollowingView(suite);
        var incidents = new[] { await suite.CreateAsync(Incident()), await suite.CreateAsync(Incident()) };
        Assert.Equal(["", ""], await UsedAsync());

        var first = await suite.CreateAsync(Calibration());
        Assert.Equal([first.Name, first.Name], await UsedAsync());
        var second = await suite.CreateAsync(Calibration());
        var third = await suite.CreateAsync(Calibration());
        Assert.Equal([third.Name, third.Name], await UsedAsync());

        var before = view.Model.NewestChange;
        await suite.RetractAsync(second);
        Assert.Equal([third.Name, third.Name], await UsedAsync());
        Assert.Equal(before, view.Model.NewestChange);

        await suite.RetractAsync(third);
        Assert.Equal([first.Name, first.Name], await UsedAsync());
        Assert.Equal(before + 2, view.Model.NewestChange);
        await suite.RetractAsync(first);
        Assert.Equal(["", ""], await UsedAsync());

        async Task<IEnumerable<string>> UsedAsync()
        {
            await view.CatchUpAsync();
            var used = new List<string>();
            foreach (var incident in incidents)
                used.Add((await view.ReportAsync(incident.Name)).Provenance.Calibration);
            return used;
        }
    }

    [Fact]
    public Task Any_report_can_be_made_again_from_the_revisions_that_it_names() =>
        Gen.Enum<Event>().Array[60].SampleAsync(
            async events =>
            {
                var suite = await StartAsync();
                await using var view = new FollowingView(suite);
                var incident = await suite.CreateAsync(Incident());
                var calibrations = new List<Calibration>();
                var source = await suite.CreateAsync(Source(), "newspaper");
                await suite.RecordAsync(Claim(incident.Name));
                var made = new List<byte[]>();
                foreach (var one in events)
                {
                    source = await HappenAsync(suite, one, calibrations, source, incident.Name);
                    await view.CatchUpAsync();
                    made.Add(await view.BodyAsync(incident.Name));
                    Assert.Equal(calibrations.LastOrDefault()?.Name ?? "", IncidentReport.Parser.ParseFrom(made[^1]).Provenance.Calibration);
                    Assert.Equal(made[^1], await view.ComputedAsync(incident.Name));
                }
                foreach (var body in made)
                    Assert.Equal(body, await view.MadeAgainAsync(IncidentReport.Parser.ParseFrom(body)));

                await using var anew = new FollowingView(suite);
                await anew.CatchUpAsync();
                Assert.Equal(made[^1], await anew.BodyAsync(incident.Name));
            },
            iter: 3,
            threads: 1);

    [Fact]
    public async Task What_a_view_keeps_of_calibrations_outlives_a_restart_and_not_a_new_filling()
    {
        var suite = await StartAsync();
        await using var view = new FollowingView(suite);
        var incident = await suite.CreateAsync(Incident());
        var first = await suite.CreateAsync(Calibration());
        var second = await suite.CreateAsync(Calibration());
        await view.CatchUpAsync();
        var body = await view.BodyAsync(incident.Name);

        await view.ReopenAsync();
        Assert.Equal(body, await view.ComputedAsync(incident.Name));
        var retracted = await suite.RetractAsync(second);
        await view.CatchUpAsync();
        var provenance = (await view.ReportAsync(incident.Name)).Provenance;
        Assert.Equal(
            (first.Name, retracted.Revision, retracted.UpdateTime), (provenance.Calibration, provenance.Revisions.Sources, provenance.RecordTime));

        view.Model.Reset();
        await view.CatchUpAsync(SuiteService.Incidents);
        Assert.Equal("", (await view.ReportAsync(incident.Name)).Provenance.Calibration);
        Assert.Equal("", IncidentReport.Parser.ParseFrom(await view.ComputedAsync(incident.Name)).Provenance.Calibration);
        await view.CatchUpAsync();
        Assert.Equal(provenance, (await view.ReportAsync(incident.Name)).Provenance);
    }

    [Fact]
    public async Task A_calibration_is_parsed_once_for_all_reports_until_another_is_in_force()
    {
        var suite = await StartAsync();
        await using var view = new FollowingView(suite);
        var incidents = new[] { await suite.CreateAsync(Incident()), await suite.CreateAsync(Incident()) };
        await suite.CreateAsync(Calibration("First"));
        await view.CatchUpAsync();
        var one = await view.InForceAsync(incidents[0].Name);
        Assert.Same(one, await view.InForceAsync(incidents[1].Name));

        await suite.RecordAsync(Claim(incidents[0].Name));
        await suite.CreateAsync(Source());
        await view.CatchUpAsync();
        Assert.Same(one, await view.InForceAsync(incidents[0].Name));
        await suite.CreateAsync(Calibration("Second"));
        await view.CatchUpAsync();
        Assert.Equal("Second", (await view.InForceAsync(incidents[1].Name))!.Note);
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

    /// <summary>A view of its own that follows a suite as far as it is told to.</summary>
    private sealed class FollowingView : IAsyncDisposable
    {
        private readonly Policy policy = Policies.Calibrated;
        private readonly string path = Path.Combine(Directory.CreateTempSubdirectory("casualties-view-").FullName, "view.db");
        private readonly RandomNumberGenerator entropy = RandomNumberGenerator.Create();
        private readonly RunningSuite suite;
        private readonly ServiceChannels channels;

        public FollowingView(RunningSuite suite)
        {
            this.suite = suite;
            // The gateway forwards the services' own calls, so that it can stand for each of them.
            var address = ServiceAddress.Parse("test", suite.GrpcAddress.AbsoluteUri);
            channels = new ServiceChannels(SuiteServiceNames.All.ToDictionary(service => service, _ => address), NullLoggerFactory.Instance);
            Model = Open();
        }

        public ReadModel Model { get; private set; }

        public async Task ReopenAsync()
        {
            await Model.DisposeAsync();
            Model = Open();
        }

        /// <summary>Takes in whatever the services have, or one of them.</summary>
        public async Task CatchUpAsync(SuiteService? only = null)
        {
            var feeds = new Feeds(channels);
            foreach (var service in SuiteServiceNames.All.Where(service => only is null || service == only))
            {
                await foreach (var message in feeds.Open(service, Model.Position(service).Revision, CancellationToken.None))
                {
                    if (message.Revisions.Count > 0)
                        Model.Apply([new FeedBatch(service, message.Revisions)]);
                    if (Model.Position(service).Revision == message.Newest)
                        break;
                }
            }
        }

        /// <summary>The ready report.</summary>
        public async Task<byte[]> BodyAsync(string incident) => (await Model.ReportAsync(incident, CancellationToken.None))!;

        public async Task<IncidentReport> ReportAsync(string incident) => IncidentReport.Parser.ParseFrom(await BodyAsync(incident));

        /// <summary>The report as it is computed for who asks for a policy of which none stand ready.</summary>
        public async Task<byte[]> ComputedAsync(string incident) =>
            ReportAssembler.Assemble((await Model.InputsAsync(incident, CancellationToken.None))!, policy).ToByteArray();

        /// <summary>The calibration that a report would be computed with.</summary>
        public async Task<Calibration?> InForceAsync(string incident) => (await Model.InputsAsync(incident, CancellationToken.None))!.Calibration;

        /// <summary>A report made again by the services' records as of the revisions that it names.</summary>
        public async Task<byte[]> MadeAgainAsync(IncidentReport report)
        {
            var history = new HistoricalReports(channels, new ServiceGuards(TimeProvider.System));
            var asOf = new ReportAsOf { Revisions = report.Provenance.Revisions };
            return (await history.GetAsync(report.Incident, policy, asOf, CancellationToken.None)).ToByteArray();
        }

        public async ValueTask DisposeAsync()
        {
            await Model.DisposeAsync();
            channels.Dispose();
            entropy.Dispose();
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }

        private ReadModel Open() => new(path, policy, 1 << 20, TimeProvider.System, entropy);
    }
}
