using System.Text.Json;
using Casualties.Hosting.Records;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports;

/// <summary>What stands ready of some incidents, at one moment.</summary>
/// <param name="ViewId">The filling of the view that it was read from.</param>
/// <param name="Incidents">By name.</param>
/// <param name="Inputs">Where the viewer's organisation sees a report under names of its own, all that it is to be computed from, by name of the incident.</param>
internal sealed record StoredPage(string ViewId, IReadOnlyList<StoredIncident> Incidents, IReadOnlyDictionary<string, ReportInputs> Inputs);

/// <summary>What stands ready of an incident.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Sequence">The number of the last change of its report.</param>
/// <param name="IsPseudonymous">1 if an organisation sees it under names of its own, 0 otherwise.</param>
/// <param name="Report">The report without its freshness, as protobuf bytes; null: it can be seen no more.</param>
/// <param name="Addend">What it adds to aggregates; null: nothing.</param>
internal sealed record StoredIncident(string Incident, long Sequence, long IsPseudonymous, byte[]? Report, byte[]? Addend);

/// <summary>As much of a filter as columns can tell: whatever passes the filter passes this too. Null: any.</summary>
/// <param name="Countries">The countries, as a list in JSON.</param>
/// <param name="From">The first day, as in the index.</param>
/// <param name="Before">The day after the last one, likewise.</param>
internal sealed record ColumnFilter(string? Countries, string? From, string? Before)
{
    /// <summary>That of a filter of the contract.</summary>
    // The index holds a day that the date can mean, and a filter lets only those through of which every such day is asked for.
    public static ColumnFilter Of(ReportFilter filter) =>
        new(filter.Countries.Count == 0 ? null : JsonSerializer.Serialize<IEnumerable<string>>(filter.Countries), IndexText.Of(filter.StartDateFrom), IndexText.Of(filter.StartDateBefore));
}
