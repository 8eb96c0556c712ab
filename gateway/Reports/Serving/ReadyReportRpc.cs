using Casualties.Hosting;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Answers GetIncidentReport over gRPC with the bytes that stand ready: the most asked question of the suite, and the generated base
/// could only parse them and write them again. Bound before <see cref="ReportRpc"/>, which answers everything else.
/// </summary>
internal sealed class ReadyReportRpc(ReportQueries queries) : ReadyReportRpcBase
{
    /// <inheritdoc/>
    public override async Task<ReadyReport> GetIncidentReport(GetIncidentReportRequest request, ServerCallContext context) =>
        await queries.GetAsync(request, context.Budget());
}

/// <summary>What generated code would say of the service: gRPC looks for it in a base class.</summary>
[BindServiceMethod(typeof(ReadyReportRpcBase), nameof(Bind))]
internal abstract class ReadyReportRpcBase
{
    private static readonly Method<GetIncidentReportRequest, ReadyReport> Method = new(
        MethodType.Unary,
        ReportService.Descriptor.FullName,
        nameof(GetIncidentReport),
        Marshallers.Create(
            static (GetIncidentReportRequest _, SerializationContext _) => throw new NotSupportedException("Requests are only read."),
            static context => GetIncidentReportRequest.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        ReadyReport.Marshaller);

    public static void Bind(ServiceBinderBase binder, ReadyReportRpcBase? service) => binder.AddMethod(
        Method, service is null ? null : new UnaryServerMethod<GetIncidentReportRequest, ReadyReport>(service.GetIncidentReport));

    public abstract Task<ReadyReport> GetIncidentReport(GetIncidentReportRequest request, ServerCallContext context);
}
