using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Ranges, what explains them, what other policies make of the same claims, and sums.</summary>
public sealed class EstimateTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task A_report_has_nested_ranges_and_says_what_each_figure_does()
    {
        var incident = await ThreeSourcesAsync();
        var report = await suite.ReportAsync(incident, await suite.NewestAsync());
        Assert.Equal(("calibrated", 1), (report.Provenance.Policy, report.Provenance.PolicyVersion));

        var estimate = report.Estimates[0];
        Assert.Equal([0.5, 0.8, 0.9, 0.95], estimate.Count.Intervals.Select(interval => interval.Level));
        Assert.All(estimate.Count.Intervals, interval => Assert.InRange(estimate.Count.Median, interval.Low, interval.High));
        Assert.All(estimate.Count.Intervals.Zip(estimate.Count.Intervals.Skip(1)), pair =>
            Assert.True(pair.Second.Low <= pair.First.Low && pair.First.High <= pair.Second.High));
        Assert.InRange(estimate.Count.ProbabilityOfAny, 0.9, 1);
        Assert.Equal((8, 14), (estimate.Bounds.Low, estimate.Bounds.High));
        // All were published on the day itself: the toll will probably rise, and the report says so.
        Assert.Contains(EstimateRemark.Rising, estimate.Count.Remarks);
        Assert.InRange(estimate.Count.Growth.ProbabilityOfMore, 0.2, 1);
        Assert.Contains("there were more", estimate.Explanation);

        var influences = report.Claims.SelectMany(claim => claim.Statements).Select(part => part.Influence).ToArray();
        Assert.Equal(3, influences.Length);
        Assert.All(influences, influence =>
        {
            Assert.InRange(influence.Weight, 0.5, 1);
            var reading = influence.Reading;
            Assert.Equal(1, reading.Denial + reading.Fabricated + reading.Exact + reading.Incomplete + reading.Noisy + reading.Copy, 0.001);
        });
    }

    [Fact]
    public async Task An_estimate_is_explained_in_words_and_numbers_over_gRPC_and_JSON()
    {
        var incident = await ThreeSourcesAsync();
        var name = $"{incident}/report";
        var newest = await suite.NewestAsync();
        var explanation = await suite.Reports.ExplainEstimateAsync(new ExplainEstimateRequest { Name = name, Harm = HarmType.Killed, MinRevisions = newest });
        Assert.Equal((await suite.ReportAsync(incident, newest)).Estimates[0], explanation.Estimate);
        Assert.StartsWith("Probably ", explanation.Sentences[0], StringComparison.Ordinal);
        Assert.Equal(3, explanation.Claims.Count);
        Assert.Equal(3, explanation.WithoutSources.Count);
        Assert.All(explanation.WithoutSources, without => Assert.True(without.HasMedian));
        Assert.NotEqual(FragilityLevel.Unspecified, explanation.Fragility.Level);
        Assert.Equal(1, explanation.Distribution.Probability.Sum(), 1e-6);

        using var response = await suite.Http.GetAsync(new Uri($"/v1/{name}:explain?harm=HARM_TYPE_KILLED", UriKind.Relative));
        Assert.Equal(explanation, JsonParser.Default.Parse<EstimateExplanation>(await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task What_an_explanation_says_of_a_missing_source_is_what_its_retraction_gives()
    {
        var incident = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(incident.Name, originator: "sources/ministry"));
        var hospital = await suite.RecordAsync(Claim(incident.Name, originator: "sources/hospital", counts: Exactly(14)));
        var explanation = await suite.Reports.ExplainEstimateAsync(
            new ExplainEstimateRequest { Name = $"{incident.Name}/report", Harm = HarmType.Killed, MinRevisions = await suite.NewestAsync() });
        var without = explanation.WithoutSources.Single(one => one.Source == "sources/hospital");

        await suite.Claims.RetractClaimAsync(new() { Name = hospital.Name, Etag = hospital.Etag, Reason = "Wrong.", RequestId = NewRequestId() });
        var after = (await suite.ReportAsync(incident.Name, await suite.NewestAsync())).Estimates[0].Count;
        Assert.Equal((after.Median, after.Intervals[2]), (without.Median, without.Interval));
    }

    [Fact]
    public async Task What_is_not_estimated_is_not_explained()
    {
        var incident = await ThreeSourcesAsync();
        var request = new ExplainEstimateRequest { Name = $"{incident}/report", Harm = HarmType.Injured, MinRevisions = await suite.NewestAsync() };
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), await CodeOfAsync(suite.Reports.ExplainEstimateAsync(request)));
        request.Name = "incidents/nowhere/report";
        Assert.Equal((StatusCode.NotFound, "RECORD_NOT_FOUND"), await CodeOfAsync(suite.Reports.ExplainEstimateAsync(request)));
        var refused = await Refusal.OfAsync(suite.Reports.ExplainEstimateAsync(new ExplainEstimateRequest { Name = "incidents/nowhere" }));
        Assert.Equal(["name", "harm"], refused.Fields);
    }

    [Fact]
    public async Task Policies_are_listed_and_stand_side_by_side()
    {
        var incident = await ThreeSourcesAsync();
        var listed = (await suite.Reports.ListPoliciesAsync(new ListPoliciesRequest())).Policies;
        Assert.Equal(["calibrated", "documented-bounds", "two-independent", "three-types", "graded-only"], listed.Select(policy => policy.Id));
        Assert.Equal(["calibrated"], listed.Where(policy => policy.IsDefault).Select(policy => policy.Id));

        var request = new ComparePoliciesRequest { Name = $"{incident}/report", MinRevisions = await suite.NewestAsync() };
        var compared = (await suite.Reports.ComparePoliciesAsync(request)).Policies;
        Assert.Equal(listed, compared.Select(one => one.Policy));
        foreach (var one in compared)
        {
            var report = await suite.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = request.Name, Policy = one.Policy.Id });
            Assert.Equal(report.Estimates, one.Estimates);
            Assert.Equal(one.Policy.HasRanges && one.Policy is { GradedOnly: false, MinSourceTypes: 0 }, one.Estimates[0].Count is not null);
        }

        var refused = await Refusal.OfAsync(suite.Reports.ComparePoliciesAsync(new ComparePoliciesRequest { Name = request.Name, Policies = { "hearsay", "calibrated", "calibrated" } }));
        Assert.Equal(["policies[0]", "policies[2]"], refused.Fields);
    }

    [Fact]
    public async Task A_claim_of_which_only_the_year_is_known_is_no_news_of_the_first_hours()
    {
        var incident = await suite.CreateAsync(Incident());
        await suite.RecordAsync(Claim(incident.Name).With(one => one.PublishedDate = new() { Year = 2024 }));
        var count = (await suite.ReportAsync(incident.Name, await suite.NewestAsync())).Estimates[0].Count;
        Assert.DoesNotContain(EstimateRemark.Rising, count.Remarks);
        Assert.InRange(count.Growth.HoursCovered, 24 * 365, double.MaxValue);
    }

    [Fact]
    public async Task An_earlier_state_is_explained_as_it_was()
    {
        var incident = await suite.CreateAsync(Incident());
        var first = await suite.RecordAsync(Claim(incident.Name));
        var then = new ExplainEstimateRequest
        {
            Name = $"{incident.Name}/report",
            Harm = HarmType.Killed,
            AsOf = new ReportAsOf { Revisions = new SuiteRevisions { Incidents = incident.Revision, Counts = first.Revision } },
        };
        var before = await suite.Reports.ExplainEstimateAsync(then);
        await suite.RecordAsync(Claim(incident.Name, originator: "sources/hospital", counts: Exactly(30)));
        Assert.Equal(before, await suite.Reports.ExplainEstimateAsync(then));
    }

    [Fact]
    public async Task A_sum_has_a_range_of_its_own_and_says_what_is_not_in_it()
    {
        const string Country = "ISL";
        var incidents = new List<string>();
        for (var i = 0; i < 4; i++)
            incidents.Add((await suite.CreateAsync(Incident().With(one => one.Place.Country = Country))).Name);
        foreach (var (incident, people) in incidents.Take(3).Zip([5, 12, 40]))
        {
            await suite.RecordAsync(Claim(incident, originator: "sources/ministry", counts: Exactly(people)));
            await suite.RecordAsync(Claim(incident, originator: "sources/hospital", counts: Exactly(people + 1)));
        }
        var newest = await suite.NewestAsync();
        var all = await suite.TotalAsync(new AggregateQuery { Filter = new ReportFilter { Countries = { Country } } }, min: newest);
        var sum = all.Total;

        Assert.Equal((4, "calibrated"), (sum.IncidentCount, all.Manifest.Policy));
        Assert.Equal([HarmType.Killed, HarmType.Injured, HarmType.Missing], sum.Totals.Select(total => total.Harm));
        var killed = sum.Totals[0];
        Assert.Equal((3, 1), (killed.IncidentCount, killed.IncidentsWithoutEstimate));
        Assert.Equal((57, 60), (killed.SumOfBounds.Low, killed.SumOfBounds.High));
        Assert.Equal((0, 4), (sum.Totals[1].IncidentCount, sum.Totals[1].IncidentsWithoutEstimate));

        // Errors cancel in part: the range of the sum is narrower than the sum of the ranges.
        var parts = new List<CountEstimate>();
        foreach (var incident in incidents.Take(3))
            parts.Add((await suite.ReportAsync(incident, newest)).Estimates[0].Count);
        var range = killed.Count.Intervals[2];
        Assert.InRange(range.Low, parts.Sum(part => part.Intervals[2].Low), killed.Count.Median);
        Assert.InRange(range.High, killed.Count.Median, parts.Sum(part => part.Intervals[2].High));
        Assert.Equal(parts.Sum(part => part.Mean), killed.Count.Mean, 0.01);

        var documented = (await suite.TotalAsync(new AggregateQuery { Filter = new ReportFilter { Countries = { Country } }, Policy = "documented-bounds" })).Total;
        Assert.All(documented.Totals, total => Assert.Null(total.Count));
        Assert.Equal(killed.SumOfBounds, documented.Totals[0].SumOfBounds);
    }

    // A ministry says 8, a hospital 14 and a monitor at least 10, all on the day.
    private async Task<string> ThreeSourcesAsync()
    {
        var incident = (await suite.CreateAsync(Incident())).Name;
        await suite.RecordAsync(Claim(incident, originator: "sources/ministry"));
        await suite.RecordAsync(Claim(incident, originator: "sources/hospital", counts: Exactly(14)));
        await suite.RecordAsync(Claim(incident, originator: "sources/monitor", counts: AtLeast(10)));
        return incident;
    }

    private static async Task<(StatusCode, string)> CodeOfAsync<T>(AsyncUnaryCall<T> call)
    {
        var refusal = await Refusal.OfAsync(call);
        return (refusal.Code, refusal.Reason);
    }
}
