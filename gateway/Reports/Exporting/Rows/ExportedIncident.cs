using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>An incident of which a file has rows.</summary>
/// <param name="Report">Its report.</param>
/// <param name="Parties">Who is said to have carried it out, as aggregates by party have it: nobody whom a reviewer ruled out.</param>
public sealed record ExportedIncident(IncidentReport Report, IReadOnlyList<string> Parties);
