using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>Who may not be named has no row in any sum, and is not found by a filter; what it said counts.</summary>
public sealed class AggregateViewTests : SuiteTest
{
    [Fact]
    public async Task An_incident_of_which_a_policy_may_not_tell_how_many_is_there_all_the_same()
    {
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", "--Access:AllowAnonymousReaders=true"]);
        var incident = await suite.CreateAsync(Incident());
        foreach (var confidentiality in (Confidentiality[])[Confidentiality.Open, Confidentiality.Open, Confidentiality.Sealed])
        {
            var source = (await suite.CreateAsync(Source("A source").With(one => one.Confidentiality = confidentiality))).Name;
            await suite.RecordAsync(Claim(incident.Name, source, source));
        }
        await suite.ReportAsync(incident.Name, await suite.NewestAsync());

        // Beside the other one, this policy would tell what the sealed source said.
        foreach (var (policy, withoutEstimate) in ((string, int)[])[("calibrated", 0), ("two-independent", 1)])
        {
            var total = (await new AggregateService.AggregateServiceClient(suite.Anonymous).AggregateReportsAsync(
                new AggregateReportsRequest { Query = new AggregateQuery { Policy = policy, Harms = { HarmType.Killed } } })).Total;
            Assert.Equal((1, 3, 1 - withoutEstimate, withoutEstimate), (total.IncidentCount, total.ClaimCount, total.Totals[0].IncidentCount, total.Totals[0].IncidentsWithoutEstimate));
        }
    }

    [Fact]
    public async Task No_sum_names_a_source_that_is_pseudonymous_or_sealed_nor_is_found_by_it()
    {
        var suite = await StartAsync(args: ["--Limits:CallsPerSecond=0", "--Access:AllowAnonymousReaders=true"]);
        var sources = new Dictionary<Confidentiality, string>();
        foreach (var confidentiality in (Confidentiality[])[Confidentiality.Open, Confidentiality.NoLink, Confidentiality.Pseudonymous, Confidentiality.Sealed])
        {
            sources.Add(confidentiality, (await suite.CreateAsync(Source($"A source, {confidentiality}").With(source => source.Confidentiality = confidentiality))).Name);
            // Of one incident it speaks alone, of another all do.
            var alone = await suite.CreateAsync(Incident());
            await suite.RecordAsync(Claim(alone.Name, sources[confidentiality], sources[confidentiality]));
        }
        var shared = await suite.CreateAsync(Incident());
        foreach (var source in sources.Values)
            await suite.RecordAsync(Claim(shared.Name, source, source));
        await suite.ReportAsync(shared.Name, await suite.NewestAsync());

        foreach (var calls in Callers.All.Select(suite.As).Append(suite.Anonymous))
        {
            var aggregates = new AggregateService.AggregateServiceClient(calls);
            var aggregate = await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = new AggregateQuery { GroupBy = { Dimension.Source } } });
            Assert.Equal(5, aggregate.Total.IncidentCount);
            var named = aggregate.Rows.Select(row => row.Keys[0].Value).ToList();
            Assert.DoesNotContain(sources[Confidentiality.Pseudonymous], named);
            Assert.DoesNotContain(sources[Confidentiality.Sealed], named);
            Assert.Contains(sources[Confidentiality.Open], named);
            // Where the report of all of them may not tell who said what, nobody is named for it in a sum either.
            var report = await new ReportService.ReportServiceClient(calls).GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{shared.Name}/report" });
            Assert.Equal(report.BreakdownWithheld ? 3 : 2, aggregate.Rows.Single(row => row.Keys[0].Value.Length == 0).IncidentCount);
            foreach (var (confidentiality, source) in sources)
            {
                var found = await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = new AggregateQuery { Filter = new ReportFilter { Sources = { source } } } });
                Assert.Equal(named.Contains(source), found.Total.IncidentCount > 0);
                Assert.Equal(confidentiality < Confidentiality.Pseudonymous, named.Contains(source));
            }
        }
    }
}
