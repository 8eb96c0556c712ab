using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Hosting.Tests;

/// <summary>Errors that are raised before any of our code runs have the same shape as all others.</summary>
public sealed class FrameworkErrorTests
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(bytes => bytes, bytes => bytes);

    [Fact]
    public async Task A_message_too_large_says_the_limit()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents(), "--Limits:MaxRequestBytes=1000");
        var large = new GetIncidentRequest { Name = $"incidents/{new string('a', 2000)}" };

        var overGrpc = await Expect.RefusedAsync(async () => await host.Incidents.GetIncidentAsync(large));
        var overJson = await Expect.RefusedAsync(
            await host.Http.PostAsync(new Uri("/v1/incidents", UriKind.Relative), Expect.Json($$"""{"title": "{{new string('a', 2000)}}"}""")), 429);

        Assert.Equal("1000", overGrpc.Info(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", "limit_bytes").Metadata["limit_bytes"]);
        Assert.Equal(overGrpc, overJson);
    }

    [Fact]
    public async Task A_chunk_too_large_says_the_limit()
    {
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents { Import = (requests, _, _) => requests.MoveNext(default) }, "--Limits:MaxRequestBytes=1000");
        using var call = host.Incidents.ImportIncidents();

        await call.RequestStream.WriteAsync(new ImportIncidentsRequest { RequestId = new string('a', 2000) });
        var status = await Expect.RefusedAsync(() => call.ResponseStream.MoveNext(default));

        status.Info(StatusCode.ResourceExhausted, "MESSAGE_TOO_LARGE", "limit_bytes");
    }

    [Fact]
    public async Task A_message_that_is_not_protobuf_is_an_invalid_argument()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        var status = await Expect.RefusedAsync(() => CallAsync(host, "casualties.incidents.v1.IncidentService", "GetIncident", [0xff, 0xff, 0xff]));

        Assert.Equal([""], status.Violations());
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Error);
    }

    [Theory]
    [InlineData("casualties.incidents.v1.IncidentService", "DeleteIncident")]
    [InlineData("casualties.incidents.v1.NoService", "GetIncident")]
    [InlineData("casualties.incidents.v1.IncidentService", "RetractIncident")]
    public async Task A_method_that_does_not_exist_says_so(string service, string method)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        var valid = new RetractIncidentRequest { Name = "incidents/a", Etag = "1", Reason = "r", RequestId = Expect.RequestId }.ToByteArray();

        var status = await Expect.RefusedAsync(() => CallAsync(host, service, method, valid));

        status.Info(StatusCode.Unimplemented, "NO_SUCH_METHOD");
    }

    [Fact]
    public async Task A_method_that_is_not_implemented_says_so_in_json_too()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        var status = await Expect.RefusedAsync(await host.Http.GetAsync(new Uri("/v1/incidents/a/revisions", UriKind.Relative)), 501);

        status.Info(StatusCode.Unimplemented, "NO_SUCH_METHOD");
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/v1/victims")]
    [InlineData("GET", "/v1/incidents/a/b.json")]
    [InlineData("DELETE", "/v1/incidents/a")]
    public async Task A_path_that_does_not_exist_says_so(string method, string path)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        var status = await Expect.RefusedAsync(await host.Http.SendAsync(request), 404);

        status.Info(StatusCode.NotFound, "NO_SUCH_METHOD");
    }

    [Fact]
    public async Task Grpc_web_answers_and_refuses_like_grpc()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        using var answered = await WebAsync(host, "GetIncident", new GetIncidentRequest { Name = "incidents/a" });
        using var refused = await WebAsync(host, "GetIncident", new GetIncidentRequest());
        using var unknown = await WebAsync(host, "DeleteIncident", new GetIncidentRequest());

        var body = await answered.Content.ReadAsByteArrayAsync();
        Assert.Equal(new Incident { Name = "incidents/a" }, Incident.Parser.ParseFrom(body.AsSpan(5, body[4])));
        Assert.Equal(["name"], DetailsOf(refused).Violations());
        DetailsOf(unknown).Info(StatusCode.Unimplemented, "NO_SUCH_METHOD");
    }

    private static async Task<byte[]> CallAsync(RunningHost host, string service, string method, byte[] request) =>
        await host.As(RunningHost.Everyone).AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, method, Raw, Raw), null, default, request);

    private static async Task<HttpResponseMessage> WebAsync(RunningHost host, string method, IMessage message)
    {
        var bytes = message.ToByteArray();
        using var content = new ByteArrayContent([0, 0, 0, 0, (byte)bytes.Length, .. bytes]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc-web");
        var response = await host.Http.PostAsync(new Uri($"/casualties.incidents.v1.IncidentService/{method}", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return response;
    }

    private static Google.Rpc.Status DetailsOf(HttpResponseMessage response)
    {
        var text = Assert.Single(response.Headers.GetValues("grpc-status-details-bin"));
        var status = Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')));
        Assert.Equal(status.Code.ToString(CultureInfo.InvariantCulture), Assert.Single(response.Headers.GetValues("grpc-status")));
        return status;
    }
}
