using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Sources.V1;
using Casualties.Storage;

namespace Casualties.Sources;

/// <summary>The sources service: composition, and nothing else.</summary>
public static class SourcesApp
{
    /// <summary>Builds the service; nothing runs until it is started.</summary>
    /// <param name="args">The command line: settings, see docs/operations.md.</param>
    /// <param name="configure">Changes to the composition, for whoever embeds the service.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHost.CreateBuilder("sources", args, new ListenDefaults(GrpcPort: 5103, HttpPort: 5113));
        FieldRules.DeclareAcross<Source>(SourceRules.CheckAcrossFields);
        FieldRules.DeclareAcross<FlagSourceRequest>(static (request, _, violations) =>
            FlagRules.CheckOfSource(request.Flag?.Effect ?? default, request.Flag?.Scope, "flag.", violations));
        FieldRules.DeclareAcross<Calibration>(CalibrationRules.CheckAcrossFields);
        builder.AddRevisionLog("sources.db", typeof(SourcesApp).Assembly);
        builder.AddRecords(SourceRecordType.Records);
        builder.AddRecords(CalibrationRecordType.Records);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Services.GetRequiredService<IRevisionLog>();
        app.UseHosting();
        app.MapRpc<SourceRpc>();
        app.MapRpc<AuditRpc>();
        return app;
    }
}
