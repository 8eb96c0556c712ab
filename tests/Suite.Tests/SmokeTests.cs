using Casualties.Type.V1;

namespace Suite.Tests;

public sealed class SmokeTests : SuiteTest
{
    [Fact]
    public async Task It_runs()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Some.Incident());
        var claim = await suite.RecordAsync(Some.Claim(incident.Name));
        var report = await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision, Incidents = incident.Revision });
        Assert.Equal(8, report.Estimates[0].Bounds.High);
        await suite.RestartAsync();
        report = await suite.ReportAsync(incident.Name, new SuiteRevisions { Counts = claim.Revision, Incidents = incident.Revision });
        Assert.Equal(8, report.Estimates[0].Bounds.High);
    }
}
