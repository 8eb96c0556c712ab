using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Storage;

namespace Casualties.Incidents;

/// <summary>The incidents service: composition, and nothing else.</summary>
public static class IncidentsApp
{
    /// <summary>Builds the service; nothing runs until it is started.</summary>
    /// <param name="args">The command line: settings, see docs/operations.md.</param>
    /// <param name="configure">Changes to the composition, for whoever embeds the service.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHost.CreateBuilder("incidents", args, new ListenDefaults(GrpcPort: 5101, HttpPort: 5111));
        FieldRules.DeclareAcross<Incident>(IncidentRules.CheckAcrossFields);
        FieldRules.DeclareAcross<FlagIncidentRequest>(static (request, _, violations) =>
            FlagRules.CheckOfIncident(request.Flag?.Effect ?? default, request.Flag?.Scope, "flag.", violations));
        builder.AddRevisionLog("incidents.db", typeof(IncidentsApp).Assembly);
        builder.AddRecords(IncidentRecordType.Records);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Services.GetRequiredService<IRevisionLog>();
        app.UseHosting();
        app.MapRpc<IncidentRpc>();
        app.MapRpc<AuditRpc>();
        return app;
    }
}
