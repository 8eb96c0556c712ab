using Casualties.Hosting;
using Casualties.Reports.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Answers the report RPCs over gRPC with the bytes that stand ready: they are the most asked questions of the suite, and generated code
/// could only parse the bytes and write them again. Mapped before <see cref="ReportRpc"/>, which answers the same over JSON.
/// </summary>
internal sealed class ReadyReportRpc(ReportQueries queries, OpenStreams streams) : ReadyReportRpcBase
{
    /// <inheritdoc/>
    public override async Task<ReadyMessage> GetIncidentReport(GetIncidentReportRequest request, ServerCallContext context) =>
        await queries.GetAsync(request, context);

    /// <inheritdoc/>
    public override Task<ReadyMessage> BatchGetIncidentReports(BatchGetIncidentReportsRequest request, ServerCallContext context) =>
        queries.BatchGetAsync(request, context);

    /// <inheritdoc/>
    public override async Task ListIncidentReports(
        ListIncidentReportsRequest request, IServerStreamWriter<ReadyMessage> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in queries.ListAsync(request, context, stream.Token))
            await responseStream.WriteAsync(response);
    }

    /// <inheritdoc/>
    public override async Task WatchIncidentReports(
        WatchIncidentReportsRequest request, IServerStreamWriter<ReadyMessage> responseStream, ServerCallContext context)
    {
        using var stream = streams.Begin(context);
        await foreach (var response in queries.WatchAsync(request, Viewer.Of(context.Caller()), stream.Token))
            await responseStream.WriteAsync(response);
    }
}

/// <summary>What generated code would say of the service: gRPC looks for it in a base class.</summary>
[BindServiceMethod(typeof(ReadyReportRpcBase), nameof(Bind))]
internal abstract class ReadyReportRpcBase
{
    // Called twice: with no service to learn the methods, with one to learn their handlers.
    public static void Bind(ServiceBinderBase binder, ReadyReportRpcBase? service)
    {
        Add<GetIncidentReportRequest>(binder, nameof(GetIncidentReport), service is null ? null : service.GetIncidentReport);
        Add<BatchGetIncidentReportsRequest>(binder, nameof(BatchGetIncidentReports), service is null ? null : service.BatchGetIncidentReports);
        AddStream<ListIncidentReportsRequest>(binder, nameof(ListIncidentReports), service is null ? null : service.ListIncidentReports);
        AddStream<WatchIncidentReportsRequest>(binder, nameof(WatchIncidentReports), service is null ? null : service.WatchIncidentReports);
    }

    public abstract Task<ReadyMessage> GetIncidentReport(GetIncidentReportRequest request, ServerCallContext context);

    public abstract Task<ReadyMessage> BatchGetIncidentReports(BatchGetIncidentReportsRequest request, ServerCallContext context);

    public abstract Task ListIncidentReports(ListIncidentReportsRequest request, IServerStreamWriter<ReadyMessage> responseStream, ServerCallContext context);

    public abstract Task WatchIncidentReports(WatchIncidentReportsRequest request, IServerStreamWriter<ReadyMessage> responseStream, ServerCallContext context);

    private static void Add<TRequest>(ServiceBinderBase binder, string name, UnaryServerMethod<TRequest, ReadyMessage>? handler)
        where TRequest : class, IMessage<TRequest>, new() => binder.AddMethod(Method<TRequest>(MethodType.Unary, name), handler);

    private static void AddStream<TRequest>(ServiceBinderBase binder, string name, ServerStreamingServerMethod<TRequest, ReadyMessage>? handler)
        where TRequest : class, IMessage<TRequest>, new() => binder.AddMethod(Method<TRequest>(MethodType.ServerStreaming, name), handler);

    private static Method<TRequest, ReadyMessage> Method<TRequest>(MethodType type, string name)
        where TRequest : class, IMessage<TRequest>, new()
    {
        var parser = new MessageParser<TRequest>(() => new TRequest());
        return new Method<TRequest, ReadyMessage>(
            type,
            ReportService.Descriptor.FullName,
            name,
            Marshallers.Create(
                static (TRequest _, SerializationContext _) => throw new NotSupportedException("Requests are only read."),
                context => parser.ParseFrom(context.PayloadAsReadOnlySequence())),
            ReadyMessage.Marshaller);
    }
}
