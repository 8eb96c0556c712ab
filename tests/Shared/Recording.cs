using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Casualties.Tests.Shared;

/// <summary>The calls that every test makes, in one line each.</summary>
public static class Recording
{
    /// <summary>Creates an incident; under a name of the server's if no id is given.</summary>
    public static async Task<Incident> CreateAsync(this RunningSuite suite, Incident incident, string id = "") =>
        await suite.Incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = incident, IncidentId = id, RequestId = Some.NewRequestId() });

    /// <summary>Creates a source; under a name of the server's if no id is given.</summary>
    public static async Task<Source> CreateAsync(this RunningSuite suite, Source source, string id = "") =>
        await suite.Sources.CreateSourceAsync(new CreateSourceRequest { Source = source, SourceId = id, RequestId = Some.NewRequestId() });

    /// <summary>Records a claim; under a name of the server's if no id is given.</summary>
    public static async Task<Claim> RecordAsync(this RunningSuite suite, Claim claim, string id = "") =>
        await suite.Claims.RecordClaimAsync(new RecordClaimRequest { Claim = claim, ClaimId = id, RequestId = Some.NewRequestId() });

    /// <summary>Reads the report of an incident, not before the view has seen these revisions.</summary>
    public static async Task<IncidentReport> ReportAsync(this RunningSuite suite, string incident, SuiteRevisions? min = null) =>
        await suite.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident}/report", MinRevisions = min });

    /// <summary>Reads the report of an incident as of a point of the past.</summary>
    public static async Task<IncidentReport> ReportAsync(this RunningSuite suite, string incident, ReportAsOf asOf) =>
        await suite.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident}/report", AsOf = asOf });
}
