using System.Diagnostics;
using System.IO.Pipes;
using Benchmarks.Records;
using Benchmarks.Results;
using Benchmarks.Servers;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Type;
using Comparison = Benchmarks.Results.Comparison;

namespace Benchmarks.Measurements;

/// <summary>Files of claims, streamed by the suite, against so many bytes written to a pipe.</summary>
internal static class ExportBenchmark
{
    public const string Name = "export";

    public static async Task<Measurement> RunAsync(BenchmarkSettings settings, CancellationToken cancel)
    {
        var requests = new RequestIds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        using var store = await FilledStore.OpenAsync(settings, Name, requests, cancel);
        var rounds = new Rounds(store.Path, settings.Claims, requests);
        await settings.RoundsAsync(Name, _ => rounds.RoundAsync(cancel));
        return new Measurement(
            Name,
            "as many bytes to a pipe",
            $"a row for each of {settings.Claims} claims about {settings.Claims / FilledStore.ClaimsPerIncident} incidents; started anew each round",
            rounds.Comparisons(),
            rounds.Fault);
    }

    private sealed class Rounds(string store, int claims, RequestIds requests)
    {
        private static readonly ExportFormat[] Formats = [ExportFormat.Csv, ExportFormat.JsonLines];
        private static readonly Date SecondMonth = new() { Year = 2020, Month = 2, Day = 1 };

        private readonly Dictionary<ExportFormat, (List<double> Suite, List<double> Limit)> rates = Formats.ToDictionary(format => format, _ => (new List<double>(), new List<double>()));
        private readonly List<double> memoryOfFew = [];
        private readonly List<double> memoryOfAll = [];

        /// <summary>What the suite got wrong; null: nothing.</summary>
        public string? Fault { get; private set; }

        public async Task RoundAsync(CancellationToken cancel)
        {
            await using var suite = await SuiteProcesses.StartEmbeddedAsync(store, cancel);
            using var client = new SuiteClient(suite.Address, TimeProvider.System, requests);
            // A thirty-sixth of them, several times, so that what grows with calls is not taken for what grows with rows.
            for (var i = 0; i < 5; i++)
                await ExportAsync(client, ExportFormat.Csv, new ReportFilter { StartDateBefore = SecondMonth }, cancel);
            memoryOfFew.Add(suite.PeakMemoryBytes / 1e6);
            foreach (var format in Formats)
            {
                var (rows, bytes, seconds) = await ExportAsync(client, format, new ReportFilter(), cancel);
                if (rows < claims)
                    Fault = $"a file of {rows} rows is to hold {claims} claims";
                rates[format].Suite.Add(rows / seconds);
                rates[format].Limit.Add(rows / SecondsOfPipe(bytes));
            }
            memoryOfAll.Add(suite.PeakMemoryBytes / 1e6);
        }

        public IReadOnlyList<Comparison> Comparisons() =>
        [
            .. Formats.Select(format => new Comparison($"claims as {format}", "rows/s", rates[format].Suite, rates[format].Limit, new Goal(0.40))),
            new("peak memory of the suite, after five files of a month", "MB", memoryOfFew, []),
            new("peak memory of the suite, after files of all claims", "MB", memoryOfAll, []),
        ];

        private static async Task<(long Rows, long Bytes, double Seconds)> ExportAsync(SuiteClient client, ExportFormat format, ReportFilter filter, CancellationToken cancel)
        {
            var began = Stopwatch.GetTimestamp();
            var (bytes, rows) = (0L, 0L);
            var request = new ExportReportsRequest { Options = new ExportOptions { Content = ExportContent.Claims, Format = format }, Query = new AggregateQuery { Filter = filter } };
            await foreach (var part in client.ExportAsync(request, cancel))
            {
                bytes += part.Content.Length;
                rows = part.Manifest?.RowCount ?? rows;
            }
            return (rows, bytes, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        private static double SecondsOfPipe(long bytes)
        {
            const int Piece = 64 * 1024;
            using var server = new AnonymousPipeServerStream(PipeDirection.Out);
            using var reading = new AnonymousPipeClientStream(PipeDirection.In, server.ClientSafePipeHandle);
            var began = Stopwatch.GetTimestamp();
            var reader = Task.Run(() =>
            {
                var buffer = new byte[Piece];
                for (var left = bytes; left > 0;)
                    left -= reading.Read(buffer);
            });
            var piece = new byte[Piece];
            for (var left = bytes; left > 0; left -= Piece)
                server.Write(piece.AsSpan(0, (int)Math.Min(Piece, left)));
            reader.Wait();
            return Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }
}
