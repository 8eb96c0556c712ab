using Casualties.Reports.V1;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Several reports at once.</summary>
public sealed class ReportListTests(ReportListTests.Incidents incidents) : IClassFixture<ReportListTests.Incidents>
{
    private static readonly string[] Countries = ["AFG", "SDN", "UKR"];

    private readonly RunningSuite suite = incidents.Suite;

    [Fact]
    public async Task Reports_come_by_first_day_then_by_name_each_once_in_responses_of_at_most_100()
    {
        var responses = await ListAsync(new ListIncidentReportsRequest());

        Assert.All(responses, response => Assert.InRange(response.Reports.Count, 1, 100));
        Assert.All(responses, response => Assert.Equal(["incidents", "counts", "sources"], response.Freshness.Services.Select(service => service.Service)));
        var listed = responses.SelectMany(response => response.Reports).ToList();
        Assert.Equal(Incidents.Count, listed.Count);
        Assert.Equal(
            listed.OrderBy(IsoOf).ThenBy(report => report.Incident, StringComparer.Ordinal).Select(report => report.Incident),
            listed.Select(report => report.Incident));
        Assert.All(listed, report => Assert.Null(report.Freshness));
    }

    [Fact]
    public async Task Reports_are_chosen_by_country_and_by_first_day()
    {
        var all = (await ListAsync(new ListIncidentReportsRequest())).SelectMany(response => response.Reports).ToList();

        Assert.Equal(all.Where(report => report.Place.Country == "SDN"), await ChosenAsync(new() { Country = "SDN" }));
        Assert.Equal(all.Where(report => IsoOf(report) >= 20210810), await ChosenAsync(new() { StartDateFrom = Day(2021, 8, 10) }));
        Assert.Equal(all.Where(report => IsoOf(report) < 20210810), await ChosenAsync(new() { StartDateBefore = Day(2021, 8, 10) }));
        Assert.Equal(
            all.Where(report => report.Place.Country == "AFG" && IsoOf(report) is >= 20210805 and < 20210807),
            await ChosenAsync(new() { Country = "AFG", StartDateFrom = Day(2021, 8, 5), StartDateBefore = Day(2021, 8, 7) }));
        Assert.Empty(await ChosenAsync(new() { Country = "XXX" }));
    }

    [Fact]
    public async Task A_country_that_is_none_is_refused()
    {
        using var call = suite.Reports.ListIncidentReports(new ListIncidentReportsRequest { Country = "Sudan", StartDateFrom = Day(2021, 13, 1) });
        Assert.Equal(["country", "start_date_from"], (await Refusal.OfAsync(() => call.ResponseStream.MoveNext())).Fields);
    }

    [Fact]
    public async Task Several_reports_come_in_the_order_of_their_names_and_all_that_are_missing_are_named()
    {
        string[] names = [Incidents.NameOf(7), Incidents.NameOf(3), Incidents.NameOf(7)];
        var batch = await suite.Reports.BatchGetIncidentReportsAsync(new BatchGetIncidentReportsRequest { Names = { names.Select(name => $"{name}/report") } });

        Assert.Equal(names, batch.Reports.Select(report => report.Incident));
        Assert.All(batch.Reports, report => Assert.Null(report.Freshness));
        Assert.NotNull(batch.Freshness);
        foreach (var report in batch.Reports)
            Assert.Equal((await suite.ReportAsync(report.Incident)).With(one => one.Freshness = null), report);

        var refusal = await Refusal.OfAsync(suite.Reports.BatchGetIncidentReportsAsync(
            new BatchGetIncidentReportsRequest { Names = { $"{names[0]}/report", "incidents/gone/report", "incidents/lost/report" } }));
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND", "incidents/gone/report"), (refusal.Code, refusal.Reason, refusal.Metadata["resource"]));
        Assert.Equal(["incidents/gone/report", "incidents/lost/report"], refusal.Resources);
    }

    [Fact]
    public async Task No_more_than_100_reports_are_asked_for_at_once_and_each_by_a_name_of_a_report()
    {
        var many = await Refusal.OfAsync(suite.Reports.BatchGetIncidentReportsAsync(
            new BatchGetIncidentReportsRequest { Names = { Enumerable.Repeat("incidents/a/report", 101) } }));
        var wrong = await Refusal.OfAsync(suite.Reports.BatchGetIncidentReportsAsync(
            new BatchGetIncidentReportsRequest { Names = { "incidents/a", "", "incidents/a/report" } }));
        Assert.Equal(["names"], many.Fields);
        Assert.Equal(["names[0]", "names[1]"], wrong.Fields);
    }

    private async Task<IEnumerable<IncidentReport>> ChosenAsync(ListIncidentReportsRequest request) =>
        (await ListAsync(request)).SelectMany(response => response.Reports);

    private async Task<List<ListIncidentReportsResponse>> ListAsync(ListIncidentReportsRequest request)
    {
        request.MinRevisions = await suite.NewestAsync();
        var responses = new List<ListIncidentReportsResponse>();
        using var call = suite.Reports.ListIncidentReports(request);
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            responses.Add(response);
        return responses;
    }

    private static int IsoOf(IncidentReport report) => (report.EventTime.StartDate.Year * 10_000) + (report.EventTime.StartDate.Month * 100) + report.EventTime.StartDate.Day;

    /// <summary>A suite with incidents on 28 days in three countries.</summary>
    public sealed class Incidents : SuiteTest, IAsyncLifetime
    {
        public const int Count = 230;

        public RunningSuite Suite { get; private set; } = null!;

        public static string NameOf(int number) => $"incidents/{(number * 37) % Count}-{number}";

        public async ValueTask InitializeAsync()
        {
            Suite = await StartAsync();
            await Task.WhenAll(Enumerable.Range(0, Count).Select(number => Suite.CreateAsync(
                Incident().With(incident =>
                {
                    incident.EventTime.StartDate = Day(2021, 8, 1 + (number % 28));
                    incident.Place.Country = Countries[number % 3];
                }),
                NameOf(number)["incidents/".Length..])));
            await Suite.ReportAsync(NameOf(0), await Suite.NewestAsync());
        }
    }
}
