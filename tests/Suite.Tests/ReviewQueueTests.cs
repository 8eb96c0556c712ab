using Casualties.Audit.V1;
using Casualties.Counts.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using static Casualties.Tests.Shared.Some;
using static Casualties.Tests.Shared.Reviewing;

namespace Suite.Tests;

/// <summary>What would move the most people waits at the top.</summary>
public sealed class ReviewQueueTests : SuiteTest
{
    [Fact]
    public async Task On_the_sample_all_that_waits_stands_in_the_order_of_what_it_moves()
    {
        var suite = await StartAsync();
        await suite.ImportSampleAsync();
        var sources = (await suite.Sources.ListSourcesAsync(new ListSourcesRequest { PageSize = 1000 })).Sources;
        var standings = await Standing.AllAsync(suite);
        var busiest = standings.GroupBy(one => one.Claim.Voice).MaxBy(voice => voice.Count())!.Key;
        var source = await suite.FlagAsync(sources.Single(one => one.Name == busiest), Flag());
        var claim = standings.MaxBy(one => one.People)!.Claim;
        await suite.FlagAsync(claim, Flag());
        await suite.Sources.RateSourceAsync(
            new RateSourceRequest { Name = source.Name, Etag = source.Etag, Grade = ReliabilityGrade.B, Rationale = "Known.", RequestId = NewRequestId() });
        // A grade changes numbers.
        standings = await Standing.AllAsync(suite);

        var live = standings.Where(one => one.IsLive).ToList();
        var moves = standings.ToDictionary(one => one.Claim.Name, one => one.People);
        var suggestions = (await suite.SuggestionsAsync()).Suggestions;
        var expected = new[] { (ReviewItemKind.OpenFlag, claim.Name, moves[claim.Name]) }
            .Append((ReviewItemKind.OpenFlag, busiest, live.Where(one => one.Claim.Voice == busiest || one.Claim.Publisher == busiest).Sum(one => one.People)))
            .Concat(live.Where(one => !one.Claim.IsRepetition && one.Claim.Voice != busiest).GroupBy(one => one.Claim.Voice)
                .Select(voice => (ReviewItemKind.UngradedSource, voice.Key, voice.Sum(one => one.People))).Where(one => one.Item3 > 0))
            .Concat(suggestions.Select(one => (ReviewItemKind.SuggestedCopy, one.Claim, moves[one.Claim])))
            .Concat(Drifting(live).Select(one => (ReviewItemKind.TrackRecordDrift, one.Voice, one.People)))
            .OrderByDescending(one => one.Item3).ThenBy(one => one.Item1).ThenBy(one => one.Item2, StringComparer.Ordinal)
            .ToList();
        var found = await suite.ItemsAsync();

        Assert.Equal(expected, found.Items.Select(item => (item.Kind, item.Record, item.People)));
        Assert.Equal(expected.Count, found.ItemCount);
        Assert.All(found.Items, item => Assert.NotEmpty(item.DisplayName));
        var large = await suite.ItemsAsync(minPeople: 100, pageSize: 3);
        Assert.Equal((found.Items.Count(item => item.People >= 100 || item.Kind == ReviewItemKind.OpenFlag), 3), (large.ItemCount, large.Items.Count));
        Assert.Equal(found.Items.Where(item => item.Kind == ReviewItemKind.UngradedSource), (await suite.ItemsAsync(ReviewItemKind.UngradedSource)).Items);
    }

    [Fact]
    public async Task A_source_that_does_worse_than_it_did_is_noticed()
    {
        var suite = await StartAsync();
        for (var i = 0; i < 24; i++)
        {
            var year = i < 12 ? 2019 : 2021;
            var incident = (await suite.CreateAsync(Incident().With(one => one.EventTime.StartDate = Day(year, 3, i % 12 + 1)), $"blast-{i}")).Name;
            foreach (var other in new[] { "hospital", "monitor", "agency" })
                await RecordAsync(incident, other, 20);
            await RecordAsync(incident, "drifter", year == 2019 ? 20 : 400);

            Task<Claim> RecordAsync(string about, string who, int people) => suite.RecordAsync(
                Claim(about, $"sources/{who}", $"sources/{who}", Exactly(people)).With(one => one.PublishedDate = Day(year, 3, i % 12 + 2)));
        }
        var item = Assert.Single((await suite.ItemsAsync(ReviewItemKind.TrackRecordDrift)).Items);

        Assert.Equal(("sources/drifter", 12, ""), (item.Record, item.IncidentCount, item.DisplayName));
        Assert.Equal("Of its newer claims, those of the last 365 days, 0 of 12 lie within what all others say; of its older ones, 12 of 12.", item.Because);
        var expected = Assert.Single(Drifting(await Standing.AllAsync(suite)));
        Assert.Equal((expected.Voice, expected.People), (item.Record, item.People));
    }

