using System.Text;
using Casualties.Counts.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What was learned of sources is a record like others: named, checked, listed, fed, taken back, and read as it was.</summary>
public sealed class CalibrationTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private const int LargestResponseBytes = 4 * 1024 * 1024;

    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task What_is_recorded_is_read_back_with_what_the_server_sets()
    {
        var sent = Calibration("First").With(one =>
        {
            one.Lags.Add(Enumerable.Range(0, 5).Select(i => new LagTrackRecord { IncompleteShare = .1 * i, MeanLogShortfall = 0 }));
            one.Recalibration.Add(Knots());
            (one.Name, one.State, one.Revision, one.Etag) = ("calibrations/ignored", CalibrationState.Retracted, 77, "\"77\"");
        });
        var created = await suite.CreateAsync(sent.Clone(), "read-back");

        Assert.Equal(("calibrations/read-back", CalibrationState.InForce), (created.Name, created.State));
        Assert.Equal($"\"{created.Revision}\"", created.Etag);
        Assert.Equal(sent.With(one =>
            (one.Name, one.State, one.Revision, one.Etag, one.CreateTime, one.UpdateTime)
            = (created.Name, CalibrationState.InForce, created.Revision, created.Etag, created.CreateTime, created.CreateTime)), created);
        Assert.Equal(created, await GetAsync(created.Name));
        Assert.Equal("RECORD_EXISTS", (await Refusal.OfAsync(() => suite.CreateAsync(Calibration(), "read-back"))).Reason);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        var wrong = Calibration().With(one =>
        {
            (one.FittedFrom, one.EstimatorVersion, one.ClaimCount, one.ResolvedIncidentCount) = (null, 0, -1, one.IncidentCount + 1);
            one.Sources.Add(one.Sources[0].Clone());
            one.Sources.Add(new TrackRecord { Source = "newspaper" });
            one.Sources[0].With(row => (row.FabricatedShare, row.DenialShare, row.CopiedShare) = (1.001, -.001, double.NaN));
            one.Sources[1].With(row => (row.Spread, row.Bias, row.BiasVariance) = (0, 10.5, 0));
            one.Kinds.Add(one.Kinds[0].Clone());
            one.Kinds[0].With(row => (row.Spread, row.Bias, row.BiasVariance) = (5.01, double.NegativeInfinity, 25.01));
            one.Lags.Add(new LagTrackRecord { IncompleteShare = 1 });
            one.Recalibration.Add([0, 1.5]);
        });
        var refusal = await Refusal.OfAsync(() => suite.CreateAsync(wrong));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (refusal.Code, refusal.Reason));
        string[] missing = ["relation", "fabricated_share", "denial_share", "copied_share", "spread", "bias", "bias_variance"];
        string[] expected =
        [
            "fitted_from", "estimator_version", "claim_count", "resolved_incident_count",
            "sources[0].fabricated_share", "sources[0].denial_share", "sources[0].copied_share",
            "sources[1].spread", "sources[1].bias", "sources[1].bias_variance",
            "sources[2]",
            "sources[3].source", .. missing.Select(field => $"sources[3].{field}"),
            "kinds[0].spread", "kinds[0].bias", "kinds[0].bias_variance", "kinds[1]",
            "lags", "lags[0].mean_log_shortfall",
            "recalibration", "recalibration[1]",
        ];
        Assert.Equal(expected.Select(field => $"calibration.{field}").Order(StringComparer.Ordinal), refusal.Fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Levels_are_corrected_by_21_knots_that_rise_from_0_to_1()
    {
        var fine = await suite.CreateAsync(WithKnots(_ => { }));
        Assert.Equal(21, fine.Recalibration.Count);

        Assert.Equal(["calibration.recalibration[0]", "calibration.recalibration[20]"], await FaultsAsync(WithKnots(knots => (knots[0], knots[20]) = (.01, .99))));
        Assert.Equal(["calibration.recalibration[7]"], await FaultsAsync(WithKnots(knots => knots[7] = knots[6])));
        Assert.Equal(["calibration.recalibration"], await FaultsAsync(Calibration().With(one => one.Recalibration.Add([.. Knots(), 1]))));
        Assert.Equal(["calibration.lags"], await FaultsAsync(Calibration().With(one =>
            one.Lags.Add(Enumerable.Repeat(new LagTrackRecord { IncompleteShare = 0, MeanLogShortfall = 0 }, 6)))));

        static Calibration WithKnots(Action<double[]> change)
        {
            var knots = Knots();
            change(knots);
            return Calibration().With(one => one.Recalibration.Add(knots));
        }
    }

    [Fact]
    public async Task The_largest_can_be_read_back_by_any_client_and_one_that_is_larger_is_refused()
    {
        var largest = Calibration();
        var row = TrackRecord($"sources/{Guid.Empty}");
        while (largest.CalculateSize() < (3 * 1024 * 1024) - 4_096)
            largest.Sources.Add(Enumerable.Range(largest.Sources.Count, 30).Select(i => row.Clone().With(one => one.Source = $"sources/{i:D36}")));
        var created = await suite.CreateAsync(largest);
        await suite.CreateAsync(Calibration());
        var listed = await ListAllAsync(new ListCalibrationsRequest { PageSize = 1000 });

        Assert.Contains(created, listed);
        Assert.InRange(created.CalculateSize(), 3_000_000, LargestResponseBytes);
        Assert.Equal(["calibration"], await FaultsAsync(largest.Clone().With(one => one.Sources.Add(
            Enumerable.Range(100_000, 100).Select(i => row.Clone().With(other => other.Source = $"sources/{i:D36}"))))));
    }

    [Fact]
    public async Task Sent_twice_under_one_request_id_it_is_recorded_once_and_another_body_is_refused()
    {
        var request = new CreateCalibrationRequest { Calibration = Calibration("Once"), RequestId = NewRequestId() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => suite.Sources.CreateCalibrationAsync(request).ResponseAsync));
        var answer = Assert.Single(answers.Distinct());
        Assert.Single(await ListAllAsync(new ListCalibrationsRequest()), one => one.Note == "Once");

        var other = await Refusal.OfAsync(suite.Sources.CreateCalibrationAsync(request.Clone().With(one => one.Calibration.Note = "Twice")));
        Assert.Equal((StatusCode.AlreadyExists, "REQUEST_ID_REUSED"), (other.Code, other.Reason));
        var retracting = new RetractCalibrationRequest { Name = answer.Name, Etag = answer.Etag, Reason = "Wrong.", RequestId = NewRequestId() };
        Assert.Equal(await suite.Sources.RetractCalibrationAsync(retracting), await suite.Sources.RetractCalibrationAsync(retracting));
    }

    [Fact]
    public async Task It_is_taken_back_once_under_the_etag_last_read_and_stays_readable_as_it_was()
    {
        var created = await suite.CreateAsync(Calibration());
        var stale = new RetractCalibrationRequest { Name = created.Name, Etag = "\"0\"", Reason = "Wrong.", RequestId = NewRequestId() };
        Assert.Equal("ETAG_MISMATCH", (await Refusal.OfAsync(suite.Sources.RetractCalibrationAsync(stale))).Reason);
        Assert.Equal(
            ["name", "etag", "reason", "request_id"], (await Refusal.OfAsync(suite.Sources.RetractCalibrationAsync(new RetractCalibrationRequest()))).Fields);

        var retracted = await suite.RetractAsync(created);
        Assert.Equal(
            created.Clone().With(one => (one.State, one.Revision, one.Etag, one.UpdateTime)
                = (CalibrationState.Retracted, retracted.Revision, retracted.Etag, retracted.UpdateTime)),
            retracted);
        Assert.Equal(retracted, await GetAsync(created.Name));
        Assert.Equal(created, await GetAsync(created.Name, new AsOf { Revision = created.Revision }));
        Assert.Equal("RECORD_NOT_FOUND", (await Refusal.OfAsync(() => GetAsync(created.Name, new AsOf { Revision = created.Revision - 1 }))).Reason);
        var again = await Refusal.OfAsync(() => suite.RetractAsync(retracted));
        Assert.Equal(
            (StatusCode.FailedPrecondition, "STATE_FORBIDS", "CALIBRATION_STATE_RETRACTED"), (again.Code, again.Reason, again.Metadata["state"]));
    }

    [Fact]
    public async Task Listings_begin_with_the_one_recorded_last_and_hold_no_sources()
    {
        var first = await suite.CreateAsync(Calibration(), "z-first");
        var source = await suite.CreateAsync(Source());
        var second = await suite.CreateAsync(Calibration(), "a-second");
        var third = await suite.CreateAsync(Calibration(), "m-third");
        var before = new AsOf { Revision = third.Revision };
        second = await suite.RetractAsync(second);

        Assert.Equal([third, second, first], (await ListAllAsync(new ListCalibrationsRequest { PageSize = 1 })).Take(3));
        var inForce = new ListCalibrationsRequest { Filter = "state = \"CALIBRATION_STATE_IN_FORCE\"", PageSize = 2 };
        Assert.Equal([third, first], await NewestAsync(inForce));
        Assert.Equal(["calibrations/m-third", "calibrations/a-second"], (await NewestAsync(inForce.Clone().With(one => one.AsOf = before))).Select(one => one.Name));

        var sources = await suite.Sources.ListSourcesAsync(new ListSourcesRequest { PageSize = 1000 });
        Assert.Contains(source, sources.Sources);
        Assert.All(sources.Sources, one => Assert.StartsWith("sources/", one.Name, StringComparison.Ordinal));
        Assert.Equal(["name"], (await Refusal.OfAsync(suite.Sources.GetSourceAsync(new GetSourceRequest { Name = first.Name }))).Fields);
        Assert.Equal(["name"], (await Refusal.OfAsync(() => GetAsync(source.Name))).Fields);
    }

    [Fact]
    public async Task The_feed_carries_sources_and_calibrations_in_the_order_in_which_they_were_recorded()
    {
        var after = (await suite.NewestAsync()).Sources;
        var source = await suite.CreateAsync(Source());
        var calibration = await suite.CreateAsync(Calibration());
        var retracted = await suite.RetractAsync(calibration);
        using var watching = suite.Sources.WatchSources(new WatchSourcesRequest { AfterRevision = after });
        var revisions = new List<SourceRevision>();
        while (revisions.All(one => one.Info.Revision < retracted.Revision))
        {
            Assert.True(await watching.ResponseStream.MoveNext());
            revisions.AddRange(watching.ResponseStream.Current.Revisions);
        }

        Assert.All(revisions, one => Assert.Equal(one.Info.Record, one.Source?.Name ?? one.Calibration.Name));
        Assert.All(revisions, one => Assert.True(one.Source is null ^ one.Calibration is null));
        Assert.Contains(source, revisions.Select(one => one.Source));
        Assert.Equal([calibration, retracted], revisions.Select(one => one.Calibration).Where(one => one?.Name == calibration.Name));
        Assert.Equal("Learned from claims that were retracted.", revisions.Single(one => one.Info.Revision == retracted.Revision).Info.Reason);
    }

    [Fact]
    public async Task Over_JSON_it_is_the_same_record()
    {
        using var answer = await PostAsync($"/v1/calibrations?calibrationId=over-json&requestId={NewRequestId()}", JsonFormatter.Default.Format(Calibration("Over JSON")));
        var created = await ReadAsync<Calibration>(answer);
        Assert.Equal(created, await GetAsync("calibrations/over-json"));
        using var read = await suite.Http.GetAsync(new Uri("/v1/calibrations/over-json", UriKind.Relative));
        Assert.Equal(created, await ReadAsync<Calibration>(read));
        using var listed = await suite.Http.GetAsync(new Uri("/v1/calibrations?pageSize=1000", UriKind.Relative));
        Assert.Contains(created, (await ReadAsync<ListCalibrationsResponse>(listed)).Calibrations);

        using var refused = await PostAsync($"/v1/calibrations?requestId={NewRequestId()}", """{"sources": [{"source": "sources/a", "relation": "SOURCE_RELATION_NEUTRAL", "spread": 0}]}""");
        Assert.Superset(
            new HashSet<string> { "calibration.fitted_from", "calibration.sources[0].spread", "calibration.sources[0].bias" }, (await Refusal.OfAsync(refused)).Fields.ToHashSet());

        var etag = JsonFormatter.Default.Format(new RetractCalibrationRequest { Etag = created.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
        using var taken = await PostAsync("/v1/calibrations/over-json:retract", etag);
        Assert.Equal(CalibrationState.Retracted, (await ReadAsync<Calibration>(taken)).State);
    }

    [Fact]
    public async Task A_report_whose_policy_uses_none_stays_as_it_is_to_the_byte()
    {
        var incident = await suite.CreateAsync(Incident());
        var claim = await suite.RecordAsync(Claim(incident.Name));
        var before = await BodyAsync(await suite.NewestAsync());
        var calibration = await suite.CreateAsync(Calibration());
        Assert.Equal(before, await BodyAsync(new SuiteRevisions { Sources = calibration.Revision }));
        var retracted = await suite.RetractAsync(calibration);
        Assert.Equal(before, await BodyAsync(new SuiteRevisions { Counts = claim.Revision, Sources = retracted.Revision }));

        async Task<byte[]> BodyAsync(SuiteRevisions min)
        {
            var (body, report) = await suite.ReportBytesAsync(new() { Name = $"{incident.Name}/report", Policy = "documented-bounds", MinRevisions = min });
            Assert.Equal("", report.Provenance.Calibration);
            return body;
        }
    }

    [Theory]
    [InlineData(0, double.Epsilon, -10)]
    [InlineData(1, 5, 10)]
    public async Task One_that_is_sure_of_everything_still_gives_ranges(double share, double spread, double bias)
    {
        var incident = await suite.CreateAsync(Incident());
        string[] sources = [(await suite.CreateAsync(Source())).Name, (await suite.CreateAsync(Source())).Name, (await suite.CreateAsync(Source())).Name];
        foreach (var (source, people) in sources.Zip([0, 40, 10_000_000]))
            await suite.RecordAsync(Claim(incident.Name, source, source, Exactly(people)));
        var sure = sources.Select(source => TrackRecord(source).With(row =>
            (row.FabricatedShare, row.DenialShare, row.CopiedShare, row.Spread, row.Bias, row.BiasVariance) = (share, share, share, spread, bias, spread)));
        var calibration = await suite.CreateAsync(Calibration().With(one =>
        {
            one.Sources.Add(sure);
            one.Lags.Add(Enumerable.Repeat(new LagTrackRecord { IncompleteShare = share, MeanLogShortfall = 10 * share }, 5));
        }));

        var report = await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        Assert.Equal(calibration.Name, report.Provenance.Calibration);
        Assert.All(report.Estimates[0].Count.Intervals, range => Assert.InRange(range.High, range.Low, 100_000_000));
        Assert.True(double.IsFinite(report.Estimates[0].Count.Mean));
    }

    // From G(0) to G(1), as few resolved incidents give them.
    private static double[] Knots() => [.. Enumerable.Range(0, 21).Select(i => Math.Pow(i / 20.0, 1.2))];

    private async Task<Calibration> GetAsync(string name, AsOf? asOf = null) =>
        await suite.Sources.GetCalibrationAsync(new GetCalibrationRequest { Name = name, AsOf = asOf });

    private async Task<IEnumerable<string>> FaultsAsync(Calibration calibration) => (await Refusal.OfAsync(() => suite.CreateAsync(calibration))).Fields;

    private async Task<IReadOnlyList<Calibration>> NewestAsync(ListCalibrationsRequest request) => (await suite.Sources.ListCalibrationsAsync(request)).Calibrations;

    private async Task<List<Calibration>> ListAllAsync(ListCalibrationsRequest request)
    {
        var all = new List<Calibration>();
        do
        {
            var page = await suite.Sources.ListCalibrationsAsync(request);
            Assert.InRange(page.CalculateSize(), 1, LargestResponseBytes);
            all.AddRange(page.Calibrations);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return all;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await suite.Http.PostAsync(new Uri(path, UriKind.Relative), body);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response)
        where T : IMessage<T>, new()
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonParser.Default.Parse<T>(text);
    }
}
