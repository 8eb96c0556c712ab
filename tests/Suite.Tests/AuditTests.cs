using System.Diagnostics;
using System.Text.Json;
using Casualties.Audit.V1;
using Casualties.Gateway;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Grpc.Core;
using Microsoft.Data.Sqlite;

namespace Suite.Tests;

/// <summary>The audit logs of a whole suite: asked for through the gateway, printed and verified by commands.</summary>
public sealed class AuditTests : SuiteTest
{
    private static readonly string[] Processes = ["gateway", "incidents", "counts", "sources"];

    private static readonly Caller Auditor = new("auditor", RoleSet.Of(Role.Reader, Role.Auditor), Audience.Restricted);
    private static readonly Caller Reader = new("reader", RoleSet.Of(Role.Reader), Audience.Restricted);

    [Fact]
    public async Task S16_The_gateway_answers_for_every_process_with_the_callers_own_credentials()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Some.Incident().With(one => one.Visibility = Audience.Restricted));
        await new IncidentService.IncidentServiceClient(suite.As(Reader)).GetIncidentAsync(new GetIncidentRequest { Name = incident.Name });
        var audit = new AuditService.AuditServiceClient(suite.As(Auditor));

        foreach (var process in Processes)
        {
            await audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = process });
            var listed = await audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = process, Filter = "caller = \"auditor\" AND method:ListAuditEvents" });
            Assert.All(listed.Events, one => Assert.Equal(AuditKind.Read, one.Kind));
            Assert.Single(listed.Events);
        }

        var read = await audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "incidents", Filter = "caller = \"reader\"" });
        Assert.Equal([incident.Name], Assert.Single(read.Events).Records);
        Assert.Equal(["service"], (await Refusal.OfAsync(audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "nobody" }))).Fields);
        var filter = await Refusal.OfAsync(audit.ListAuditEventsAsync(new ListAuditEventsRequest { Service = "sources", Filter = "caller" }));
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FILTER"), (filter.Code, filter.Reason));
        foreach (var process in Processes)
        {
            var denied = await Refusal.OfAsync(
                new AuditService.AuditServiceClient(suite.As(Reader)).ListAuditEventsAsync(new ListAuditEventsRequest { Service = process }));
            Assert.Equal((StatusCode.PermissionDenied, "NOT_PERMITTED"), (denied.Code, denied.Reason));
        }
    }

    [Fact]
    public async Task A_log_is_followed_through_the_gateway_in_order_and_over_JSON()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Some.Incident().With(one => one.Visibility = Audience.Restricted));
        var incidents = new IncidentService.IncidentServiceClient(suite.As(Reader));
        await incidents.GetIncidentAsync(new GetIncidentRequest { Name = incident.Name });
        using var watching = new AuditService.AuditServiceClient(suite.As(Auditor)).WatchAuditEvents(new WatchAuditEventsRequest { Service = "incidents" });
        var seen = new List<AuditEventRevision>();
        await ReadUntilAsync(one => one.Event.Caller == "auditor");
        await incidents.GetIncidentAsync(new GetIncidentRequest { Name = incident.Name });
        await ReadUntilAsync(one => one.Event.Caller == "reader");

        Assert.Equal(Enumerable.Range(1, seen.Count), seen.Select(one => (int)one.Info.Revision));
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.Equal(pair.First.Info.Hash, pair.Second.Info.PreviousHash));
        Assert.Equal(2, seen.Count(one => one.Event is { Caller: "reader", Kind: AuditKind.Read }));
        // The gateway's own feed of incidents.
        Assert.Equal(AuditKind.Export, Assert.Single(seen, one => one.Event.Caller == "services/gateway" && one.Event.Method.EndsWith("/WatchIncidents", StringComparison.Ordinal)).Event.Kind);

        using var http = suite.HttpAs(Auditor);
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri("/v1/audit/incidents/events?filter=caller%3Dreader", UriKind.Relative)));
        Assert.Equal(2, json.RootElement.GetProperty("events").GetArrayLength());

        async Task ReadUntilAsync(Func<AuditEventRevision, bool> found)
        {
            do
            {
                Assert.True(await watching.ResponseStream.MoveNext());
                seen.AddRange(watching.ResponseStream.Current.Revisions);
            }
            while (seen.Count == 0 || !found(seen[^1]));
        }
    }

    [Fact]
    public async Task S16_The_gateway_records_whom_it_denies_before_a_service_is_asked()
    {
        var suite = await StartAsync();
        await Refusal.OfAsync(new IncidentService.IncidentServiceClient(suite.As(Reader)).RetractIncidentAsync(new RetractIncidentRequest()));
        using var anyone = new HttpClient { BaseAddress = suite.Http.BaseAddress };
        using var answer = await anyone.GetAsync(new Uri("/v1/incidents?filter=secret", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        await suite.RestartAsync();

        var denied = await new AuditService.AuditServiceClient(suite.As(Auditor)).ListAuditEventsAsync(
            new ListAuditEventsRequest { Service = "gateway", Filter = "kind = \"AUDIT_KIND_DENIED\"" });
        Assert.Equal(
            [("", "127.0.0.0/24", "/v1/incidents/{**rest}"), ("reader", "", "/casualties.incidents.v1.IncidentService/RetractIncident")],
            denied.Events.Select(one => (one.Caller, one.Network, one.Method)).OrderBy(one => one.Caller));
        var asked = await new AuditService.AuditServiceClient(suite.As(Auditor)).ListAuditEventsAsync(
            new ListAuditEventsRequest { Service = "incidents", Filter = "kind = \"AUDIT_KIND_DENIED\"" });
        Assert.Empty(asked.Events);
    }

    [Fact]
    public async Task The_command_prints_events_of_a_running_suite_and_of_local_stores()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Some.Incident().With(one => one.Visibility = Audience.Restricted));
        await new IncidentService.IncidentServiceClient(suite.As(Reader)).GetIncidentAsync(new GetIncidentRequest { Name = incident.Name });

        var (code, output) = await RunAsync("audit", "--to", suite.GrpcAddress.AbsoluteUri, "--token", suite.Tokens(Auditor).Current, "--json", "--filter", "caller = \"reader\"");
        Assert.Equal(0, code);
        using (var line = JsonDocument.Parse(output))
        {
            Assert.Equal("incidents", line.RootElement.GetProperty("process").GetString());
            Assert.Equal(incident.Name, line.RootElement.GetProperty("event").GetProperty("records")[0].GetString());
        }

        Assert.Equal(3, (await RunAsync("audit", "--to", suite.GrpcAddress.AbsoluteUri, "--token", suite.Tokens(Reader).Current)).Code);
        Assert.Equal(2, (await RunAsync("audit", "--follow", "--filter", "x")).Code);
        await suite.StopAsync();
        (code, output) = await RunAsync("audit", "--data", suite.DataDirectory, "--service", "incidents", "--filter", "kind = \"AUDIT_KIND_READ\"");
        Assert.Equal(0, code);
        Assert.Contains(incident.Name, output, StringComparison.Ordinal);
        Assert.DoesNotContain("Explosion", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S15_Verify_finds_an_audit_log_that_was_changed_and_one_that_was_removed()
    {
        var suite = await StartAsync();
        var incident = await suite.CreateAsync(Some.Incident().With(one => one.Visibility = Audience.Restricted));
        await new IncidentService.IncidentServiceClient(suite.As(Reader)).GetIncidentAsync(new GetIncidentRequest { Name = incident.Name });
        await suite.StopAsync();
        Assert.Equal(0, (await VerifyAsync()).Code);

        Change("UPDATE revision SET payload = replace(payload, 'reader', 'nobody') WHERE actor = 'reader'");
        var (code, output) = await VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains("changed", Assert.Single(output.Split('\n'), line => line.Contains("incidents audit", StringComparison.Ordinal)), StringComparison.Ordinal);

        foreach (var file in Directory.EnumerateFiles(suite.DataDirectory, StoreFiles.GatewayAudit + "*"))
            File.Delete(file);
        (code, output) = await VerifyAsync();
        Assert.Equal(1, code);
        Assert.Contains("missing", Assert.Single(output.Split('\n'), line => line.Contains("gateway audit", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.False(File.Exists(suite.PathOf(StoreFiles.GatewayAudit)));

        Task<(int Code, string Output)> VerifyAsync() => RunAsync("verify", "--data", suite.DataDirectory);

        void Change(string sql)
        {
            using var connection = new SqliteConnection($"Data Source={suite.PathOf(StoreFiles.AuditOf(SuiteService.Incidents))};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.True(command.ExecuteNonQuery() > 0);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "casualties.dll"), .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        return (process.ExitCode, output);
    }
}
