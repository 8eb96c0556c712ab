using Casualties.Gateway.Reports;
using Casualties.Reports.V1;

namespace Casualties.Gateway.Reviews;

/// <summary>Reports as they are and as they would be, for one viewer. On any thread.</summary>
internal sealed class SupposedReports(PreviewOrder order, ReportViews views, Viewer viewer)
{
    /// <summary>What would change of an incident; null if nothing would.</summary>
    public PreviewedIncident? Examine(ReportInputs records)
    {
        // Where the decision changes nothing that is estimated, there is nothing to estimate twice.
        var estimates = new CaseEstimates(order.Policy);
        var before = NumbersOf(records, estimates);
        var after = NumbersOf(order.Decision.In(records), estimates);
        // Messages are equal if their bytes are: numbers are compared bit by bit.
        return Equals(before, after) ? null : new PreviewedIncident
        {
            Report = $"{records.Incident.Name}/report",
            Title = records.Incident.Title,
            Before = before,
            After = after,
            FallsToSingleOriginator = before?.Corroboration?.OriginatorCount >= 2 && after?.Corroboration is not { OriginatorCount: >= 2 },
        };
    }

    /// <summary>What an incident adds to sums, as it is and as it would be; null if it is left out of them.</summary>
    public (Addend? Before, Addend? After) AddendsOf(ReportInputs records)
    {
        var before = Addend(records);
        var supposed = order.Decision.In(records);
        return (before, ReferenceEquals(supposed, records) ? before : Addend(supposed));
    }

    private Addend? Addend(ReportInputs records) => views.Of(records, viewer) is { } seen ? AddendOf.Records(seen, order.Policy) : null;

    private ReportNumbers? NumbersOf(ReportInputs records, CaseEstimates estimates)
    {
        if (views.Of(records, viewer) is not { } seen)
            return null;
        var report = ReportAssembler.Assemble(seen, estimates.Policy, estimates.Of(seen));
        return new ReportNumbers
        {
            Estimates = { report.Estimates },
            Attribution = report.Attribution,
            Corroboration = report.Corroboration,
            CountOriginatorCount = report.CountOriginatorCount,
            OriginatorCount = report.OriginatorCount,
        };
    }
}
