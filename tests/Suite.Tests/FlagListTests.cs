using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;
using static Casualties.Tests.Shared.Reviewing;

namespace Suite.Tests;

/// <summary>Flags of all records stand in one list, as they are.</summary>
public sealed class FlagListTests : SuiteTest
{
    [Fact]
    public async Task A_flag_is_listed_through_its_life_with_the_etag_that_the_next_decision_needs()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Incident());
        var source = await suite.FlagAsync(await suite.CreateAsync(Source()), Flag());
        var claim = await suite.FlagAsync(await suite.RecordAsync(Claim(incident.Name, source.Name, source.Name)), Flag(FlagEffect.DownWeight));
        incident = await suite.FlagAsync(incident, Flag(FlagEffect.None));

        var listed = await ListAsync(suite, new());
        Assert.Equal([(incident.Name, incident.Etag), (claim.Name, claim.Etag), (source.Name, source.Etag)], listed.Select(one => (one.Record, one.Etag)));
        Assert.Equal([incident.Flags[0], claim.Flags[0], source.Flags[0]], listed.Select(one => one.Flag));

        source = await suite.DecideAsync(source, FlagState.UnderReview);
        Assert.Equal(source.Flags[0], Assert.Single(await ListAsync(suite, new() { State = FlagState.UnderReview })).Flag);
        source = await suite.DecideAsync(source, FlagState.Upheld);
        source = await suite.Sources.AppealSourceFlagAsync(
            new AppealSourceFlagRequest { Name = source.Name, Etag = source.Etag, FlagId = source.Flags[0].Id, Rationale = "Not so.", RequestId = NewRequestId() });
        var appealed = Assert.Single(await ListAsync(suite, new() { State = FlagState.Appealed }));
        Assert.Equal((source.Etag, true), (appealed.Etag, appealed.Flag.InForce));
        await suite.DecideAsync(source, FlagState.Rejected, "court");
        Assert.Empty(await ListAsync(suite, new() { State = FlagState.Appealed }));

        Assert.Equal(FlagState.Rejected, Assert.Single(await ListAsync(suite, new() { Record = source.Name })).Flag.State);
        Assert.Equal([incident.Name, claim.Name], (await ListAsync(suite, new() { State = FlagState.Open })).Select(one => one.Record));
        Assert.Empty(await ListAsync(suite, new() { Record = "claims/none" }));
    }

    [Fact]
    public async Task Pages_hold_every_flag_once_and_their_tokens_are_good_for_nothing_else()
    {
        var suite = await StartAsync();
        var raised = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var source = await suite.CreateAsync(Source());
            for (var j = 0; j < 4; j++)
            {
                source = await suite.FlagAsync(source, Flag());
                raised.Insert(0, source.Flags[^1].Id);
            }
        }
        await ListAsync(suite, new());

        var request = new ListFlagsRequest { PageSize = 5 };
        var pages = new List<ListFlagsResponse>();
        do
        {
            pages.Add(await suite.Reviews().ListFlagsAsync(request));
            request.PageToken = pages[^1].NextPageToken;
        }
        while (request.PageToken.Length > 0);
        Assert.Equal([5, 5, 2], pages.Select(page => page.Flags.Count));
        Assert.Equal(raised, pages.SelectMany(page => page.Flags).Select(one => one.Flag.Id));

        foreach (var wrong in new[] { pages[0].NextPageToken + "A", "none", pages[0].NextPageToken })
        {
            var refusal = await Refusal.OfAsync(suite.Reviews().ListFlagsAsync(new ListFlagsRequest { PageToken = wrong, State = FlagState.Open }));
            Assert.Equal((StatusCode.InvalidArgument, "PAGE_TOKEN_MISMATCH"), (refusal.Code, refusal.Reason));
        }
    }

    private static async Task<List<RecordFlag>> ListAsync(RunningSuite suite, ListFlagsRequest request)
    {
        // The list waits for nothing: what was recorded must be seen first.
        await suite.ItemsAsync();
        return [.. (await suite.Reviews().ListFlagsAsync(request)).Flags];
    }
}
