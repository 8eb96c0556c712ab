using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Casualties.Hosting;

/// <summary>Traces and metrics.</summary>
public static class Telemetry
{
    /// <summary>The name of the suite's own meters and activity sources.</summary>
    public const string Source = "Casualties";

    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Exports traces and metrics to where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says. Without it nobody listens, and nothing is collected.</summary>
    internal static void AddTelemetry(this WebApplicationBuilder builder, string serviceName)
    {
        if (string.IsNullOrEmpty(builder.Configuration[EndpointSetting]))
            return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName, serviceNamespace: "casualties"))
            .WithTracing(tracing => tracing.AddSource(Source).AddAspNetCoreInstrumentation().AddGrpcClientInstrumentation())
            .WithMetrics(metrics => metrics.AddMeter(Source).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation())
            .UseOtlpExporter();
    }
}
