using Casualties.Type.V1;

namespace Reliability.Tests;

/// <summary>kill -9, at any moment.</summary>
public sealed class KillTests : ProcessTest
{
    private const int Rounds = 20;
    private const int Writers = 4;

    [Fact]
    public async Task No_kill_loses_an_acknowledged_claim_doubles_one_breaks_the_chain_or_spoils_the_view()
    {
        var suite = await StartSuiteAsync(None);
        var source = await suite.Client.CreateAsync(Some.Source());
        var incidents = new List<string>();
        for (var i = 0; i < 20; i++)
            incidents.Add((await suite.Client.CreateAsync(Some.Incident())).Name);
        var load = new ClaimLoad(incidents, source.Name);
        var random = new Random(20);

        for (var round = 0; round < Rounds; round++)
        {
            await KillUnderLoadAsync(suite, load, random.Next(60));
            load.CheckStored(await StoreCopy.ReadClaimsAsync(suite.Data));
            await suite.StartGatewayAsync();
            await load.RepeatUnansweredAsync(suite.Client);
        }

        // Nothing but claims was recorded in the counts service, each by one revision.
        var newest = new SuiteRevisions { Incidents = incidents.Count, Counts = load.AcknowledgedCount, Sources = 1 };
        var followed = await suite.Client.ReportsAsync(newest);
        Assert.Equal(incidents.Count, followed.Count);
        Assert.Equal(0, await suite.Gateway.StopAsync());
        load.CheckComplete(await StoreCopy.ReadClaimsAsync(suite.Data));

        DeleteReadModel(suite.Data);
        await suite.StartGatewayAsync();
        Assert.Equal(followed, await suite.Client.ReportsAsync(newest));
        Assert.Equal(0, await suite.Gateway.StopAsync());
        Assert.Equal(0, await StartProcess("verify", Executable.Gateway, "verify", "--data", suite.Data).EndAsync());
    }

    private static async Task KillUnderLoadAsync(ProcessSuite suite, ClaimLoad load, int afterClaims)
    {
        var enough = load.AcknowledgeMoreAsync(afterClaims);
        var writing = Enumerable.Range(0, Writers).Select(_ => load.WriteAsync(suite.Client)).Append(load.ImportAsync(suite.Client)).ToArray();
        await Patience.WaitAsync($"{afterClaims} claims are acknowledged", enough);
        await suite.Gateway.KillAsync();
        await Task.WhenAll(writing);
    }
}
