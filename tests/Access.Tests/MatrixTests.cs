using Casualties.Counts;
using Casualties.Hosting;
using Casualties.Incidents;
using Casualties.Sources;
using Casualties.Type.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Access.Tests;

/// <summary>Every RPC for every role and audience, over gRPC and JSON, through the gateway and at the services themselves: the rule in the contract decides, and nothing else.</summary>
public sealed class MatrixTests(MatrixTests.Processes processes) : IClassFixture<MatrixTests.Processes>
{
    private static readonly Requests Requests = new(new Dictionary<string, string>());

    public static TheoryData<string> All => [.. Rpcs.All.Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task S4_Every_RPC_lets_in_those_whom_its_rule_names_and_nobody_else(string name)
    {
        var method = Rpcs.Find(name);
        var rule = Rpcs.RuleOf(method);
        foreach (var caller in Callers.All)
        {
            var allowed = caller.Audience >= rule.Audience && rule.Roles.Any(role => role == Role.Reader || caller.Roles.HasAny(RoleSet.Of(role)));
            foreach (var (way, answer) in await processes.AnswersAsync(method.FullName, caller))
            {
                var what = $"{caller.Subject} calls {name} {way}: {answer.Code} {answer.Reason}";
                if (allowed)
                    Assert.False(answer.Code == StatusCode.Unauthenticated || answer.Reason == "NOT_PERMITTED", what);
                else
                    Assert.True((answer.Code, answer.Reason) == (StatusCode.PermissionDenied, "NOT_PERMITTED"), what);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nobody_is_let_in_without_a_token(string name)
    {
        foreach (var (way, answer) in await processes.AnswersAsync(name, null))
            Assert.True((answer.Code, answer.Reason) == (StatusCode.Unauthenticated, "UNAUTHENTICATED"), $"{name} {way}: {answer.Code} {answer.Reason}");
    }

    /// <summary>A suite, and beside it each service by itself, on ports and on a socket.</summary>
    public sealed class Processes : SuiteTest, IAsyncLifetime
    {
        private readonly string folder = Directory.CreateTempSubdirectory("casualties-matrix-").FullName;
        private readonly List<(string Service, string Way, CallInvoker Calls, Func<Caller?, HttpClient>? Http)> doors = [];
        private readonly List<WebApplication> apps = [];
        private readonly List<GrpcChannel> channels = [];
        private readonly Dictionary<(string Way, string Caller), HttpClient> clients = [];
        private RunningSuite suite = null!;

        public async ValueTask InitializeAsync()
        {
            suite = await StartAsync();
            AddDoor("", "through the gateway", Open(suite.GrpcAddress), caller => TestKey.Http(suite.HttpAddress, caller is null ? null : suite.Tokens(caller)));
            await StartAsync("casualties.incidents.", args => IncidentsApp.Create(args));
            await StartAsync("casualties.counts.", args => CountsApp.Create(args));
            await StartAsync("casualties.sources.", args => SourcesApp.Create(args));
        }

        internal async Task<IReadOnlyList<(string Way, RpcAnswer Answer)>> AnswersAsync(string rpc, Caller? caller)
        {
            var method = Rpcs.Find(rpc);
            var answers = new List<(string, RpcAnswer)>();
            foreach (var (service, way, calls, http) in doors.Where(door => rpc.StartsWith(door.Service, StringComparison.Ordinal)))
            {
                answers.Add(($"{way}, gRPC", await Rpcs.CallAsync(As(calls, way, caller), method, Requests.For(method))));
                if (http is not null && await Rpcs.CallAsync(ClientOf($"{service}{way}", caller, http), method, Requests.For(method)) is { } json)
                    answers.Add(($"{way}, JSON", json));
            }
            return answers;
        }

        async ValueTask IAsyncDisposable.DisposeAsync()
        {
            foreach (var client in clients.Values)
                client.Dispose();
            foreach (var channel in channels)
                channel.Dispose();
            foreach (var app in apps)
            {
                await app.StopAsync();
                await app.DisposeAsync();
            }
            await base.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }

        private CallInvoker As(CallInvoker calls, string way, Caller? caller) => caller is null ? calls : calls.As(way.Contains("gateway", StringComparison.Ordinal) ? suite.Tokens(caller) : TestKey.For(caller));

        private HttpClient ClientOf(string way, Caller? caller, Func<Caller?, HttpClient> open)
        {
            var key = (way, caller?.Subject ?? "");
            return clients.TryGetValue(key, out var client) ? client : clients[key] = open(caller);
        }

        private void AddDoor(string service, string way, CallInvoker calls, Func<Caller?, HttpClient>? http) => doors.Add((service, way, calls, http));

        private CallInvoker Open(Uri address, SocketsHttpHandler? handler = null)
        {
            var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = handler ?? new SocketsHttpHandler() });
            channels.Add(channel);
            return channel.CreateCallInvoker();
        }

        private async Task StartAsync(string service, Func<string[], WebApplication> create)
        {
            string[] settings = [$"--Access:KeyFile={TestKey.Path}", "--Limits:CallsPerSecond=0"];
            var onPorts = create([.. settings, $"--Storage:Path={Path.Combine(folder, "ports", service, "records.db")}", "--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0"]);
            await onPorts.StartAsync();
            apps.Add(onPorts);
            var listening = onPorts.Services.GetRequiredService<Listening>();
            AddDoor(service, "at the service", Open(listening.Grpc!), caller => TestKey.Http(listening.Http!, caller is null ? null : TestKey.For(caller)));
            var socket = Path.Combine(folder, $"{service}sock");
            var onSocket = create([.. settings, $"--Storage:Path={Path.Combine(folder, "socket", service, "records.db")}", $"--Listen:Socket={socket}"]);
            await onSocket.StartAsync();
            apps.Add(onSocket);
            var handler = new SocketsHttpHandler();
            Casualties.Gateway.ServiceAddress.ForSocket(socket).Apply(handler, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
            AddDoor(service, "at the service's socket", Open(new Uri("http://localhost"), handler), null);
        }
    }
}
