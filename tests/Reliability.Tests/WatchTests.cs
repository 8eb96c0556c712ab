using Casualties.Counts.V1;
using Casualties.Gateway;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>The change feed across kills of the gateway.</summary>
public sealed class WatchTests : ProcessTest
{
    private const int Writers = 8;
    private const int Kills = 3;
    private const int ClaimsBetweenKills = 100;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_watch_resumed_from_its_last_checkpoint_equals_the_table(bool split)
    {
        var suite = await StartSuiteAsync(split ? SuiteServiceNames.All : None);
        var source = await suite.Client.CreateAsync(Some.Source());
        var incident = await suite.Client.CreateAsync(Some.Incident());
        var load = new ClaimLoad([incident.Name], source.Name);
        var watched = new List<ClaimRevision>();

        for (var kill = 0; kill < Kills; kill++)
        {
            var watching = WatchAsync(suite.Client, watched, until: long.MaxValue);
            var writing = Enumerable.Range(0, Writers).Select(_ => load.WriteAsync(suite.Client)).ToArray();
            await Patience.WaitAsync($"{ClaimsBetweenKills} claims are acknowledged", load.AcknowledgeMoreAsync(ClaimsBetweenKills));
            await suite.Gateway.KillAsync();
            await Task.WhenAll(writing);
            await Patience.WaitAsync("the watch breaks", watching);
            await suite.StartGatewayAsync();
            await load.RepeatUnansweredAsync(suite.Client);
        }
        await Patience.WaitAsync("the watch comes to the end", WatchAsync(suite.Client, watched, until: load.AcknowledgedCount));

        var table = await ListAsync(suite.Client);
        load.CheckComplete(table);
        Assert.Equal(table, watched.ConvertAll(revision => revision.Claim));
        Assert.Equal(Enumerable.Range(1, table.Count).Select(number => (long)number), watched.ConvertAll(revision => revision.Info.Revision));
        Assert.Equal(watched.SkipLast(1).Select(revision => revision.Info.Hash), watched.Skip(1).Select(revision => revision.Info.PreviousHash));
    }

    /// <summary>Adds what a watch brings after what is there already, until it breaks or came so far.</summary>
    private static async Task WatchAsync(SuiteClient client, List<ClaimRevision> watched, long until)
    {
        using var watch = client.Claims.WatchClaims(new WatchClaimsRequest { AfterRevision = watched.Count });
        try
        {
            await foreach (var response in watch.ResponseStream.ReadAllAsync())
            {
                watched.AddRange(response.Revisions);
                Assert.Equal(watched.Count, response.Checkpoint);
                if (response.Checkpoint >= until)
                    return;
            }
        }
        catch (RpcException) when (until == long.MaxValue)
        {
            // The gateway was killed.
        }
    }

    private static async Task<List<Claim>> ListAsync(SuiteClient client)
    {
        var claims = new List<Claim>();
        var request = new ListClaimsRequest { PageSize = 1000 };
        do
        {
            var page = await client.Claims.ListClaimsAsync(request);
            claims.AddRange(page.Claims);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return claims;
    }
}
