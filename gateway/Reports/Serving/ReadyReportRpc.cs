using Casualties.Hosting;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Answers GetIncidentReport over gRPC with the bytes that stand ready: the most asked question of the suite, and the generated base
/// could only parse them and write them again. Bound before <see cref="ReportRpc"/>, which answers everything else.
/// </summary>
[BindServiceMethod(typeof(ReadyReportBinding), nameof(ReadyReportBinding.Bind))]
internal sealed class ReadyReportRpc(ReportQueries queries)
{
    public async Task<ReadyReport> GetIncidentReport(GetIncidentReportRequest request, ServerCallContext context) =>
        await queries.GetAsync(request, context.Budget());
}

/// <summary>Says to gRPC what generated code would say of a service.</summary>
internal static class ReadyReportBinding
{
    private static readonly Method<GetIncidentReportRequest, ReadyReport> GetIncidentReport = new(
        MethodType.Unary,
        ReportService.Descriptor.FullName,
        nameof(GetIncidentReport),
        Marshallers.Create(
            static (GetIncidentReportRequest _, SerializationContext _) => throw new NotSupportedException("Requests are only read."),
            static context => GetIncidentReportRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        ReadyReport.Marshaller);

    public static void Bind(ServiceBinderBase binder, ReadyReportRpc? service) =>
        binder.AddMethod(GetIncidentReport, service is null ? null : new UnaryServerMethod<GetIncidentReportRequest, ReadyReport>(service.GetIncidentReport));
}
