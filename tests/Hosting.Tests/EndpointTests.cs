using Casualties.Hosting;
using Casualties.Incidents.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;

namespace Hosting.Tests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Health_answers_over_http(string path)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        Assert.Equal("Healthy", await host.Http.GetStringAsync(new Uri(path, UriKind.Relative)));
    }

    [Fact]
    public async Task Health_answers_over_grpc()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        var answer = await new Health.HealthClient(host.Channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Theory]
    [InlineData("Production", "--Reflection=true")]
    [InlineData("Development")]
    public async Task Reflection_lists_the_services_when_told_and_in_development(string environment, params string[] settings)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents(), builder => builder.Environment.EnvironmentName = environment, settings);

        Assert.Contains("casualties.incidents.v1.IncidentService", await ReflectedAsync(host));
    }

    [Theory]
    [InlineData("Development", "--Reflection=false")]
    [InlineData("Production")]
    public async Task Reflection_is_off_when_told_and_outside_development(string environment, params string[] settings)
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents(), builder => builder.Environment.EnvironmentName = environment, settings);

        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo();

        var status = await Expect.RefusedAsync(() => call.ResponseStream.MoveNext(default));

        status.Info(StatusCode.Unimplemented, "NO_SUCH_METHOD");
    }

    [Fact]
    public async Task A_unix_socket_carries_grpc_json_and_health()
    {
        var folder = Directory.CreateTempSubdirectory("hosting-");
        try
        {
            await using var host = await RunningHost.StartAsync(
                new ScriptedIncidents(), $"--Listen:Socket={Path.Combine(folder.FullName, "incidents.sock")}", "--Listen:Http=http://192.0.2.1:1");

            var overGrpc = await host.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = "incidents/a" });
            var overJson = Incident.Parser.ParseJson(await host.Http.GetStringAsync(new Uri("/v1/incidents/a", UriKind.Relative)));

            Assert.Equal(overGrpc, overJson);
            Assert.Equal("Healthy", await host.Http.GetStringAsync(new Uri("/healthz/ready", UriKind.Relative)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_addresses_are_logged_once_bound()
    {
        await using var host = await RunningHost.StartAsync(new ScriptedIncidents());

        Assert.Single(host.Logs.Entries, entry => entry.Text.Contains(
            $"Listening as incidents: gRPC {host.Channel.Target.Insert(0, "http://")}/, HTTP {host.Http.BaseAddress}, socket (null)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_log_holds_the_content_of_a_request()
    {
        const string canary = "canary-51c7";
        await using var host = await RunningHost.StartAsync(
            new ScriptedIncidents { Create = (_, _) => throw new FormatException(canary), List = (_, _) => throw new Casualties.Storage.InvalidFilter(0, "Expected a field.") },
            "--Logging:LogLevel:Default=Debug");
        var incident = new Incident { Title = canary, Summary = canary, EventTime = new() { StartDate = new() { Year = 2021 } } };

        await Expect.RefusedAsync(async () => await host.Incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = incident, RequestId = Expect.RequestId }));
        await Expect.RefusedAsync(async () => await host.Incidents.CreateIncidentAsync(new CreateIncidentRequest { Incident = incident, RequestId = canary }));
        await Expect.RefusedAsync(await host.Http.PostAsync(
            new Uri($"/v1/incidents?request_id={Expect.RequestId}", UriKind.Relative), Expect.Json(Google.Protobuf.JsonFormatter.Default.Format(incident))), 500);
        await Expect.RefusedAsync(await host.Http.PostAsync(
            new Uri($"/v1/incidents?request_id={Expect.RequestId}", UriKind.Relative), Expect.Json($$"""{"title": "{{canary}}", "{{canary}}": "{{canary}}" """)), 400);
        await Expect.RefusedAsync(await host.Http.GetAsync(new Uri($"/v1/incidents?filter={canary}", UriKind.Relative)), 400);

        Assert.Equal(2, host.Logs.Entries.Count(entry => entry.Level == Microsoft.Extensions.Logging.LogLevel.Error));
        Assert.DoesNotContain(host.Logs.Entries, entry => entry.Text.Contains(canary, StringComparison.Ordinal));
    }

    private static async Task<string[]> ReflectedAsync(RunningHost host)
    {
        using var call = new ServerReflection.ServerReflectionClient(host.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(default));
        await call.RequestStream.CompleteAsync();
        return [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name)];
    }
}
