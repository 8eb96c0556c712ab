using System.CommandLine;
using Benchmarks.Measurements;
using Benchmarks.Results;
using Benchmarks.Servers;

namespace Benchmarks;

/// <summary>The command line.</summary>
internal static class BenchmarkCommands
{
    private const int Fine = 0;
    private const int SuiteFailed = 1;

    private const string Help = """
        Measures the suite against the least that any program would have to do for the same work, in the same run on the same machine.

        Absolute figures depend on the machine and on the hour; ratios hardly do. So each measurement takes turns with its limit, round by round, and
        every ratio is suite over limit within one round. The table shows the median of the rounds and, in brackets, the smallest and the largest.
        Near 1 is best: for rates from below, for latencies and processor time from above. Build with -c Release; leave the machine alone meanwhile.

        report   GetIncidentReport against a raw gRPC echo: a bare Kestrel server in a process of its own that answers the same requests with as many
                 bytes as a report has. The ratio of rates says how much of what gRPC can do at all on this machine is left when the answer is a report;
                 the look-up, the checks of the request and the deadline take the rest. The ratio of server processor time says the same without the
                 noise of the caller.
        import   ImportClaims through the gateway against bare rows: the same claims in a SQLite table (12 columns, 2 indexes), by one prepared insert in
                 batches of 10,000, durable at commit. The ratio says what is left of that when claims come over the wire, are checked, chained by hashes,
                 kept as revisions and indexed, while the read model takes them in; first until acknowledged, then until reports show them.
        write    RecordClaim, one claim a call, against group commit: as many callers in the benchmark's own process hand bare rows to one writer, which
                 commits whatever is waiting. Three ratios from the outside in say where the rest goes: through the gateway (proxy, and the read model
                 that takes the claims in), at the service (gRPC and checks), in the revision log (history, hashes, request ids).
        restart  GetIncidentReport at a fixed rate while the counts service is killed and started again, against the same reads undisturbed; four
                 processes. Latency counts from the moment at which a read was due. No read may fail; the ratios of latencies say how much of it readers notice.
        estimate The calibrated model on generated figures, one thread, without the rest of the suite: incidents a second of processor time, against the
                 arithmetic that the model cannot do without. Then what is allocated for an incident, against a copy of its result; and the sum of
                 10,000 incidents, against estimating them.
        flood    GetIncidentReport, 64 calls in flight, against the same undisturbed: beside 10,000 connections that are opened and left at that, then beside
                 callers who send messages of 100 MB, each after each. No read may fail, and no such message may be taken. The callers of both kinds run
                 on the same machine, and what they cost it is in the ratios.
        review   PreviewFlag of a source that speaks in every second incident, against reports that are computed when asked for: the first result against ten
                 single reports, then the whole, which computes each report twice. After it the source is rated anew: how long until the last report shows it.
                 With --claims 1000000 the source makes 50,000 of a million claims about 100,000 incidents.

        aggregate AggregateReports by month and first administrative level against DuckDB, and beside it SQLite, which add up the same claims as bare rows in
                 memory: no ranges, nobody counted once who is claimed ten times, no access. First answers, which make all sums; repeated ones, which find
                 them made; and the one after a change. In each round the suite is started anew. With --claims 1000000: 100,000 incidents.
                 --store keeps the filled suite for the next run; filling takes longer than measuring.
        export   ExportReports of one row for each claim, as CSV and as JSON Lines, against so many bytes written to a pipe and read by another thread; and
                 the memory of the suite after files of a month, then of everything. It takes the same --claims and --store as aggregate.

        Exit codes: 0 measured, whatever the ratios; 1 a measurement failed, or the suite broke a promise while it was measured.
        """;

    private static readonly Dictionary<string, Func<BenchmarkSettings, CancellationToken, Task<Measurement>>> Measurements = new()
    {
        [ReportBenchmark.Name] = ReportBenchmark.RunAsync,
        [ImportBenchmark.Name] = ImportBenchmark.RunAsync,
        [WriteBenchmark.Name] = WriteBenchmark.RunAsync,
        [RestartBenchmark.Name] = RestartBenchmark.RunAsync,
        [EstimateBenchmark.Name] = EstimateBenchmark.RunAsync,
        [FloodBenchmark.Name] = FloodBenchmark.RunAsync,
        [ReviewBenchmark.Name] = ReviewBenchmark.RunAsync,
        [AggregateBenchmark.Name] = AggregateBenchmark.RunAsync,
        [ExportBenchmark.Name] = ExportBenchmark.RunAsync,
    };

    /// <summary>Makes the commands.</summary>
    public static RootCommand Create()
    {
        var arguments = new BenchmarkArguments([.. Measurements.Keys]);
        var root = new RootCommand(Help) { arguments.Measurement, Echo(), SimulateCommand.Create() };
        foreach (var option in arguments.Options)
            root.Options.Add(option);
        root.SetAction(async (parsed, cancel) =>
        {
            var settings = arguments.Read(parsed);
            var found = new List<Measurement>();
            foreach (var name in arguments.Chosen(parsed))
            {
                found.Add(await Measurements[name](settings, cancel));
                ResultWriter.Print(found[^1]);
            }
            if (parsed.GetValue(arguments.Json) is { } json)
                ResultWriter.WriteJson(json, settings, found);
            return found.TrueForAll(measurement => measurement.Fault is null) ? Fine : SuiteFailed;
        });
        return root;
    }

    // For the report measurement, which starts this executable a second time.
    private static Command Echo()
    {
        var bytes = new Argument<int>("bytes");
        var command = new Command(EchoServer.Verb, "Answers every call with the same bytes.") { bytes };
        command.Hidden = true;
        command.SetAction((parsed, cancel) => EchoServer.ServeAsync(parsed.GetRequiredValue(bytes), cancel));
        return command;
    }
}
