using Casualties.Counts;
using Casualties.Hosting;
using Casualties.Incidents;
using Casualties.Sources;
using Casualties.Storage;

namespace Casualties.Gateway;

/// <summary>The stores of an embedded suite: one file a service, one for the read model, and an audit log for each process, in one folder.</summary>
public static class StoreFiles
{
    /// <summary>The file of the gateway's read model, which can be made again from the others.</summary>
    public const string ReadModel = "reports.db";

    /// <summary>The file of a service.</summary>
    public static string Of(SuiteService service) => $"{service.Word()}.db";

    /// <summary>The file of the gateway's audit log.</summary>
    public static string GatewayAudit { get; } = AuditSettings.FileOf("gateway");

    /// <summary>The file of a service's audit log.</summary>
    public static string AuditOf(SuiteService service) => AuditSettings.FileOf(service.Word());

    /// <summary>The kinds of records of a service.</summary>
    public static IReadOnlyList<RecordKind> KindsOf(SuiteService service) => service switch
    {
        SuiteService.Incidents => [IncidentRecordType.Records.Kind],
        SuiteService.Counts => [ClaimRecordType.Records.Kind],
        SuiteService.Sources => [SourceRecordType.Records.Kind, CalibrationRecordType.Records.Kind],
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };

    /// <summary>The assembly that holds the migrations of a service.</summary>
    public static System.Reflection.Assembly MigrationsOf(SuiteService service) => service switch
    {
        SuiteService.Incidents => typeof(IncidentsApp).Assembly,
        SuiteService.Counts => typeof(CountsApp).Assembly,
        SuiteService.Sources => typeof(SourcesApp).Assembly,
        _ => throw new ArgumentOutOfRangeException(nameof(service)),
    };
}
