using Casualties.Hosting;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>What must hold of requests for exports, beyond the limits of their single fields.</summary>
internal static class ExportRules
{
    private const string OnlyAggregate = "is for AGGREGATE only";

    /// <summary>Has them checked with the fields.</summary>
    public static void Declare() => FieldRules.DeclareAcross<ExportReportsRequest>(static (request, _, violations) => Check(request, violations));

    private static void Check(ExportReportsRequest request, Violations violations)
    {
        if (request.Options is not { } options)
            return;
        if (options.HxlTags && options.Format is not (ExportFormat.Csv or ExportFormat.Xlsx))
            violations.Add("options.hxl_tags", "is for CSV and XLSX only");
        var content = Export.ContentOf(request);
        if (options.Format == ExportFormat.Geojson && content != ExportContent.Incidents)
            violations.Add("options.format", "GEOJSON is for INCIDENTS only");
        if (request.Query is not { } query)
            return;
        if (content != ExportContent.Aggregate)
            CheckOfRows(query, violations);
        if (query.WithChanges)
            violations.Add("query.with_changes", "must be unset: files hold no changes, AggregateReports answers them");
    }

    private static void CheckOfRows(AggregateQuery query, Violations violations)
    {
        if (query.GroupBy.Count > 0)
            violations.Add("query.group_by", OnlyAggregate);
        if (query.Harms.Count > 0)
            violations.Add("query.harms", OnlyAggregate);
        if (query.Victims is not null)
            violations.Add("query.victims", OnlyAggregate);
        if (query.PartySplit != PartySplit.Unspecified)
            violations.Add("query.party_split", OnlyAggregate);
    }
}
