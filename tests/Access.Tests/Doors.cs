using System.Net;
using System.Text.RegularExpressions;
using Casualties.Counts;
using Casualties.Gateway;
using Casualties.Hosting;
using Casualties.Incidents;
using Casualties.Sources;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Access.Tests;

/// <summary>
/// Every door at which a token can be shown: the ports of a gateway, the sockets of the services that it runs, and beside it each service by itself, on
/// ports and on a socket; each in every form in which it can be called. All of them trust <see cref="TestKey"/>.
/// </summary>
public sealed partial class Doors : SuiteTest, IAsyncLifetime
{
    private static readonly Version H2 = HttpVersion.Version20;
    private static readonly Version H1 = HttpVersion.Version11;

    private static readonly Dictionary<string, (string Rpc, string Path)> Calls = new()
    {
        ["gateway"] = ("/casualties.reports.v1.ReportService/ListPolicies", "/v1/policies"),
        ["incidents"] = ("/casualties.incidents.v1.IncidentService/ListIncidents", "/v1/incidents"),
        ["counts"] = ("/casualties.counts.v1.ClaimService/ListClaims", "/v1/claims"),
        ["sources"] = ("/casualties.sources.v1.SourceService/ListSources", "/v1/sources"),
    };

    private readonly List<WebApplication> apps = [];
    private readonly List<HttpMessageInvoker> clients = [];
    private readonly List<Door> doors = [];
    private readonly LogCapture logs = new();
    private RunningSuite suite = null!;

    /// <summary>Where the stores of the services by themselves are.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("casualties-doors-").FullName;

    internal IReadOnlyList<Door> All => doors;

    /// <summary>Those that speak HTTP/1.1.</summary>
    internal IEnumerable<Door> Http => doors.Where(door => door.Version == H1);

    /// <summary>What anyone logged.</summary>
    internal IEnumerable<LogEntry> Logged => [.. logs.Entries, .. suite.Logs.Entries];

    public async ValueTask InitializeAsync()
    {
        // Everything is logged, so that what is not found there is not written at any level.
        string[] settings = [$"--Access:KeyFile={TestKey.Path}", "--Limits:CallsPerSecond=0", "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft=Debug", "--Logging:LogLevel:Yarp=Debug"];
        suite = await StartAsync(args: settings);
        foreach (var service in Calls.Keys)
            AddPorts($"the gateway, for {service}", service, suite.GrpcAddress, suite.HttpAddress);
        foreach (Match listening in suite.Logs.Entries.Select(entry => Listening().Match(entry.Text)).Where(match => match.Success))
            AddSocket($"the embedded {listening.Groups["service"].Value}", listening.Groups["service"].Value, listening.Groups["socket"].Value);
        await StartAsync("incidents", settings, IncidentsApp.Create);
        await StartAsync("counts", settings, CountsApp.Create);
        await StartAsync("sources", settings, SourcesApp.Create);
    }

    /// <summary>Stops everything; the stores stay.</summary>
    internal async Task StopAsync()
    {
        foreach (var app in apps)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        apps.Clear();
        await suite.StopAsync();
    }

