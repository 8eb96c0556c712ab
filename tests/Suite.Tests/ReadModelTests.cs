using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using CsCheck;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace Suite.Tests;

/// <summary>The read model is what the services say, however it came to be.</summary>
public sealed class ReadModelTests : SuiteTest
{
    [Fact]
    public async Task A_read_model_made_anew_equals_the_one_that_grew_byte_for_byte()
    {
        var suite = await StartAsync();
        var worlds = 0;
        await Step.Many.SampleAsync(
            async steps =>
            {
                var world = new World(suite, $"w{Interlocked.Increment(ref worlds)}");
                foreach (var step in steps)
                    await world.ApplyAsync(step);
            },
            iter: 8,
            threads: 2);
        var newest = await suite.NewestAsync();
        var grown = await BodiesAsync(suite, newest);
        var (rowsGrown, rowsAnew) = (new List<string>(), new List<string>());
        await suite.RestartAsync(() => rowsGrown = ReviewRows(suite));
        var kept = await BodiesAsync(suite, newest);
        await suite.RestartAsync(suite.DeleteReadModel);
        var anew = await BodiesAsync(suite, newest);
        await suite.RestartAsync(() => rowsAnew = ReviewRows(suite));

        Assert.NotEmpty(grown);
        Assert.Equal(grown, kept);
        Assert.Equal(grown, anew);
        Assert.Equal(grown.Count, rowsGrown.Count(row => row.StartsWith("footing", StringComparison.Ordinal)));
        Assert.Equal(rowsGrown, rowsAnew);
    }

    [Fact]
    public async Task When_an_older_copy_of_a_store_is_put_back_the_gateway_forgets_what_it_lost()
    {
        var suite = await StartAsync();
        suite.Logs.Expect("The history of counts changed");
        var incident = await suite.CreateAsync(Some.Incident());
        await suite.RecordAsync(Some.Claim(incident.Name, counts: Some.Exactly(3)));
        await suite.RestartAsync(() => Copy(suite.PathOf(StoreFiles.Of(SuiteService.Counts)), suite.PathOf("backup.db")));
        var before = await ReadAsync(suite, incident.Name);
        for (var i = 0; i < 5; i++)
            await suite.RecordAsync(Some.Claim(incident.Name, counts: Some.Exactly(100 + i)));
        Assert.Equal(6, (await ReadAsync(suite, incident.Name)).Report.LiveClaimCount);

        await suite.RestartAsync(() => Copy(suite.PathOf("backup.db"), suite.PathOf(StoreFiles.Of(SuiteService.Counts))));
        await ChangedAsync(suite, incident.Name, report => report.LiveClaimCount == 1);
        Assert.Equal(before.Body, (await ReadAsync(suite, incident.Name)).Body);

        // Revisions 2 to 5 once more, and not those that were lost.
        for (var revision = 2; revision <= 5; revision++)
        {
            var claim = await suite.RecordAsync(Some.Claim(incident.Name, counts: Some.Exactly(5)));
            var report = await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision });
            Assert.Equal(revision, claim.Revision);
            Assert.Contains(claim.Name, report.Claims.Select(part => part.Claim));
        }
    }

    [Fact]
    public async Task When_a_store_is_replaced_by_one_of_the_same_length_the_gateway_notices()
    {
        var suite = await StartAsync();
        suite.Logs.Expect("The history of counts changed");
        var incident = await suite.CreateAsync(Some.Incident());
        await suite.RecordAsync(Some.Claim(incident.Name, counts: Some.Exactly(3)));
        await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        var other = await StartAsync();
        await other.RecordAsync(Some.Claim(incident.Name, counts: Some.Exactly(4)));
        await other.StopAsync();

        var counts = StoreFiles.Of(SuiteService.Counts);
        await suite.RestartAsync(() => Copy(other.PathOf(counts), suite.PathOf(counts)));
        await ChangedAsync(suite, incident.Name, report => report.Estimates is [{ Bounds.High: 4 }, ..]);
    }

    // What reviewers are told from, which no report shows.
    private static List<string> ReviewRows(RunningSuite suite)
    {
        using var connection = new SqliteConnection($"Data Source={suite.PathOf(StoreFiles.ReadModel)};Pooling=False");
        connection.Open();
        var all = new List<string>();
        foreach (var table in new[] { "standing", "suggestion", "footing" })
        {
            using var select = connection.CreateCommand();
            select.CommandText = $"SELECT * FROM {table} ORDER BY 1";
            using var rows = select.ExecuteReader();
            while (rows.Read())
                all.Add($"{table}: {string.Join('|', Enumerable.Range(0, rows.FieldCount).Select(rows.GetValue))}");
        }
        return all;
    }

    private static void Copy(string from, string to) => File.Copy(from, to, overwrite: true);

    private static async Task<(byte[] Body, IncidentReport Report)> ReadAsync(RunningSuite suite, string incident) =>
        await suite.ReportBytesAsync(new GetIncidentReportRequest { Name = $"{incident}/report", MinRevisions = await suite.NewestAsync() });

    private static async Task ChangedAsync(RunningSuite suite, string incident, Func<IncidentReport, bool> into)
    {
        using var watching = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest());
        await foreach (var response in watching.ResponseStream.ReadAllAsync())
        {
            if (response.Reports.Any(report => report.Incident == incident && into(report)))
                return;
        }
        Assert.Fail("The stream ended.");
    }

    private static async Task<SortedDictionary<string, string>> BodiesAsync(RunningSuite suite, SuiteRevisions min)
    {
        var bodies = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var listing = suite.Reports.ListIncidentReports(new ListIncidentReportsRequest { MinRevisions = min });
        await foreach (var response in listing.ResponseStream.ReadAllAsync())
        {
            foreach (var listed in response.Reports)
            {
                var (body, report) = await suite.ReportBytesAsync(new GetIncidentReportRequest { Name = listed.Name });
                Assert.Equal(listed, report.With(one => one.Freshness = null));
                bodies.Add(listed.Incident, Convert.ToBase64String(body));
            }
        }
        return bodies;
    }
}
