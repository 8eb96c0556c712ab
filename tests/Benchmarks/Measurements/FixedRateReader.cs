using System.Diagnostics;
using Benchmarks.Load;
using Casualties.Reports.V1;
using Grpc.Core;

namespace Benchmarks.Measurements;

/// <summary>What became of reads at a fixed rate.</summary>
internal sealed class ReadLog
{
    /// <summary>How long reads took, from the moment at which they were due.</summary>
    public LatencyHistogram Latency { get; } = new();

    public long Reads { get; private set; }

    public long Failed { get; private set; }

    /// <summary>The status of the first read that failed; null if none did.</summary>
    public Status? FirstFailure { get; private set; }

    /// <summary>Reads whose report said that the feed of the counts service was broken.</summary>
    public long NotFollowed { get; private set; }

    public void Answered(TimeSpan latency, IncidentReport report)
    {
        lock (Latency)
        {
            Reads++;
            Latency.Record(latency);
            if (report.Freshness.Services.Any(service => service is { Service: "counts", Following: false }))
                NotFollowed++;
        }
    }

    public void Refused(TimeSpan latency, Status status)
    {
        lock (Latency)
        {
            Reads++;
            Latency.Record(latency);
            Failed++;
            FirstFailure ??= status;
        }
    }
}

/// <summary>
/// Reads reports at a fixed rate, whether earlier reads were answered or not: a server that stalls keeps its callers waiting, and that must show.
/// </summary>
internal sealed class FixedRateReader(ReportService.ReportServiceClient reports, IReadOnlyList<string> names)
{
    /// <summary>Reads a second; far below what the suite can do, so that only the restart can make them slow.</summary>
    public const int PerSecond = 200;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1.0 / PerSecond);

    /// <summary>Reads until something else is done; completes when the last read is answered.</summary>
    public async Task<ReadLog> RunAsync(Task until)
    {
        var log = new ReadLog();
        var reads = new List<Task>();
        var began = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Tick);
        while (!until.IsCompleted)
        {
            await timer.WaitForNextTickAsync();
            // A tick that comes late brings the reads that were due by then.
            while (Tick * reads.Count < Stopwatch.GetElapsedTime(began))
                reads.Add(ReadAsync(log, names[reads.Count % names.Count], began, Tick * reads.Count));
        }
        await Task.WhenAll(reads);
        return log;
    }

    private async Task ReadAsync(ReadLog log, string name, long began, TimeSpan due)
    {
        try
        {
            var report = await reports.GetIncidentReportAsync(new GetIncidentReportRequest { Name = name });
            log.Answered(Stopwatch.GetElapsedTime(began) - due, report);
        }
        catch (RpcException e)
        {
            log.Refused(Stopwatch.GetElapsedTime(began) - due, e.Status);
        }
    }
}
