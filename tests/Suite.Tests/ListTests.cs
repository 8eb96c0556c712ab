using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Listings of records: pages of one moment, in a fixed order.</summary>
public sealed class ListTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task All_pages_of_a_listing_are_read_at_one_revision_while_others_write()
    {
        var incident = shared.NextIncident();
        await ImportAsync(incident, 120);
        var writing = new CancellationTokenSource();
        var writer = Task.Run(async () =>
        {
            while (!writing.IsCancellationRequested)
            {
                var claim = await suite.RecordAsync(Claim(incident));
                await suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = claim.Name, Etag = claim.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
            }
        });
        var filter = $"incident = \"{incident}\" AND state = \"CLAIM_STATE_LIVE\"";
        for (var listing = 0; listing < 5; listing++)
        {
            var pages = await PagesAsync(new ListClaimsRequest { Filter = filter, PageSize = 25 });
            var revision = Assert.Single(pages.Select(page => page.Revision).Distinct());
            var whole = await suite.Claims.ListClaimsAsync(new ListClaimsRequest { Filter = filter, PageSize = 1000, AsOf = new() { Revision = revision } });
            Assert.Equal(whole.Claims, pages.SelectMany(page => page.Claims));
            Assert.All(pages.SkipLast(1), page => Assert.Equal(25, page.Claims.Count));
        }
        await writing.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Claims_come_in_the_order_in_which_they_were_first_recorded_also_after_they_changed()
    {
        var incident = shared.NextIncident();
        var first = await suite.RecordAsync(Claim(incident), "z-first");
        await suite.RecordAsync(Claim(incident), "a-second");
        await suite.Claims.RetractClaimAsync(new RetractClaimRequest { Name = first.Name, Etag = first.Etag, Reason = "Wrong.", RequestId = NewRequestId() });

        Assert.Equal(["claims/z-first", "claims/a-second"], (await shared.ClaimsAsync(incident)).Select(claim => claim.Name));
    }

    [Theory]
    [InlineData(0, 50)]
    [InlineData(1, 1)]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000)]
    [InlineData(int.MaxValue, 1000)]
    public async Task A_page_holds_50_records_if_nothing_is_asked_and_never_more_than_1000(int asked, int held)
    {
        var incident = shared.NextIncident();
        await ImportAsync(incident, 1000);
        await ImportAsync(incident, 2);
        var page = await suite.Claims.ListClaimsAsync(new ListClaimsRequest { Filter = $"incident = \"{incident}\"", PageSize = asked });

        Assert.Equal(held, page.Claims.Count);
        Assert.NotEqual("", page.NextPageToken);
    }

    [Fact]
    public async Task A_page_of_large_records_ends_early_and_the_next_goes_on_where_it_ended()
    {
        const int LargestResponseBytes = 4 * 1024 * 1024;
        var incident = shared.NextIncident();
        await ImportAsync(incident, 1000, note: new string('x', 1_000), quote: new string('y', 2_000));
        var pages = await PagesAsync(new ListClaimsRequest { Filter = $"incident = \"{incident}\"", PageSize = 1000 });

        Assert.All(pages, page => Assert.InRange(page.CalculateSize(), 1, LargestResponseBytes));
        Assert.InRange(pages.Count, 2, 10);
        Assert.Equal(1000, pages.SelectMany(page => page.Claims).Select(claim => claim.Name).Distinct().Count());
    }

    [Fact]
    public async Task The_last_page_has_no_token_also_when_it_is_full()
    {
        var incident = shared.NextIncident();
        await ImportAsync(incident, 4);
        var pages = await PagesAsync(new ListClaimsRequest { Filter = $"incident = \"{incident}\"", PageSize = 2 });
        Assert.Equal([2, 2], pages.Select(page => page.Claims.Count));
    }

    [Fact]
    public async Task A_page_size_below_zero_is_refused()
    {
        Assert.Equal(["page_size"], (await Refusal.OfAsync(suite.Claims.ListClaimsAsync(new ListClaimsRequest { PageSize = -1 }))).Fields);
        Assert.Equal(["page_size"], (await Refusal.OfAsync(suite.Incidents.ListIncidentsAsync(new ListIncidentsRequest { PageSize = -1 }))).Fields);
        Assert.Equal(
            ["page_size"],
            (await Refusal.OfAsync(suite.Claims.ListClaimRevisionsAsync(new ListClaimRevisionsRequest { Name = "claims/a", PageSize = -1 }))).Fields);
    }

    [Fact]
    public async Task A_token_works_only_for_the_listing_that_it_came_from()
    {
        var incident = shared.NextIncident();
        await ImportAsync(incident, 3);
        var listing = new ListClaimsRequest { Filter = $"incident = \"{incident}\"", PageSize = 1 };
        var token = (await suite.Claims.ListClaimsAsync(listing)).NextPageToken;

        ListClaimsRequest[] others =
        [
            new() { PageToken = token },
            new() { PageToken = token, Filter = $"incident = \"{incident}x\"" },
            new() { PageToken = token, Filter = listing.Filter, AsOf = new() { Revision = 1 } },
            new() { PageToken = $"{(token[0] == 'A' ? 'B' : 'A')}{token[1..]}", Filter = listing.Filter },
            new() { PageToken = "made up", Filter = listing.Filter },
        ];
        foreach (var other in others)
        {
            var refusal = await Refusal.OfAsync(suite.Claims.ListClaimsAsync(other));
            Assert.Equal((StatusCode.InvalidArgument, "PAGE_TOKEN_MISMATCH"), (refusal.Code, refusal.Reason));
            Assert.Equal(["page_token"], refusal.Fields);
        }
        Assert.Equal(
            "PAGE_TOKEN_MISMATCH",
            (await Refusal.OfAsync(suite.Incidents.ListIncidentsAsync(new ListIncidentsRequest { PageToken = token, Filter = "" }))).Reason);
        // How many records a page holds is no part of what is listed.
        Assert.Equal(2, (await suite.Claims.ListClaimsAsync(listing.Clone().With(next => (next.PageToken, next.PageSize) = (token, 10)))).Claims.Count);
    }

    [Fact]
    public async Task A_filter_that_cannot_be_read_is_refused_and_says_where()
    {
        var refusal = await Refusal.OfAsync(suite.Claims.ListClaimsAsync(new ListClaimsRequest { Filter = "incident = \"a\" AND colour = \"red\"" }));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FILTER", "19"), (refusal.Code, refusal.Reason, refusal.Metadata["position"]));
        Assert.Equal(["filter"], refusal.Fields);
    }

    [Fact]
    public async Task Incidents_are_filtered_by_country_day_tactic_and_state()
    {
        var prefix = $"f{NewRequestId()[..8]}";
        await suite.CreateAsync(Incident().With(one => (one.Place.Country, one.Place.Admin1) = ("SDN", prefix)), $"{prefix}-a");
        await suite.CreateAsync(Incident().With(one => (one.Place.Admin1, one.EventTime.StartDate) = (prefix, Day(2021, 8, 9))), $"{prefix}-b");
        await suite.CreateAsync(Incident().With(one => (one.Place.Admin1, one.Tactic) = (prefix, Tactic.DroneStrike)), $"{prefix}-c");

        Assert.Equal([$"{prefix}-a"], await FoundAsync("country = \"SDN\""));
        Assert.Equal([$"{prefix}-b"], await FoundAsync("start_date > \"2021-08-03\""));
        Assert.Equal([$"{prefix}-c"], await FoundAsync("tactic = \"TACTIC_DRONE_STRIKE\""));
        Assert.Equal([$"{prefix}-a", $"{prefix}-c"], await FoundAsync("country = \"SDN\" OR tactic = \"TACTIC_DRONE_STRIKE\""));
        Assert.Equal([$"{prefix}-a", $"{prefix}-b", $"{prefix}-c"], await FoundAsync("NOT state = \"INCIDENT_STATE_RETRACTED\""));

        async Task<IEnumerable<string>> FoundAsync(string filter) =>
            (await suite.Incidents.ListIncidentsAsync(new ListIncidentsRequest { Filter = $"admin1 = \"{prefix}\" AND ({filter})" }))
            .Incidents.Select(incident => incident.Name["incidents/".Length..]);
    }

    [Fact]
    public async Task Several_records_come_in_the_order_of_their_names_also_twice_and_all_that_are_missing_are_named()
    {
        var a = await suite.RecordAsync(Claim(shared.NextIncident()));
        var b = await suite.RecordAsync(Claim(shared.NextIncident()));

        Assert.Equal([b, a, b], (await suite.Claims.BatchGetClaimsAsync(new BatchGetClaimsRequest { Names = { b.Name, a.Name, b.Name } })).Claims);
        var refusal = await Refusal.OfAsync(suite.Claims.BatchGetClaimsAsync(new BatchGetClaimsRequest { Names = { a.Name, "claims/gone", "claims/lost" } }));
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND", "claims/gone"), (refusal.Code, refusal.Reason, refusal.Metadata["resource"]));
        Assert.Equal(["claims/gone", "claims/lost"], refusal.Resources);
        var early = await Refusal.OfAsync(suite.Claims.BatchGetClaimsAsync(
            new BatchGetClaimsRequest { Names = { a.Name, b.Name }, AsOf = new() { Revision = a.Revision } }));
        Assert.Equal(b.Name, early.Metadata["resource"]);
    }

    [Fact]
    public async Task The_revisions_of_a_record_come_page_by_page_oldest_first()
    {
        var incident = await suite.CreateAsync(Incident("Title 0"));
        for (var edit = 1; edit < 5; edit++)
        {
            incident = await suite.Incidents.UpdateIncidentAsync(new UpdateIncidentRequest
            {
                Incident = new Incident { Name = incident.Name, Etag = incident.Etag, Title = $"Title {edit}" },
                Reason = $"Edit {edit}",
                RequestId = NewRequestId(),
            });
        }
        var revisions = new List<IncidentRevision>();
        var request = new ListIncidentRevisionsRequest { Name = incident.Name, PageSize = 2 };
        do
        {
            var page = await suite.Incidents.ListIncidentRevisionsAsync(request);
            revisions.AddRange(page.Revisions);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Enumerable.Range(0, 5).Select(edit => $"Title {edit}"), revisions.Select(revision => revision.Incident.Title));
        Assert.Equal(["", "Edit 1", "Edit 2", "Edit 3", "Edit 4"], revisions.Select(revision => revision.Info.Reason));
        Assert.Equal(incident, revisions[^1].Incident);
        Assert.Equal(StatusCode.NotFound, (await Refusal.OfAsync(
            suite.Incidents.ListIncidentRevisionsAsync(new ListIncidentRevisionsRequest { Name = "incidents/nowhere" }))).Code);
    }

    private async Task<List<ListClaimsResponse>> PagesAsync(ListClaimsRequest request)
    {
        var pages = new List<ListClaimsResponse>();
        do
        {
            pages.Add(await suite.Claims.ListClaimsAsync(request));
            request.PageToken = pages[^1].NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return pages;
    }

    private async Task ImportAsync(string incident, int claims, string note = "", string quote = "")
    {
        var chunk = new ImportClaimsRequest { RequestId = NewRequestId() };
        for (var i = 0; i < claims; i++)
            chunk.Entries.Add(new ClaimEntry { Claim = Claim(incident).With(claim => (claim.Note, claim.VerbatimQuote) = (note, quote)) });
        Assert.Equal(claims, Assert.Single(await suite.ImportAsync(chunk)).RecordedCount);
    }
}
