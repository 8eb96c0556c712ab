using Casualties.Gateway;
using Casualties.Tests.Clients;
using Casualties.Type.V1;

namespace Reliability.Tests;

/// <summary>The suite as one process and as four: callers see no difference.</summary>
public sealed class SplitTests : ProcessTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_report_read_at_a_returned_revision_shows_what_was_recorded(bool split)
    {
        var client = (await StartAsync(split)).Client;
        var source = await client.CreateAsync(Some.Source());
        var incident = await client.CreateAsync(Some.Incident());
        var claim = await client.RecordAsync(Some.Claim(incident.Name, source.Name, source.Name, Some.Exactly(8)));

        var report = await client.ReportAsync(
            incident.Name, new SuiteRevisions { Incidents = incident.Revision, Counts = claim.Revision, Sources = source.Revision });

        Assert.Equal(claim.Name, Assert.Single(report.Claims).Claim);
        var bounds = report.Estimates[0].Bounds;
        Assert.Equal((8, 8), (bounds.Low, bounds.High));
        Assert.Empty(report.Lacks);
        Assert.All(report.Freshness.Services, service => Assert.True(service.Following));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_program_in_JavaScript_records_and_reads(bool split)
    {
        var suite = await StartAsync(split);
        var seen = await NodeClient.RecordAndReadAsync(suite.Gateway.Grpc.Authority, TestKey.Owner.Current, TestContext.Current.CancellationToken);
        var report = await suite.Client.ReportAsync(seen.GetProperty("incident").GetString()!);
        Assert.Equal(seen.GetProperty("claim").GetString(), Assert.Single(report.Claims).Claim);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_command_that_knows_the_contract_from_the_server_alone_records_and_reads(bool split)
    {
        var suite = await StartAsync(split, "--Reflection=true");
        var source = await suite.Client.CreateAsync(Some.Source());
        var incident = await suite.Client.CreateAsync(Some.Incident());
        var claim = await CurlAsync(suite, "casualties.counts.v1.ClaimService/RecordClaim", $$"""
            {
              "claim": {
                "incident": "{{incident.Name}}", "publisher": "{{source.Name}}", "originator": "{{source.Name}}",
                "counts": [{ "harm": "HARM_TYPE_KILLED", "form": "COUNT_FORM_AT_LEAST", "low": 3 }]
              },
              "requestId": "{{Some.NewRequestId()}}"
            }
            """);

        var report = await CurlAsync(suite, "casualties.reports.v1.ReportService/GetIncidentReport", $$"""
            { "name": "{{incident.Name}}/report", "minRevisions": { "counts": "{{claim.GetProperty("revision").GetString()}}" } }
            """);

        var bounds = report.GetProperty("estimates")[0].GetProperty("bounds");
        Assert.Equal("3", bounds.GetProperty("low").GetString());
        Assert.True(bounds.GetProperty("openAbove").GetBoolean());
    }

    private Task<ProcessSuite> StartAsync(bool split, params string[] settings) => StartSuiteAsync(split ? SuiteServiceNames.All : None, settings);

    private static Task<System.Text.Json.JsonElement> CurlAsync(ProcessSuite suite, string method, string request) =>
        NodeClient.BufCurlAsync(suite.Gateway.Grpc.Authority, TestKey.Owner.Current, method, request, TestContext.Current.CancellationToken);
}
