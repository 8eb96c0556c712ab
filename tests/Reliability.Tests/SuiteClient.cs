using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Reliability.Tests;

/// <summary>Calls one process over gRPC and HTTP, as anyone would from elsewhere. Repeats nothing by itself.</summary>
internal sealed class SuiteClient : IDisposable
{
    private readonly GrpcChannel channel;

    public SuiteClient(ServerProcess server)
    {
        channel = GrpcChannel.ForAddress(server.Grpc);
        Http = TestKey.Http(server.Http, TestKey.Owner);
        var calls = channel.As(TestKey.Owner);
        Incidents = new IncidentService.IncidentServiceClient(calls);
        Claims = new ClaimService.ClaimServiceClient(calls);
        Sources = new SourceService.SourceServiceClient(calls);
        Reports = new ReportService.ReportServiceClient(calls);
    }

    public HttpClient Http { get; }

    public IncidentService.IncidentServiceClient Incidents { get; }

    public ClaimService.ClaimServiceClient Claims { get; }

    public SourceService.SourceServiceClient Sources { get; }

    public ReportService.ReportServiceClient Reports { get; }

    /// <summary>Creates an incident.</summary>
    public async Task<Incident> CreateAsync(Incident incident) =>
        await Incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = incident, RequestId = Some.NewRequestId() });

    /// <summary>Creates a source.</summary>
    public async Task<Source> CreateAsync(Source source) =>
        await Sources.CreateSourceAsync(new CreateSourceRequest { Source = source, RequestId = Some.NewRequestId() });

    /// <summary>Records a claim.</summary>
    public async Task<Claim> RecordAsync(Claim claim) => await Claims.RecordClaimAsync(new RecordClaimRequest { Claim = claim, RequestId = Some.NewRequestId() });

    /// <summary>Reads a report, not before the view has seen these revisions.</summary>
    public async Task<IncidentReport> ReportAsync(string incident, SuiteRevisions? min = null) =>
        await Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident}/report", MinRevisions = min });

    /// <summary>Every report as bytes, by the incident's name, not before the view has seen these revisions. How fresh they are is no part of them.</summary>
    public async Task<SortedDictionary<string, string>> ReportsAsync(SuiteRevisions min)
    {
        var reports = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var listing = Reports.ListIncidentReports(new ListIncidentReportsRequest { MinRevisions = min });
        await foreach (var response in listing.ResponseStream.ReadAllAsync())
        {
            foreach (var report in response.Reports)
                reports.Add(report.Incident, Convert.ToHexString(report.ToByteArray()));
        }
        return reports;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        channel.Dispose();
        Http.Dispose();
    }
}
