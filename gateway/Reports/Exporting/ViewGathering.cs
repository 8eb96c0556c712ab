using System.Runtime.CompilerServices;
using Casualties.Estimation;
using Casualties.Hosting;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Grpc.Core;

namespace Casualties.Gateway.Reports.Exporting;

/// <summary>Gathers reports of the default policy from the view, by country and days.</summary>
internal sealed class ViewGathering(ReadModel model, ReportInputQueries inputs) : IReportGathering
{
    /// <inheritdoc/>
    public async Task<GatheredReports> GatherAsync(AggregateQuery query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context)
    {
        Demand(query, asOf);
        var viewer = Viewer.Of(context.Caller());
        var filter = query.Filter ?? new ReportFilter();
        var country = filter.Countries.FirstOrDefault("");
        context.NoteSearch(ReportSearch.FieldsOf(country, filter.StartDateFrom, filter.StartDateBefore));
        await inputs.SeenAsync(min, viewer, context.CancellationToken);
        inputs.CaughtUp();
        var basis = new Manifest
        {
            Revisions = model.Freshness.Current(viewer).Revisions,
            Audience = viewer.Audience,
            Policy = Policies.Default.Id,
            PolicyVersion = Policies.Default.Version,
            EstimatorVersion = Estimator.Version,
            Query = query.Clone(),
        };
        basis.Query.Policy = Policies.Default.Id;
        return new GatheredReports(basis, ReportsAsync(IncidentFilter.Of(country, filter.StartDateFrom, filter.StartDateBefore), viewer, basis));
    }

    /// <inheritdoc/>
    public Task<Aggregate> AggregateAsync(AggregateQuery query, SuiteRevisions? min, ReportAsOf? asOf, ServerCallContext context)
    {
        var violations = new Violations();
        violations.Add("options.content", "must be INCIDENTS, CLAIMS or SDG_16_1_2");
        throw violations.Found!;
    }

    // What the records are made from is known once they are read.
    private async IAsyncEnumerable<IncidentReport> ReportsAsync(IncidentFilter filter, Viewer viewer, Manifest basis, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var found in model.InputsAsync(filter, viewer, cancel))
        {
            var report = ReportAssembler.Assemble(found, Policies.Default);
            basis.Calibration = report.Provenance.Calibration;
            if (basis.RecordTime is null || report.Provenance.RecordTime.CompareTo(basis.RecordTime) > 0)
                basis.RecordTime = report.Provenance.RecordTime;
            yield return report;
        }
    }

    private static void Demand(AggregateQuery query, ReportAsOf? asOf)
    {
        var violations = new Violations();
        if (asOf is { PointCase: not ReportAsOf.PointOneofCase.None })
            violations.Add("as_of", "must be unset");
        if (query.Policy.Length > 0 && query.Policy != Policies.Default.Id)
            violations.Add("query.policy", $"must be {Policies.Default.Id}");
        if (query.Filter is { } filter)
        {
            if (filter.Countries.Count > 1)
                violations.Add("query.filter.countries", "must name one country");
            foreach (var field in ReportFilter.Descriptor.Fields.InDeclarationOrder().Where(field => field.IsRepeated && field.FieldNumber != ReportFilter.CountriesFieldNumber))
            {
                if (((System.Collections.IList)field.Accessor.GetValue(filter)).Count > 0)
                    violations.Add($"query.filter.{field.Name}", "must be empty");
            }
        }
        violations.ThrowIfAny();
    }
}
