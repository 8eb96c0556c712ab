using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Type.V1;
using Grpc.Core;

namespace Reliability.Tests;

/// <summary>The disk fails under a service.</summary>
public sealed class DiskFaultTests : ProcessTest
{
    private const int Claims = 12;
    // Of the write-ahead log, which is what makes a change durable. How SQLite writes it depends on how it was built.
    private const string Syncs = "fsync,fdatasync";
    private const string Writes = "pwrite64";

    private readonly List<string> acknowledged = [];

    private string StorePath => Path.Combine(Folder, StoreFiles.Of(SuiteService.Counts));

    private string TracePath => Path.Combine(Folder, "trace");

    [Theory]
    [InlineData(Syncs, "EIO", 1)]
    [InlineData(Syncs, "EIO", 2)]
    [InlineData(Syncs, "EIO", 3)]
    [InlineData(Syncs, "EIO", 7)]
    [InlineData(Writes, "EIO", 2)]
    [InlineData(Writes, "ENOSPC", 1)]
    [InlineData(Writes, "ENOSPC", 5)]
    [InlineData(Writes, "ENOSPC", 22)]
    [InlineData(Writes, "ENOSPC", 59)]
    public async Task A_call_that_fails_once_is_reported_and_the_change_repeated_is_stored_once(string calls, string error, int nth)
    {
        await Strace.SkipUnlessItWorksAsync();
        await FillAsync();
        var counts = await StartProcess("counts", Strace.Inject(TracePath, $"{StorePath}-wal", calls, error, $"{nth}", Service())).ListeningAsync();
        using var client = new SuiteClient(counts);

        var failures = 0;
        for (var i = 0; i < Claims; i++)
            failures += await RecordAsync(client, Request());

        Assert.True(failures > 0);
        Assert.Equal(0, await counts.StopAsync());
        Assert.True(await Strace.HasInjectedAsync(TracePath));
        await CheckStoredAsync();
    }

    [Fact]
    public async Task A_disk_that_stays_full_stops_writes_and_not_reads_and_loses_nothing()
    {
        await Strace.SkipUnlessItWorksAsync();
        await FillAsync();
        var counts = await StartProcess("counts", Strace.Inject(TracePath, $"{StorePath}-wal", Writes, "ENOSPC", "60+", Service())).ListeningAsync();
        var request = Request();
        using (var client = new SuiteClient(counts))
        {
            while (await TryRecordAsync(client, request))
                request = Request();
            Assert.False(await TryRecordAsync(client, request));
            Assert.Equal(acknowledged, (await client.Claims.ListClaimsAsync(new ListClaimsRequest())).Claims.Select(claim => claim.Name));
        }
        await counts.KillAsync();

        counts = await StartProcess("counts", Service()).ListeningAsync();
        using (var client = new SuiteClient(counts))
            Assert.Equal(0, await RecordAsync(client, request));
        Assert.Equal(0, await counts.StopAsync());
        await CheckStoredAsync();
    }

    [Theory]
    [InlineData(Syncs, "EIO", 3)]
    [InlineData(Writes, "ENOSPC", 1)]
    [InlineData(Writes, "ENOSPC", 30)]
    public async Task The_view_takes_in_what_it_could_not_store_at_first(string calls, string error, int nth)
    {
        await Strace.SkipUnlessItWorksAsync();
        var data = Path.Combine(Folder, "data");
        string[] serve = [Executable.Gateway, "serve", "--data", data, "--grpc-port", "0", "--http-port", "0"];
        var gateway = await StartProcess("gateway", serve).ListeningAsync();
        var (incident, source) = ("", "");
        using (var client = new SuiteClient(gateway))
            (incident, source) = ((await client.CreateAsync(Some.Incident())).Name, (await client.CreateAsync(Some.Source())).Name);
        Assert.Equal(0, await gateway.StopAsync());

        gateway = await StartProcess("gateway", Strace.Inject(TracePath, Path.Combine(data, $"{StoreFiles.ReadModel}-wal"), calls, error, $"{nth}", serve)).ListeningAsync();
        SortedDictionary<string, string> followed = [];
        var newest = new SuiteRevisions { Incidents = 1, Counts = Claims, Sources = 1 };
        using (var client = new SuiteClient(gateway))
        {
            for (var i = 1; i <= Claims; i++)
            {
                var claim = await client.RecordAsync(Some.Claim(incident, source, source, Some.Exactly(i)));
                Assert.Equal(i, (await client.ReportAsync(incident, new SuiteRevisions { Counts = claim.Revision })).Claims.Count);
            }
            followed = await client.ReportsAsync(newest);
        }
        Assert.Equal(0, await gateway.StopAsync());
        Assert.True(await Strace.HasInjectedAsync(TracePath));
        Assert.Contains("The read model cannot be written", gateway.Said, StringComparison.Ordinal);

        DeleteReadModel(data);
        gateway = await StartProcess("gateway", serve).ListeningAsync();
        using (var client = new SuiteClient(gateway))
            Assert.Equal(followed, await client.ReportsAsync(newest));
    }

    // Makes the store, so that what fails later is the writing of claims.
    private async Task FillAsync()
    {
        var counts = await StartProcess("counts", Service()).ListeningAsync();
        using (var client = new SuiteClient(counts))
            Assert.True(await TryRecordAsync(client, Request()));
        Assert.Equal(0, await counts.StopAsync());
    }

    /// <summary>Records a claim, again and again with the same request id if the store fails. Answers how often it failed.</summary>
    private async Task<int> RecordAsync(SuiteClient client, RecordClaimRequest request)
    {
        var failures = 0;
        while (!await TryRecordAsync(client, request))
            Assert.True(++failures < Claims, "A fault that was injected once goes on.");
        return failures;
    }

    private async Task<bool> TryRecordAsync(SuiteClient client, RecordClaimRequest request)
    {
        try
        {
            acknowledged.Add((await client.Claims.RecordClaimAsync(request)).Name);
            return true;
        }
        catch (RpcException e)
        {
            var refusal = Refusal.Of(e);
            Assert.Equal((StatusCode.Unavailable, "STORE_FAILED"), (refusal.Code, refusal.Reason));
            return false;
        }
    }

    private async Task CheckStoredAsync() => Assert.Equal(acknowledged, (await StoreCopy.ReadClaimsAsync(Folder)).ConvertAll(claim => claim.Name));

    private static RecordClaimRequest Request() => new() { Claim = Some.Claim("incidents/market"), RequestId = Some.NewRequestId() };

    private string[] Service() =>
        [Executable.Of(SuiteService.Counts), $"--Storage:Path={StorePath}", "--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0"];
}