    [Fact]
    public async Task An_incident_that_lost_all_sources_but_one_waits_until_it_recovers()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(incident.Name, "sources/newspaper", "sources/newspaper", Exactly(10)));
        Assert.Empty((await FragileAsync()).Items);
        var claim = await suite.RecordAsync(Claim(incident.Name, "sources/hospital", "sources/hospital", Exactly(12)));
        Assert.Empty((await FragileAsync()).Items);
        var before = (await suite.ReportAsync(incident.Name, await suite.NewestAsync())).Estimates[0].Count.Median;

        claim = await suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = claim.Name, Etag = claim.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
        var item = Assert.Single((await FragileAsync()).Items);
        Assert.Equal((incident.Name, incident.Title, before, claim.UpdateTime), (item.Record, item.DisplayName, item.People, item.SinceTime));
        Assert.StartsWith("All figures come from one source", item.Because, StringComparison.Ordinal);
        await suite.RestartAsync(suite.DeleteReadModel);
        Assert.Equal(item, Assert.Single((await FragileAsync()).Items));

        var again = await suite.RecordAsync(Claim(incident.Name, "sources/monitor", "sources/monitor", Exactly(11)));
        Assert.Empty((await FragileAsync()).Items);
        again = await suite.DecideAsync(await suite.FlagAsync(again, Flag()), FlagState.Upheld);
        Assert.Equal(again.Flags[0].Steps[^1].StepTime, Assert.Single((await FragileAsync()).Items).SinceTime);
        await suite.DecideAsync(await suite.AppealAsync(again), FlagState.Rejected, "court");
        Assert.Empty((await FragileAsync()).Items);

        Task<ListReviewItemsResponse> FragileAsync() => suite.ItemsAsync(ReviewItemKind.FragileIncident);
    }

    [Fact]
    public async Task Who_a_sealed_source_is_the_queue_tells_stewards_only_and_open_flags_wait_whatever_they_move()
    {
        var suite = await StartAsync();
        var source = await suite.CreateAsync(Source("A witness").With(one => one.Confidentiality = Confidentiality.Sealed));
        source = await suite.Sources.FlagSourceAsync(new FlagSourceRequest { Name = source.Name, Etag = source.Etag, Flag = Flag(), RequestId = NewRequestId() });

        var told = Assert.Single((await suite.ItemsAsync(minPeople: 1_000_000)).Items);
        Assert.Equal((ReviewItemKind.OpenFlag, source.Name, "restricted source", 0), (told.Kind, told.Record, told.DisplayName, told.People));
        Assert.Equal((source.Flags[0].Id, source.Flags[0].RaiseTime), (told.Flag.Id, told.SinceTime));
        // Why it was flagged may say who it is.
        Assert.Equal(("", 0), (told.Flag.Rationale, told.Flag.Evidence.Count));
        Assert.Equal("", Assert.Single((await suite.Reviews().ListFlagsAsync(new())).Flags).Flag.Rationale);
        var steward = new ReviewService.ReviewServiceClient(suite.As(Reviewer("steward") with { Roles = Casualties.Hosting.RoleSet.Of(Role.Reader, Role.Steward) }));
        var known = Assert.Single((await steward.ListReviewItemsAsync(new())).Items);
        Assert.Equal(("A witness", source.Flags[0]), (known.DisplayName, known.Flag));

        // Not everyone may know of the source: that somebody was told of it is recorded.
        var audited = (await new AuditService.AuditServiceClient(suite.Invoker).ListAuditEventsAsync(new ListAuditEventsRequest { Service = "gateway" })).Events;
        Assert.Equal(["steward", "reviewer", "reviewer"], audited.Where(one => one.Records.Contains(source.Name)).Select(one => one.Caller));
    }

    // Voices whose newer claims do so much worse, or better, than their older ones that it is hardly chance.
    private static IEnumerable<(string Voice, long People)> Drifting(IEnumerable<Standing> standings) =>
        from voice in standings.Where(one => one.Tested && one.Claim.PublishedDate is not null).GroupBy(one => one.Claim.Voice)
        let cut = voice.Max(DayOf).AddDays(-365)
        let newer = voice.Where(one => DayOf(one) > cut).ToList()
        let older = voice.Where(one => DayOf(one) <= cut).ToList()
        where newer.Count >= 10 && older.Count >= 10
        let share = (double)voice.Count(one => one.Within) / voice.Count()
        let error = Math.Sqrt(share * (1 - share) * ((1.0 / newer.Count) + (1.0 / older.Count)))
        where Math.Abs(newer.Average(one => one.Within ? 1.0 : 0) - older.Average(one => one.Within ? 1.0 : 0)) > 2.58 * error
        select (voice.Key, newer.Sum(one => one.People));

    private static DateOnly DayOf(Standing one) => new(one.Claim.PublishedDate.Year, one.Claim.PublishedDate.Month, one.Claim.PublishedDate.Day);
}