    /// <summary>Every file that the processes keep.</summary>
    internal IEnumerable<string> Files => new[] { Folder, suite.DataDirectory }.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        foreach (var client in clients)
            client.Dispose();
        await StopAsync();
        await base.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        Assert.Empty(logs.UnexpectedErrors);
    }

    private async Task StartAsync(string service, string[] settings, Func<string[], Action<WebApplicationBuilder>?, WebApplication> create)
    {
        var socket = Path.Combine(Folder, $"{service}.sock");
        await RunAsync("socket", $"--Listen:Socket={socket}");
        AddSocket($"{service} by itself", service, socket);
        var listening = (await RunAsync("ports", "--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0")).Services.GetRequiredService<Listening>();
        AddPorts($"{service} by itself", service, listening.Grpc!, listening.Http!);

        async Task<WebApplication> RunAsync(string name, params string[] where)
        {
            var app = create(
                [.. settings, .. where, $"--Storage:Path={Path.Combine(Folder, name, service, "records.db")}", "--Embedded=true"],
                builder => builder.Logging.ClearProviders().AddProvider(logs));
            await app.StartAsync();
            apps.Add(app);
            return app;
        }
    }

    private void AddPorts(string whose, string service, Uri grpc, Uri http)
    {
        Add($"the gRPC port of {whose}", service, grpc, H2, Client(), DoorForm.Grpc, DoorForm.Json);
        Add($"the HTTP port of {whose}", service, http, H1, Client(), DoorForm.GrpcWeb, DoorForm.Json);
    }

    private void AddSocket(string whose, string service, string socket)
    {
        var handler = new SocketsHttpHandler();
        ServiceAddress.ForSocket(socket).Apply(handler, NullLogger.Instance);
        Add($"the socket of {whose}", service, new Uri("http://localhost"), H2, Client(handler), DoorForm.Grpc, DoorForm.GrpcWeb, DoorForm.Json);
    }

    private void Add(string where, string service, Uri address, Version version, HttpMessageInvoker client, params DoorForm[] forms) =>
        doors.AddRange(forms.Select(form => new Door($"{form} at {where}", new Uri(address, form == DoorForm.Json ? Calls[service].Path : Calls[service].Rpc), version, form, client)));

    private HttpMessageInvoker Client(SocketsHttpHandler? handler = null)
    {
        var client = new HttpMessageInvoker(handler ?? new SocketsHttpHandler { UseCookies = false });
        clients.Add(client);
        return client;
    }

    [GeneratedRegex("^Listening as (?<service>[a-z]+): .*, socket (?<socket>/[^,]+),", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Listening();
}

/// <summary>How a door is called.</summary>
internal enum DoorForm
{
    /// <summary>gRPC.</summary>
    Grpc,

    /// <summary>gRPC-Web.</summary>
    GrpcWeb,

    /// <summary>JSON over HTTP.</summary>
    Json,
}

/// <summary>Where a token can be shown, for a list that every reader of the highest audience may have.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Call">What is called.</param>
/// <param name="Version">The version of HTTP.</param>
/// <param name="Form">How it is called.</param>
/// <param name="Client">Sends to it.</param>
internal sealed record Door(string Name, Uri Call, Version Version, DoorForm Form, HttpMessageInvoker Client)
{
    /// <summary>Calls with a value of the header <c>authorization</c>.</summary>
    public Task<DoorAnswer> ShowAsync(string authorization) => CallAsync(request => Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization)));

    /// <summary>Calls.</summary>
    /// <param name="withCredentials">Puts the credentials in.</param>
    public async Task<DoorAnswer> CallAsync(Action<HttpRequestMessage> withCredentials)
    {
        using var request = new HttpRequestMessage(Form == DoorForm.Json ? HttpMethod.Get : HttpMethod.Post, Call) { Version = Version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (Form != DoorForm.Json)
        {
            // An empty message.
            request.Content = new ByteArrayContent(new byte[5]);
            request.Content.Headers.ContentType = new(Form == DoorForm.Grpc ? "application/grpc" : "application/grpc-web");
            request.Headers.TE.Add(new("trailers"));
        }
        withCredentials(request);
        using var response = await Client.SendAsync(request, CancellationToken.None);
        var challenge = response.Headers.WwwAuthenticate.ToString();
        if (Form == DoorForm.Json)
        {
            if (response.IsSuccessStatusCode)
                return new DoorAnswer(StatusCode.OK, "", challenge);
            var refusal = await Refusal.OfAsync(response);
            return new DoorAnswer(refusal.Code, refusal.Message, challenge);
        }
        var body = await response.Content.ReadAsStringAsync();
        return new DoorAnswer((StatusCode)int.Parse(Trailer("grpc-status") ?? "-1", System.Globalization.CultureInfo.InvariantCulture), Uri.UnescapeDataString(Trailer("grpc-message") ?? ""), challenge);

        // Of an error in the headers; of an answer behind it, which in gRPC-Web is the end of the body.
        string? Trailer(string name)
        {
            if (response.Headers.TryGetValues(name, out var values) || response.TrailingHeaders.TryGetValues(name, out values))
                return values.Single();
            var at = body.LastIndexOf($"{name}:", StringComparison.OrdinalIgnoreCase);
            return at < 0 ? null : body[(at + name.Length + 1)..].Split('\r')[0].Trim();
        }
    }
}

/// <summary>What a door answered.</summary>
/// <param name="Code">The code.</param>
/// <param name="Message">What an error says.</param>
/// <param name="Challenge">How it says that one may become known.</param>
internal sealed record DoorAnswer(StatusCode Code, string Message, string Challenge)
{
    /// <summary>The answer to every token that is not valid, whatever is wrong with it.</summary>
    public static DoorAnswer NotValid { get; } = new(StatusCode.Unauthenticated, "The token is not valid.", "Bearer");

    /// <summary>The answer to who shows no token.</summary>
    public static DoorAnswer NoToken { get; } = new(StatusCode.Unauthenticated, "A token is needed.", "Bearer");

    /// <summary>The answer to a good token.</summary>
    public static DoorAnswer Fine { get; } = new(StatusCode.OK, "", "");
}
