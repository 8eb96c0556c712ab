using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Casualties.Hosting;
using Google.Rpc;

namespace Benchmarks.Load;

/// <summary>
/// Callers who send messages far above the limit, one after another, each on a connection of its own: gRPC messages that announce their length, and JSON
/// bodies with and without a length; to methods of the gateway's own and to such as it forwards.
/// </summary>
/// <param name="grpc">Where gRPC is served.</param>
/// <param name="http">Where JSON is served.</param>
/// <param name="messageBytes">The length of every message.</param>
/// <param name="caller">Who they are known as: messages of callers who are not known are refused before their length is looked at.</param>
internal sealed class MessageFlood(Uri grpc, Uri http, int messageBytes, TokenSource caller)
{
    /// <summary>What a message that the server took would count as.</summary>
    public const string Taken = "taken";

    private const string RequestId = "0e4bd6a6-6d35-4b6c-9b7e-3f2a1c5d8e90";

    private static readonly string[] GrpcMethods = ["casualties.reports.v1.ReportService/GetIncidentReport", "casualties.counts.v1.ClaimService/RecordClaim"];
    private static readonly string[] JsonPaths = ["v1/calibrations:refit", $"v1/incidents?request_id={RequestId}"];

    private readonly ConcurrentDictionary<string, long> outcomes = new();

    /// <summary>What became of the messages so far: how many were answered how.</summary>
    public IReadOnlyDictionary<string, long> Outcomes => outcomes;

    /// <summary>Sends until it is told to stop.</summary>
    public Task RunAsync(int connections, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => SendAsync(i, int.MaxValue, stop), CancellationToken.None)));

    /// <summary>Sends a number of messages on each connection.</summary>
    public Task RunAsync(int connections, int messages, CancellationToken cancel) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(i => Task.Run(() => SendAsync(i, messages, cancel), cancel)));

    private async Task SendAsync(int connection, int messages, CancellationToken stop)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Authorization", caller.Header);
        for (var i = 0; i < messages && !stop.IsCancellationRequested; i++)
        {
            try
            {
                var outcome = connection % 2 == 0
                    ? await CallAsync(client, GrpcMethods[connection / 2 % GrpcMethods.Length], stop)
                    : await PostAsync(client, JsonPaths[connection / 2 % JsonPaths.Length], withLength: i % 2 == 0, stop);
                outcomes.AddOrUpdate(outcome, 1, static (_, count) => count + 1);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<string> CallAsync(HttpClient client, string method, CancellationToken stop)
    {
        using var content = new Zeros(messageBytes, announced: true, withLength: false);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(grpc, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
            Headers = { { "te", "trailers" } },
        };
        return await OutcomeAsync("gRPC", client, request, static async (response, cancel) =>
        {
            await response.Content.ReadAsByteArrayAsync(cancel);
            var headers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
            if (headers.GetValues("grpc-status").Single() == "0")
                return Taken;
            var details = headers.TryGetValues("grpc-status-details-bin", out var values) ? values.Single() : "";
            var status = Status.Parser.ParseFrom(Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '=')));
            return $"{(Code)status.Code} {status.Details.FirstOrDefault(detail => detail.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>().Reason}";
        }, stop);
    }

    private async Task<string> PostAsync(HttpClient client, string path, bool withLength, CancellationToken stop)
    {
        using var content = new Zeros(messageBytes, announced: false, withLength);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(http, path)) { Content = content };
        return await OutcomeAsync("JSON", client, request, static async (response, cancel) =>
        {
            if (response.IsSuccessStatusCode)
                return Taken;
            var text = await response.Content.ReadAsStringAsync(cancel);
            return $"{(int)response.StatusCode} {(text.Contains("MESSAGE_TOO_LARGE", StringComparison.Ordinal) ? "MESSAGE_TOO_LARGE" : text)}";
        }, stop);
    }

    private static async Task<string> OutcomeAsync(
        string form, HttpClient client, HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<string>> read, CancellationToken stop)
    {
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return $"{form}: {await read(response, stop)}";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return $"{form}: connection closed";
        }
    }

    /// <summary>A body of nothing, made while it is sent.</summary>
    private sealed class Zeros(int bytes, bool announced, bool withLength) : HttpContent
    {
        private static readonly byte[] Chunk = new byte[64 * 1024];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            if (announced)
            {
                var prefix = new byte[5];
                BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), bytes);
                await stream.WriteAsync(prefix);
            }
            for (var left = bytes; left > 0; left -= Chunk.Length)
                await stream.WriteAsync(Chunk.AsMemory(0, Math.Min(left, Chunk.Length)));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes;
            return withLength;
        }
    }
}
