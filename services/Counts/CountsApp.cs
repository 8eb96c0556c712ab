using Casualties.Counts.V1;
using Casualties.Hosting;
using Casualties.Hosting.Records;
using Casualties.Storage;

namespace Casualties.Counts;

/// <summary>The counts service: composition, and nothing else.</summary>
public static class CountsApp
{
    /// <summary>Builds the service; nothing runs until it is started.</summary>
    /// <param name="args">The command line: settings, see docs/operations.md.</param>
    /// <param name="configure">Changes to the composition, for whoever embeds the service.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = ServiceHost.CreateBuilder("counts", args, new ListenDefaults(GrpcPort: 5102, HttpPort: 5112));
        FieldRules.DeclareAcross<Claim>(ClaimRules.CheckAcrossFields);
        FieldRules.DeclareAcross<FlagClaimRequest>(static (request, _, violations) =>
            FlagRules.CheckOfClaim(request.Flag?.Effect ?? default, request.Flag?.Scope, "flag.", violations));
        builder.AddRevisionLog("counts.db", typeof(CountsApp).Assembly);
        builder.AddRecords(ClaimRecordType.Records);
        configure?.Invoke(builder);
        var app = builder.Build();
        app.Services.GetRequiredService<IRevisionLog>();
        app.UseHosting();
        app.MapRpc<ClaimRpc>();
        app.MapRpc<AuditRpc>();
        return app;
    }
}
