using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Casualties.Tests.Shared;

/// <summary>The calls that every test makes, in one line each.</summary>
public static class Recording
{
    private static readonly Method<GetIncidentReportRequest, byte[]> GetReportBytes = new(
        MethodType.Unary,
        ReportService.Descriptor.FullName,
        nameof(ReportService.ReportServiceClient.GetIncidentReport),
        Marshallers.Create(request => request.ToByteArray(), GetIncidentReportRequest.Parser.ParseFrom),
        Marshallers.Create(bytes => bytes, bytes => bytes));

    /// <summary>Creates an incident; under a name of the server's if no id is given.</summary>
    public static async Task<Incident> CreateAsync(this RunningSuite suite, Incident incident, string id = "") =>
        await suite.Incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = incident, IncidentId = id, RequestId = Some.NewRequestId() });

    /// <summary>Creates a source; under a name of the server's if no id is given.</summary>
    public static async Task<Source> CreateAsync(this RunningSuite suite, Source source, string id = "") =>
        await suite.Sources.CreateSourceAsync(new CreateSourceRequest { Source = source, SourceId = id, RequestId = Some.NewRequestId() });

    /// <summary>Records what was learned; under a name of the server's if no id is given.</summary>
    public static async Task<Calibration> CreateAsync(this RunningSuite suite, Calibration calibration, string id = "") =>
        await suite.Sources.CreateCalibrationAsync(
            new CreateCalibrationRequest { Calibration = calibration, CalibrationId = id, RequestId = Some.NewRequestId() });

    /// <summary>Takes a calibration back.</summary>
    public static async Task<Calibration> RetractAsync(this RunningSuite suite, Calibration calibration) =>
        await suite.Sources.RetractCalibrationAsync(new RetractCalibrationRequest
        {
            Name = calibration.Name, Etag = calibration.Etag, Reason = "Learned from claims that were retracted.", RequestId = Some.NewRequestId(),
        });

    /// <summary>Records a claim; under a name of the server's if no id is given.</summary>
    public static async Task<Claim> RecordAsync(this RunningSuite suite, Claim claim, string id = "") =>
        await suite.Claims.RecordClaimAsync(new RecordClaimRequest { Claim = claim, ClaimId = id, RequestId = Some.NewRequestId() });

    /// <summary>Reads the report of an incident, not before the view has seen these revisions.</summary>
    public static async Task<IncidentReport> ReportAsync(this RunningSuite suite, string incident, SuiteRevisions? min = null) =>
        await suite.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident}/report", MinRevisions = min });

    /// <summary>Reads the report of an incident as of a point of the past.</summary>
    public static async Task<IncidentReport> ReportAsync(this RunningSuite suite, string incident, ReportAsOf asOf) =>
        await suite.Reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = $"{incident}/report", AsOf = asOf });

    /// <summary>
    /// The bytes of a report as they came over the wire, without its freshness, which is no part of what can be computed again; and the
    /// report that they are.
    /// </summary>
    public static Task<(byte[] Body, IncidentReport Report)> ReportBytesAsync(this RunningSuite suite, GetIncidentReportRequest request) =>
        suite.Invoker.ReportBytesAsync(request);

    /// <inheritdoc cref="ReportBytesAsync(RunningSuite, GetIncidentReportRequest)"/>
    public static async Task<(byte[] Body, IncidentReport Report)> ReportBytesAsync(this CallInvoker calls, GetIncidentReportRequest request)
    {
        var wire = await calls.AsyncUnaryCall(GetReportBytes, host: null, new CallOptions(), request);
        var report = IncidentReport.Parser.ParseFrom(wire);
        var freshness = report.Freshness is null ? [] : new IncidentReport { Freshness = report.Freshness }.ToByteArray();
        if (!wire.AsSpan().EndsWith(freshness))
            throw new InvalidOperationException("The freshness does not stand behind the other fields.");
        return (wire[..^freshness.Length], report);
    }

    /// <summary>The newest revision of each service.</summary>
    public static async Task<SuiteRevisions> NewestAsync(this RunningSuite suite) => new()
    {
        Incidents = (await suite.Incidents.ListIncidentsAsync(new ListIncidentsRequest { PageSize = 1 })).Revision,
        Counts = (await suite.Claims.ListClaimsAsync(new ListClaimsRequest { PageSize = 1 })).Revision,
        Sources = (await suite.Sources.ListSourcesAsync(new ListSourcesRequest { PageSize = 1 })).Revision,
    };

    /// <summary>Sends chunks of claims over one stream and answers what became of each.</summary>
    public static async Task<IReadOnlyList<ImportClaimsResponse>> ImportAsync(this RunningSuite suite, params IEnumerable<ImportClaimsRequest> chunks)
    {
        using var call = suite.Claims.ImportClaims();
        var answers = AnswersAsync(call.ResponseStream);
        foreach (var chunk in chunks)
            await Task.WhenAny(call.RequestStream.WriteAsync(chunk), answers);
        if (!answers.IsCompleted)
            await call.RequestStream.CompleteAsync();
        return await answers;

        static async Task<IReadOnlyList<ImportClaimsResponse>> AnswersAsync(IAsyncStreamReader<ImportClaimsResponse> stream)
        {
            var answers = new List<ImportClaimsResponse>();
            await foreach (var answer in stream.ReadAllAsync())
                answers.Add(answer);
            return answers;
        }
    }
}
