using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Where what is exported comes from.</summary>
internal interface IReportGathering
{
    /// <summary>The reports of incidents, as their viewer may see them, by name of the incident. Throws <see cref="Hosting.InvalidFields"/>.</summary>
    Task<GatheredReports> GatherAsync(AggregateQuery query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context);

    /// <summary>What incidents come to together, with its manifest. Throws <see cref="Hosting.InvalidFields"/>.</summary>
    Task<Aggregate> AggregateAsync(AggregateQuery query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context);
}

/// <summary>Reports, and what they are made from.</summary>
/// <param name="Basis">The manifest as far as it does not depend on the file: revisions, audience, policy, calibration, the query with its defaults.</param>
/// <param name="Reports">The reports, read once, as they are asked for.</param>
internal sealed record GatheredReports(Manifest Basis, IAsyncEnumerable<IncidentReport> Reports);
