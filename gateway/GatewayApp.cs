using Casualties.Gateway.Proxy;
using Casualties.Gateway.Reports;
using Casualties.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Casualties.Gateway;

/// <summary>The gateway: composition, and nothing else.</summary>
internal static class GatewayApp
{
    public static WebApplication Create(
        SuiteOptions options, GatewaySettings settings, IReadOnlyDictionary<SuiteService, ServiceAddress> addresses)
    {
        var builder = ServiceHost.CreateBuilder("gateway", options.Args, new ListenDefaults(options.GrpcPort, options.HttpPort));
        if (options.Quiet)
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var services = builder.Services;
        services.AddServiceProxy(addresses);
        services.AddSingleton(provider => new ServiceChannels(addresses, provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<ServiceGuards>();
        services.AddSingleton(provider => new ReadModel(
            Path.Combine(settings.DataDirectory, StoreFiles.ReadModel), settings.CacheBytes, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Feeds>();
        services.AddSingleton<HistoricalReports>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<ReportRpc>();
        services.AddSingleton<ReadyReportRpc>();
        services.AddHostedService<Projection>();
        options.Configure?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<ReadModel>();
        app.UseHosting();
        app.MapRpc<ReportRpc>();
        // Before the generated binding of the same method, which then serves JSON only.
        app.MapGrpcService<ReadyReportRpc>().Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);
        app.MapServiceProxy();
        return app;
    }
}
