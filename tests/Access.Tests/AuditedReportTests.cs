using Casualties.Audit.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Tests.Shared.Some;

namespace Access.Tests;

/// <summary>Who read reports of which not everyone may know is kept.</summary>
public sealed class AuditedReportTests : SuiteTest
{
    [Fact]
    public async Task S16_Reading_a_report_that_holds_restricted_records_is_audited_and_reading_a_public_one_is_not()
    {
        var suite = await StartAsync();
        var open = await suite.CreateAsync(Incident());
        var hidden = await suite.CreateAsync(Incident().With(incident => incident.Visibility = Audience.Restricted));
        await suite.ReportAsync(hidden.Name, new SuiteRevisions { Incidents = hidden.Revision });
        var reader = Callers.Of(Role.Reader, Audience.Restricted);
        var reports = new ReportService.ReportServiceClient(suite.As(reader));
        await reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{open.Name}/report" });
        await reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{hidden.Name}/report" });
        await reports.ComparePoliciesAsync(new ComparePoliciesRequest { Name = $"{hidden.Name}/report" });
        var aggregates = new AggregateService.AggregateServiceClient(suite.As(reader));
        await aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = new AggregateQuery { Filter = new ReportFilter { Countries = { "AFG" } } } });
        var never = new ReportAsOf { Revisions = new SuiteRevisions() };
        await aggregates.CompareReportsAsync(new CompareReportsRequest { Name = $"{hidden.Name}/report", Before = never });
        await aggregates.CompareReportsAsync(new CompareReportsRequest { Name = $"{open.Name}/report", Before = never });
        await aggregates.CompareReportsAsync(new CompareReportsRequest { Query = new AggregateQuery(), Before = never });

        var events = (await new AuditService.AuditServiceClient(suite.As(Callers.Of(Role.Auditor, Audience.Restricted))).ListAuditEventsAsync(
            new ListAuditEventsRequest { Service = "gateway", Filter = $"caller = \"{reader.Subject}\"" })).Events;

        Assert.Equal(
            // Of a sum over any number of incidents it is kept that it was asked for, and by what, not each record that has a part in it.
            [
                "AggregateReports ", $"ComparePolicies {hidden.Name}/report", "CompareReports ", "CompareReports ", $"CompareReports {hidden.Name}/report", $"GetIncidentReport {hidden.Name}/report",
            ],
            events.Select(one => $"{one.Method[(one.Method.LastIndexOfAny(['/', '.']) + 1)..]} {string.Join(' ', one.Records)}").Order(StringComparer.Ordinal));
        Assert.Equal(["countries"], Assert.Single(events, one => one.FilterFields.Count > 0).FilterFields);
    }
}
