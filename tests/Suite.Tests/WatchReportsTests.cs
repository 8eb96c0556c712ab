using Casualties.Reports.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace Suite.Tests;

/// <summary>The stream of reports that change: whoever reads it knows the newest state of every report, from wherever it is taken up.</summary>
public sealed class WatchReportsTests : SuiteTest
{
    private const int MaxBatchReports = 100;

    [Fact]
    public async Task Watched_while_8_writers_write_the_last_state_of_each_report_is_the_report()
    {
        var suite = await StartAsync();
        using var watching = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest());
        var reading = ReadAsync(watching, [], "incidents/last");
        await Writers.RunAsync(suite, changesEach: 40);
        var reports = await CurrentAsync(suite);
        await AddLastAsync(suite, reports);

        var states = await reading;
        AssertSame(reports, states[^1].Known);
        foreach (var (token, known) in states.Where((_, place) => place % Math.Max(1, states.Count / 12) == 0))
        {
            using var again = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest { ResumeToken = token });
            AssertSame(reports, (await ReadAsync(again, known, "incidents/last"))[^1].Known);
        }
    }

    [Fact]
    public async Task A_stream_of_reports_is_taken_up_after_a_restart_where_it_was_left()
    {
        var suite = await StartAsync();
        await Writers.RunAsync(suite, changesEach: 5);
        var before = await CurrentAsync(suite);
        using var first = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest());
        await first.ResponseStream.MoveNext();
        var token = first.ResponseStream.Current.ResumeToken;
        Assert.Equal(before.Count, first.ResponseStream.Current.Reports.Count);

        await suite.RestartAsync();
        using var second = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest { ResumeToken = token });
        var reports = new Dictionary<string, IncidentReport>(before);
        await AddLastAsync(suite, reports);
        var news = await ReadAsync(second, [], "incidents/last");
        Assert.Equal(["incidents/last"], news[^1].Known.Keys);
    }

    [Fact]
    public async Task A_stream_taken_up_after_the_read_model_was_made_anew_brings_every_report_again()
    {
        var suite = await StartAsync();
        await Writers.RunAsync(suite, changesEach: 5);
        var reports = await CurrentAsync(suite);
        using var first = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest());
        await first.ResponseStream.MoveNext();
        var token = first.ResponseStream.Current.ResumeToken;

        await suite.RestartAsync(suite.DeleteReadModel);
        using var second = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest { ResumeToken = token });
        AssertSame(reports, await CurrentAsync(suite));
        await AddLastAsync(suite, reports);
        AssertSame(reports, (await ReadAsync(second, [], "incidents/last"))[^1].Known);
    }

    [Fact]
    public async Task A_stream_of_reports_says_something_at_least_every_15_seconds()
    {
        var time = new FakeTimeProvider(Kabul.Evening);
        var suite = await StartAsync(time);
        var incident = await suite.CreateAsync(Some.Incident());
        await suite.ReportAsync(incident.Name, await suite.NewestAsync());
        using var watching = suite.Reports.WatchIncidentReports(new WatchIncidentReportsRequest());

        Assert.True(await watching.ResponseStream.MoveNext());
        Assert.Equal(incident.Name, Assert.Single(watching.ResponseStream.Current.Reports).Incident);
        var token = watching.ResponseStream.Current.ResumeToken;
        for (var beat = 0; beat < 3; beat++)
        {
            Assert.True(await time.PassUntilAsync(watching.ResponseStream.MoveNext()));
            Assert.Empty(watching.ResponseStream.Current.Reports);
            Assert.Equal(token, watching.ResponseStream.Current.ResumeToken);
            Assert.NotNull(watching.ResponseStream.Current.Freshness);
        }
    }

    // Reads until a report of the incident comes, and answers what was known at each point on the way.
    private static async Task<List<(string Token, Dictionary<string, IncidentReport> Known)>> ReadAsync(
        AsyncServerStreamingCall<WatchIncidentReportsResponse> watching, Dictionary<string, IncidentReport> known, string until)
    {
        var states = new List<(string Token, Dictionary<string, IncidentReport> Known)>();
        var current = new Dictionary<string, IncidentReport>(known);
        while (!current.ContainsKey(until) || states.Count == 0)
        {
            Assert.True(await watching.ResponseStream.MoveNext());
            var response = watching.ResponseStream.Current;
            Assert.InRange(response.Reports.Count, 0, MaxBatchReports);
            foreach (var report in response.Reports)
                current[report.Incident] = report;
            states.Add((response.ResumeToken, new(current)));
        }
        return states;
    }

    private static async Task<Dictionary<string, IncidentReport>> CurrentAsync(RunningSuite suite)
    {
        var reports = new Dictionary<string, IncidentReport>();
        using var listing = suite.Reports.ListIncidentReports(new ListIncidentReportsRequest { MinRevisions = await suite.NewestAsync() });
        await foreach (var response in listing.ResponseStream.ReadAllAsync())
        {
            foreach (var report in response.Reports)
                reports.Add(report.Incident, await WithoutFreshnessAsync(suite, report.Incident));
        }
        return reports;
    }

    // Changes come in order, so that nothing is outstanding any more when the last one comes.
    private static async Task AddLastAsync(RunningSuite suite, Dictionary<string, IncidentReport> reports)
    {
        await suite.CreateAsync(Some.Incident(), "last");
        await suite.ReportAsync("incidents/last", await suite.NewestAsync());
        reports.Add("incidents/last", await WithoutFreshnessAsync(suite, "incidents/last"));
    }

    private static async Task<IncidentReport> WithoutFreshnessAsync(RunningSuite suite, string incident) =>
        (await suite.ReportAsync(incident)).With(report => report.Freshness = null);

    private static void AssertSame(Dictionary<string, IncidentReport> expected, Dictionary<string, IncidentReport> actual)
    {
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected, report => Assert.Equal(report.Value.ToByteString(), actual[report.Key].ToByteString()));
    }
}
