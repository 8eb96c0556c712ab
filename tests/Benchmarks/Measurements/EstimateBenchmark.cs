using System.Diagnostics;
using Benchmarks.Limits;
using Benchmarks.Records;
using Benchmarks.Results;
using Casualties.Estimation;

namespace Benchmarks.Measurements;

/// <summary>The calibrated model, and sums over incidents, against the arithmetic that they cannot do without.</summary>
internal sealed class EstimateBenchmark
{
    public const string Name = "estimate";

    private const int Incidents = 10_000;

    private readonly Evidence[][] evidence = [.. Enumerable.Range(0, Incidents).Select(GeneratedEvidence.Of)];
    private readonly CountDistribution[] distributions;
    private readonly ModelArithmetic arithmetic = new();
    private readonly Lines plain = new("incidents estimated");
    private readonly Lines explained = new("the same with the part of every figure");
    private readonly List<double> sums = [];
    private readonly List<double> estimates = [];

    private EstimateBenchmark() => distributions = [.. evidence.Select(figures => Estimate(figures, explain: false).Distribution)];

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        var benchmark = new EstimateBenchmark();
        // Compiled as well as it will be before anything counts.
        benchmark.Round(settings.WarmUp);
        benchmark.Forget();
        var sum = SumOfCounts.Of(benchmark.distributions);
        await settings.RoundsAsync(Name, _ =>
        {
            cancel.ThrowIfCancellationRequested();
            benchmark.Round(settings.Duration);
            return Task.CompletedTask;
        });
        return new Measurement(
            Name, "bare arithmetic", benchmark.Conditions, benchmark.Compare(),
            SumOfCounts.Of(benchmark.distributions) == sum ? null : "the same incidents had two sums");
    }

    private string Conditions =>
        $"{Incidents:N0} generated incidents, {evidence.Average(figures => figures.Length):0.00} figures and {distributions.Average(distribution => distribution.Cells):0} cells each; one thread";

    private IReadOnlyList<Comparison> Compare() =>
    [
        .. plain.Compare(new Goal(0.40)),
        .. explained.Compare(new Goal(0.40)),
        new($"{Incidents:N0} incidents summed, against estimating them", "ms", sums, estimates, new Goal(1, AtMost: true)),
    ];

    private void Round(TimeSpan duration)
    {
        Measure(plain, duration, explain: false);
        Measure(explained, duration, explain: true);
        sums.Add(Processor(() => SumOfCounts.Of(distributions)).TotalMilliseconds);
        estimates.Add(Incidents / plain.PerSecond[^1] * 1_000);
    }

    private void Forget()
    {
        plain.Forget();
        explained.Forget();
        sums.Clear();
        estimates.Clear();
    }

    private void Measure(Lines lines, TimeSpan duration, bool explain)
    {
        lines.PerSecond.Add(PerSecond(duration, incident => Estimate(evidence[incident], explain)));
        lines.LimitPerSecond.Add(PerSecond(duration, incident => arithmetic.Run(distributions[incident].Cells, evidence[incident].Length, explain)));
        lines.Bytes.Add(Allocated(incident => Estimate(evidence[incident], explain)));
        var posteriors = evidence.Select(figures => Estimate(figures, explain)).ToArray();
        lines.ResultBytes.Add(Allocated(incident => Copy(posteriors[incident], evidence[incident])));
    }

    // For each second of processor time, which survives noise that the clock does not.
    private static double PerSecond(TimeSpan duration, Action<int> work)
    {
        const int AtOnce = 100;
        var done = 0;
        var started = Stopwatch.GetTimestamp();
        var processor = Processor(() =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                for (var i = 0; i < AtOnce; i++)
                    work(done++ % Incidents);
            }
        });
        return done / processor.TotalSeconds;
    }

    private static TimeSpan Processor(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return Environment.CpuUsage.TotalTime - before;
    }

    private static double Allocated(Action<int> work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var incident = 0; incident < Incidents; incident++)
            work(incident);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Incidents;
    }

    private static Posterior Estimate(Evidence[] figures, bool explain) => CalibratedModel.Default.Estimate(figures, GeneratedEvidence.Sources, explain);

    // What has to be allocated for the result: its probabilities, its parts, its own cells where it does not share those of all, and what holds them.
    private static object Copy(Posterior posterior, Evidence[] figures)
    {
        var distribution = posterior.Distribution;
        var parts = posterior.Parts.Count == 0 ? posterior.Parts : [.. posterior.Parts];
        var hasOwnCells = figures.Any(figure => figure is { Form: EvidenceForm.Exact, Low: > 100 });
        return (distribution.Mass.ToArray(), posterior with { Parts = parts }, hasOwnCells ? distribution.Low.ToArray() : null, hasOwnCells ? distribution.High.ToArray() : null);
    }

    /// <summary>What was measured without or with the parts of figures.</summary>
    private sealed record Lines(string What)
    {
        public List<double> PerSecond { get; } = [];

        public List<double> LimitPerSecond { get; } = [];

        public List<double> Bytes { get; } = [];

        public List<double> ResultBytes { get; } = [];

        public void Forget()
        {
            foreach (var values in (List<double>[])[PerSecond, LimitPerSecond, Bytes, ResultBytes])
                values.Clear();
        }

        public IEnumerable<Comparison> Compare(Goal goal)
        {
            yield return new(What, "/s", PerSecond, LimitPerSecond, goal);
            yield return new("  allocated, against a copy of the result", "B", Bytes, ResultBytes, new Goal(1.1, AtMost: true));
        }
    }
}
