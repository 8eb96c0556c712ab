using Casualties.Counts.V1;
using CsCheck;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Suite.Tests;

/// <summary>The change feed of a service: every revision once, in order, from wherever it is taken up.</summary>
public sealed class WatchClaimsTests : SuiteTest
{
    private const int MaxBatchRevisions = 500;

    [Fact]
    public async Task Watched_from_the_start_while_8_writers_write_the_feed_is_the_table_in_order_and_without_gaps()
    {
        var suite = await StartAsync();
        using var watching = suite.Claims.WatchClaims(new WatchClaimsRequest());
        var feed = new List<ClaimRevision>();
        var writing = Writers.RunAsync(suite, changesEach: 60);
        var reading = ReadAsync(watching, 0, feed, async () =>
        {
            await writing;
            return (await suite.NewestAsync()).Counts;
        });
        await reading;

        Assert.Equal(Enumerable.Range(1, feed.Count), feed.Select(revision => (int)revision.Info.Revision));
        AssertChained(feed);
        await AssertIsTableAsync(suite, feed);

        await Gen.Int[0, feed.Count].SampleAsync(async checkpoint => Assert.Equal(feed[checkpoint..], await RestAsync(suite, checkpoint, feed.Count)), iter: 20, threads: 2);
        Assert.Equal(feed, await RestAsync(suite, 0, feed.Count));
    }

    [Fact]
    public async Task A_feed_is_taken_up_after_a_restart_where_it_was_left()
    {
        var suite = await StartAsync();
        await Writers.RunAsync(suite, changesEach: 5);
        var newest = (await suite.NewestAsync()).Counts;
        var before = await RestAsync(suite, 0, newest);
        await suite.RestartAsync();
        var claim = await suite.RecordAsync(Some.Claim("incidents/a"));

        var rest = await RestAsync(suite, newest - 3, newest + 1);
        Assert.Equal(before[^3..], rest[..^1]);
        Assert.Equal(claim, rest[^1].Claim);
    }

    [Fact]
    public async Task A_feed_says_something_at_least_every_15_seconds()
    {
        var time = new FakeTimeProvider(Kabul.Evening);
        var suite = await StartAsync(time);
        var claim = await suite.RecordAsync(Some.Claim("incidents/a"));
        using var watching = suite.Claims.WatchClaims(new WatchClaimsRequest());

        Assert.True(await watching.ResponseStream.MoveNext());
        Assert.Equal(claim, Assert.Single(watching.ResponseStream.Current.Revisions).Claim);
        for (var beat = 0; beat < 3; beat++)
        {
            Assert.True(await time.PassUntilAsync(watching.ResponseStream.MoveNext()));
            Assert.Empty(watching.ResponseStream.Current.Revisions);
            Assert.Equal(claim.Revision, watching.ResponseStream.Current.Checkpoint);
        }
    }

    [Fact]
    public async Task A_feed_of_an_empty_store_opens_at_once()
    {
        var suite = await StartAsync();
        using var watching = suite.Claims.WatchClaims(new WatchClaimsRequest());

        Assert.True(await watching.ResponseStream.MoveNext());
        Assert.Equal(new WatchClaimsResponse(), watching.ResponseStream.Current);
    }

    [Fact]
    public async Task A_checkpoint_ahead_of_the_newest_revision_is_refused_with_both()
    {
        var suite = await StartAsync();
        await suite.RecordAsync(Some.Claim("incidents/a"));
        using var watching = suite.Claims.WatchClaims(new WatchClaimsRequest { AfterRevision = 2 });

        var refusal = await Refusal.OfAsync(() => watching.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.OutOfRange, "REVISION_AHEAD"), (refusal.Code, refusal.Reason));
        Assert.Equal(("2", "1"), (refusal.Metadata["revision"], refusal.Metadata["newest"]));
    }

    private static async Task<List<ClaimRevision>> RestAsync(RunningSuite suite, long after, long until)
    {
        using var watching = suite.Claims.WatchClaims(new WatchClaimsRequest { AfterRevision = after });
        var feed = new List<ClaimRevision>();
        await ReadAsync(watching, after, feed, () => Task.FromResult(until));
        return feed;
    }

    // Reads until the checkpoint is at the revision at which to end, which may become known only while reading.
    private static async Task ReadAsync(
        AsyncServerStreamingCall<WatchClaimsResponse> watching, long after, List<ClaimRevision> feed, Func<Task<long>> end)
    {
        var checkpoint = after;
        var ending = end();
        while (!ending.IsCompleted || checkpoint < await ending)
        {
            var next = watching.ResponseStream.MoveNext();
            if (await Task.WhenAny(next, ending) == ending && checkpoint >= await ending)
                return;
            Assert.True(await next);
            var response = watching.ResponseStream.Current;
            Assert.InRange(response.Revisions.Count, 0, MaxBatchRevisions);
            feed.AddRange(response.Revisions);
            checkpoint = response.Checkpoint;
            Assert.Equal(after + feed.Count, checkpoint);
        }
    }

    private static void AssertChained(List<ClaimRevision> feed)
    {
        Assert.Equal(new byte[32], feed[0].Info.PreviousHash);
        Assert.All(feed.Zip(feed.Skip(1)), pair => Assert.Equal(pair.First.Info.Hash, pair.Second.Info.PreviousHash));
        Assert.All(feed.Zip(feed.Skip(1)), pair => Assert.True(pair.First.Info.RecordTime <= pair.Second.Info.RecordTime));
        Assert.All(feed, revision => Assert.Equal(
            (revision.Info.Revision, revision.Info.Record), (revision.Claim.Revision, revision.Claim.Name)));
    }

    private static async Task AssertIsTableAsync(RunningSuite suite, List<ClaimRevision> feed)
    {
        var table = new List<Claim>();
        var request = new ListClaimsRequest { PageSize = 1000 };
        do
        {
            var page = await suite.Claims.ListClaimsAsync(request);
            table.AddRange(page.Claims);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        var histories = feed.GroupBy(revision => revision.Claim.Name).ToDictionary(history => history.Key, history => history.ToList());
        Assert.Equal(table, histories.Values.Select(history => history[^1].Claim));
        foreach (var claim in table.Where((_, place) => place % 10 == 0))
            Assert.Equal(histories[claim.Name], (await suite.Claims.ListClaimRevisionsAsync(new ListClaimRevisionsRequest { Name = claim.Name })).Revisions);
    }
}
