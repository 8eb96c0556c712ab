using System.Security.Cryptography;
using Casualties.Audit.V1;
using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Gateway.Audit;
using Casualties.Gateway.Calibrating;
using Casualties.Gateway.Proxy;
using Casualties.Gateway.Reports;
using Casualties.Gateway.Reports.Exporting;
using Casualties.Gateway.Reviews;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Storage;
using Casualties.Type.V1;
using Grpc.Health.V1;
using Grpc.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Casualties.Gateway;

/// <summary>The gateway: composition, and nothing else.</summary>
internal static class GatewayApp
{
    private static readonly ServiceDescriptor[] Contracts =
    [
        ReportService.Descriptor, AggregateService.Descriptor, ReviewService.Descriptor, AuditService.Descriptor, IncidentService.Descriptor, ClaimService.Descriptor, SourceService.Descriptor, Health.Descriptor,
    ];

    public static WebApplication Create(
        SuiteOptions options, GatewaySettings settings, IReadOnlyDictionary<SuiteService, ServiceAddress> addresses)
    {
        var builder = ServiceHost.CreateBuilder("gateway", options.Args, new ListenDefaults(options.GrpcPort, options.HttpPort));
        if (options.Quiet)
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var services = builder.Services;
        // Reflection shows what the proxy forwards as well as what is answered here.
        services.AddSingleton(new ReflectionServiceImpl(Contracts));
        services.AddSingleton(new ReflectionV1ServiceImpl(Contracts));
        // ReadyReportRpc is for gRPC alone; the transcoding remarks that it finds nothing to transcode.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Grpc.JsonTranscoding.Internal.Binding", LogLevel.Error);
        // The proxy would log every address that it forwards, with its query.
        builder.Logging.AddFilter("Yarp", LogLevel.Warning);
        services.AddServiceProxy(addresses);
        services.AddSingleton(provider => new ServiceChannels(addresses, IdentityOf(provider), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<Pseudonyms>();
        services.AddSingleton<ResumeTokens>();
        services.AddSingleton<ReportViews>();
        services.AddSingleton<ServiceGuards>();
        services.AddSingleton(new AuditSettings("gateway", Path.Combine(settings.DataDirectory, StoreFiles.GatewayAudit)));
        services.AddSingleton<GatewayAuditRpc>();
        services.AddSingleton(provider => new ReadModel(
            Path.Combine(settings.DataDirectory, StoreFiles.ReadModel),
            Policies.Default,
            provider.GetRequiredService<ReportViews>(),
            settings.CacheBytes,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<RandomNumberGenerator>()));
        services.TryAddSingleton(RandomNumberGenerator.Create());
        services.AddSingleton<Feeds>();
        services.AddSingleton<HistoricalReports>();
        services.AddSingleton<ReportInputQueries>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<EstimateQueries>();
        services.AddSingleton<SumTurns>();
        AggregateRules.Declare();
        services.AddSingleton<OriginatorNumbers>();
        services.AddSingleton<AddendTables>();
        services.AddSingleton<SumMemo>();
        services.AddSingleton<HistoricalCorpus>();
        services.AddSingleton<AddendGathering>();
        services.AddSingleton<AggregateQueries>();
        services.AddSingleton<ComparisonQueries>();
        services.AddSingleton<AggregateRpc>();
        services.AddSingleton(settings);
        services.AddSingleton<CalibrationFit>();
        services.AddSingleton<CalibrationRefit>();
        services.AddSingleton<ReportRpc>();
        services.AddSingleton(provider => new PageTokens(provider.GetRequiredService<SuiteKey>().Derive("page tokens"), provider.GetRequiredService<RandomNumberGenerator>()));
        ExportRules.Declare();
        services.AddSingleton<ExportGathering>();
        services.AddSingleton<ExportQueries>();
        PreviewRules.Declare();
        services.AddSingleton<PreviewQueries>();
        services.AddSingleton<ReviewRpc>();
        services.AddSingleton<ReadyReportRpc>();
        services.AddHostedService<Projection>();
        services.AddHostedService<NightlyCalibration>();
        services.AddHostedService<FlagExpiry>();
        options.Configure?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetRequiredService<ReadModel>();
        app.UseHosting();
        app.MapRpc<ReportRpc>();
        app.MapRpc<AggregateRpc>();
        app.MapRpc<ReviewRpc>();
        app.MapRpc<GatewayAuditRpc>();
        // Before the generated binding of the same methods, which then serves JSON only.
        app.MapGrpcService<ReadyReportRpc>().Add(endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);
        app.MapServiceProxy();
        return app;
    }

    // To the services, the gateway is one more caller: one whom they know to be of the suite.
    private static TokenSource IdentityOf(IServiceProvider provider) => new(
        provider.GetRequiredService<TokenIssuer>(),
        new Caller("services/gateway", RoleSet.Of(Role.Service), Audience.Restricted),
        provider.GetRequiredService<TimeProvider>());
}
