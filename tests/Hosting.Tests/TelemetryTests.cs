using System.Collections.Concurrent;
using System.Text;
using Casualties.Incidents.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Hosting.Tests;

/// <summary>Against a collector that takes OTLP over HTTP, as real ones do.</summary>
public sealed class TelemetryTests
{
    private const string Canary = "canary-a8d0";

    [Fact]
    public async Task Traces_and_metrics_are_exported_without_the_content_of_requests()
    {
        var received = await CollectAsync();

        Assert.Contains("/v1/traces", received.Keys);
        Assert.Contains("/v1/metrics", received.Keys);
        Assert.Contains("IncidentService/ListIncidents", received["/v1/traces"], StringComparison.Ordinal);
        Assert.All(received.Values, text => Assert.Contains("incidents", text, StringComparison.Ordinal));
        Assert.All(received.Values, text => Assert.DoesNotContain(Canary, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_embedded_process_leaves_exporting_to_its_host() => Assert.Empty(await CollectAsync("--Embedded=true"));

    private static async Task<ConcurrentDictionary<string, string>> CollectAsync(params string[] settings)
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(context.Request.Path, _ => Encoding.Latin1.GetString(body.ToArray()), (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();

        var host = await RunningHost.StartAsync(
            new ScriptedIncidents(), [$"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.Single()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", .. settings]);
        await host.Incidents.ListIncidentsAsync(new ListIncidentsRequest { Filter = Canary });
        await host.Http.GetStringAsync(new Uri($"/v1/incidents?filter={Canary}", UriKind.Relative));
        await host.App.StopAsync();
        await host.DisposeAsync();
        return received;
    }
}
