using Casualties.Gateway;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;

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
        var followed = await ReadReportsAsync(suite.Client, newest);
        Assert.Equal(incidents.Count, followed.Count);
        Assert.Equal(0, await suite.Gateway.StopAsync());
        load.CheckComplete(await StoreCopy.ReadClaimsAsync(suite.Data));

        foreach (var file in Directory.GetFiles(suite.Data, $"{StoreFiles.ReadModel}*"))
            File.Delete(file);
        await suite.StartGatewayAsync();
        Assert.Equal(followed, await ReadReportsAsync(suite.Client, newest));
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

    /// <summary>Every report as bytes, by the incident's name. How fresh it is is not a part of it.</summary>
    private static async Task<SortedDictionary<string, string>> ReadReportsAsync(SuiteClient client, SuiteRevisions newest)
    {
        var reports = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var listing = client.Reports.ListIncidentReports(new ListIncidentReportsRequest { MinRevisions = newest });
        await foreach (var response in listing.ResponseStream.ReadAllAsync())
        {
            foreach (var report in response.Reports)
                reports.Add(report.Incident, Convert.ToHexString(report.ToByteArray()));
        }
        return reports;
    }
}
