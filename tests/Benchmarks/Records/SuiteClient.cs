using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Tests.Shared;
using Casualties.Type.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Benchmarks.Records;

/// <summary>Fills a suite through its gateway and reads what became of it.</summary>
internal sealed class SuiteClient : IDisposable
{
    /// <summary>How many entries a chunk of an import holds: as many as the contract allows.</summary>
    public const int ChunkEntries = 1000;

    // The claims of a timed import are encoded before it: what is measured is the suite, not its caller.
    private static readonly Method<byte[], ImportClaimsResponse> ImportClaims = new(
        MethodType.DuplexStreaming,
        ClaimService.Descriptor.FullName,
        nameof(ImportClaims),
        Marshallers.Create(static message => message, static bytes => bytes),
        Marshallers.Create(static response => response.ToByteArray(), ImportClaimsResponse.Parser.ParseFrom));

    // Reports of a large import take their time; without a deadline the suite would set its own.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TimeProvider time;
    private readonly GrpcChannel channel;
    private readonly CallInvoker calls;
    private readonly RequestIds requestIds;
    private readonly IncidentService.IncidentServiceClient incidents;
    private readonly AggregateService.AggregateServiceClient aggregates;

    /// <param name="gateway">Where it serves gRPC.</param>
    /// <param name="time">The clock, for deadlines.</param>
    /// <param name="requestIds">Shared where several clients fill one store after another; null: its own.</param>
    public SuiteClient(Uri gateway, TimeProvider time, RequestIds? requestIds = null)
    {
        this.time = time;
        this.requestIds = requestIds ?? new RequestIds();
        channel = GrpcChannel.ForAddress(gateway);
        calls = channel.As(TestKey.Owner);
        incidents = new IncidentService.IncidentServiceClient(calls);
        Sources = new SourceService.SourceServiceClient(calls);
        Reviews = new ReviewService.ReviewServiceClient(calls);
        Claims = new ClaimService.ClaimServiceClient(calls);
        Reports = new ReportService.ReportServiceClient(calls);
        aggregates = new AggregateService.AggregateServiceClient(calls);
    }

    public ClaimService.ClaimServiceClient Claims { get; }

    public ReportService.ReportServiceClient Reports { get; }

    public SourceService.SourceServiceClient Sources { get; }

    public ReviewService.ReviewServiceClient Reviews { get; }

    /// <summary>A request id that this client has not used.</summary>
    public string NextRequestId() => requestIds.Next();

    /// <summary>The name of the report of an incident of a set.</summary>
    public static string ReportName(string set, int incident) => $"incidents/{GeneratedRecords.IncidentId(set, incident)}/report";

    /// <summary>Records all sources; answers the revision after the last.</summary>
    public Task<long> ImportSourcesAsync(CancellationToken cancel) => ImportAsync(
        Sources.ImportSources(cancellationToken: cancel),
        Enumerable.Range(0, GeneratedRecords.Sources).Select(GeneratedRecords.Source).Chunk(ChunkEntries)
            .Select(chunk => new ImportSourcesRequest { Entries = { chunk }, RequestId = requestIds.Next() }),
        answer => (answer.Revision, answer.Refused.Count),
        cancel);

    /// <summary>Records the incidents of a set; answers the revision after the last.</summary>
    public Task<long> ImportIncidentsAsync(string set, int count, Audience visibility, CancellationToken cancel) =>
        ImportIncidentsAsync(Enumerable.Range(0, count).Select(number => GeneratedRecords.Incident(set, number, visibility)), cancel);

    /// <summary>Records incidents; answers the revision after the last.</summary>
    public Task<long> ImportIncidentsAsync(IEnumerable<IncidentEntry> entries, CancellationToken cancel) => ImportAsync(
        incidents.ImportIncidents(cancellationToken: cancel),
        entries.Chunk(ChunkEntries)
            .Select(chunk => new ImportIncidentsRequest { Entries = { chunk }, RequestId = requestIds.Next() }),
        answer => (answer.Revision, answer.Refused.Count),
        cancel);

    /// <summary>Encodes claims as chunks of an import.</summary>
    public byte[][] Encode(IEnumerable<ClaimEntry> claims) =>
    [
        .. claims.Chunk(ChunkEntries).Select(chunk => new ImportClaimsRequest { Entries = { chunk }, RequestId = requestIds.Next() }.ToByteArray()),
    ];

    /// <summary>Records encoded claims; answers the revision after the last, once all are acknowledged.</summary>
    public Task<long> ImportClaimsAsync(byte[][] chunks, CancellationToken cancel) => ImportAsync(
        calls.AsyncDuplexStreamingCall(ImportClaims, host: null, new CallOptions(cancellationToken: cancel)),
        chunks,
        answer => (answer.Revision, answer.Refused.Count),
        cancel);

    /// <summary>Reads a report once the view holds these revisions.</summary>
    public async Task<IncidentReport> ReadReportAsync(string name, SuiteRevisions seen, CancellationToken cancel) =>
        await Reports.GetIncidentReportAsync(
            new GetIncidentReportRequest { Name = name, MinRevisions = seen }, deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancel);

    /// <summary>All incidents, cut by these dimensions, however long it takes.</summary>
    public async Task<Aggregate> AggregateAsync(Dimension[] by, HarmType[] harms, CancellationToken cancel) =>
        await aggregates.AggregateReportsAsync(
            new AggregateReportsRequest { Query = new AggregateQuery { GroupBy = { by }, Harms = { harms } } }, deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancel);

    /// <summary>The parts of a file.</summary>
    public IAsyncEnumerable<ExportReportsResponse> ExportAsync(ExportReportsRequest request, CancellationToken cancel) =>
        aggregates.ExportReports(request, deadline: time.GetUtcNow().UtcDateTime + Patience, cancellationToken: cancel).ResponseStream.ReadAllAsync(cancel);

    public void Dispose() => channel.Dispose();

    private static async Task<long> ImportAsync<TRequest, TResponse>(
        AsyncDuplexStreamingCall<TRequest, TResponse> call,
        IEnumerable<TRequest> chunks,
        Func<TResponse, (long Revision, int Refused)> read,
        CancellationToken cancel)
    {
        using (call)
        {
            var answered = AnswersAsync(call.ResponseStream, read, cancel);
            foreach (var chunk in chunks)
                await call.RequestStream.WriteAsync(chunk, cancel);
            await call.RequestStream.CompleteAsync();
            return await answered;
        }
    }

    private static async Task<long> AnswersAsync<TResponse>(
        IAsyncStreamReader<TResponse> answers, Func<TResponse, (long Revision, int Refused)> read, CancellationToken cancel)
    {
        long newest = 0;
        await foreach (var answer in answers.ReadAllAsync(cancel))
        {
            var (revision, refused) = read(answer);
            if (refused > 0)
                throw new InvalidOperationException($"The suite refused {refused} generated records.");
            newest = revision;
        }
        return newest;
    }
}
