using Casualties.Counts.V1;
using Casualties.Estimation;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Policy = Casualties.Estimation.Policy;
using Google.Protobuf.WellKnownTypes;
using Claim = Casualties.Counts.V1.Claim;
using ClaimState = Casualties.Counts.V1.ClaimState;

namespace Casualties.Gateway.Reports;

/// <summary>
/// Makes a report of records: a pure function of the inputs, the policy and the code. Whoever has the same revisions gets the same bytes.
/// </summary>
/// <remarks>A change here that changes a report raises <see cref="Estimator.Version"/>: stored reports are then computed anew.</remarks>
public static class ReportAssembler
{
    /// <summary>Makes the report of one incident. Its freshness is not set.</summary>
    public static IncidentReport Assemble(ReportInputs inputs, Policy policy) => Assemble(inputs, policy, new CaseEstimates(policy).Of(inputs));

    /// <summary>Makes the report of one incident, of estimates that may have been made for the report of another view of it.</summary>
    internal static IncidentReport Assemble(ReportInputs inputs, Policy policy, CaseEstimate made)
    {
        var incident = inputs.Incident;
        var (estimate, attribution, corroboration) = made;
        var report = new IncidentReport
        {
            Name = $"{incident.Name}/report",
            Incident = incident.Name,
            Title = incident.Title,
            EventTime = incident.EventTime,
            Place = incident.Place,
            Retracted = inputs.IsRetracted,
            ExcludedByFlag = inputs.Decisions.Excluded,
            Flags = { inputs.Decisions.Notices },
            LiveClaimCount = inputs.Claims.Count(claim => claim.State == ClaimState.Live),
            CountOriginatorCount = estimate.CountOriginators,
            OriginatorCount = estimate.Originators,
            Provenance = ProvenanceOf(inputs, policy),
            Tactic = incident.Tactic,
            Cause = Causes.Of(incident),
        };
        AddClaims(report, inputs, estimate);
        AddLacks(report, inputs);
        if (!inputs.CountsNowhere)
        {
            report.Corroboration = EstimateMessages.Of(corroboration);
            if (!inputs.Withholds(policy))
                report.Estimates.Add(estimate.Estimates.Select(EstimateMessages.Of));
            report.Attribution = EstimateMessages.Of(attribution);
        }
        Withholding.Apply(report, inputs);
        return report;
    }

    private static void AddClaims(IncidentReport report, ReportInputs inputs, IncidentEstimate estimate)
    {
        var byName = inputs.Claims.ToDictionary(claim => claim.Name);
        foreach (var part in estimate.Claims)
        {
            var claim = byName[part.Claim.Name];
            var shown = EstimateMessages.Of(claim, inputs);
            for (var i = 0; i < part.Statements.Count; i++)
                shown.Statements.Add(inputs.CountsNowhere ? EstimateMessages.LeftOut(claim.Counts[i], inputs.IsRetracted) : EstimateMessages.Of(part.Statements[i], claim.Counts[i]));
            report.Claims.Add(shown);
        }
    }

    private static void AddLacks(IncidentReport report, ReportInputs inputs)
    {
        var sources = new SortedSet<string>(StringComparer.Ordinal);
        var claims = new SortedSet<string>(StringComparer.Ordinal);
        var known = inputs.Claims.Select(claim => claim.Name).ToHashSet();
        foreach (var claim in inputs.Claims)
        {
            Want(sources, claim.Publisher, inputs.Sources.ContainsKey);
            Want(sources, claim.Originator, inputs.Sources.ContainsKey);
            Want(claims, claim.RepeatedClaim, known.Contains);
        }
        report.Lacks.Add(sources.Select(name => new Lack { Kind = LackKind.SourceRecord, Record = name }));
        report.Lacks.Add(claims.Select(name => new Lack { Kind = LackKind.ClaimRecord, Record = name }));
        if (!inputs.Claims.Any(claim => claim.State == ClaimState.Live && claim.Counts.Count > 0))
            report.Lacks.Add(new Lack { Kind = LackKind.Counts, Record = report.Incident });
    }

    private static void Want(SortedSet<string> missing, string name, Func<string, bool> isKnown)
    {
        if (name.Length > 0 && !isKnown(name))
            missing.Add(name);
    }

    /// <summary>What a report, or an explanation, of these inputs is computed from.</summary>
    public static Provenance ProvenanceOf(ReportInputs inputs, Policy policy)
    {
        var newest = inputs.Incident.UpdateTime;
        long counts = 0, sources = 0;
        foreach (var claim in inputs.Claims)
            Follow(claim, ref counts, ref newest);
        foreach (var source in inputs.Sources.Values)
            Follow(source, ref sources, ref newest);
        if (policy.UsesCalibration)
            Follow(inputs.InForce.Revision, inputs.InForce.RecordTime, ref sources, ref newest);
        return new Provenance
        {
            Revisions = new SuiteRevisions { Incidents = inputs.Incident.Revision, Counts = counts, Sources = sources },
            RecordTime = newest,
            Policy = policy.Id,
            PolicyVersion = policy.Version,
            EstimatorVersion = Estimator.Version,
            Calibration = inputs.CalibrationOf(policy),
        };
    }

    private static void Follow(IRecord record, ref long revision, ref Timestamp newest) =>
        Follow(record.Revision, record.UpdateTime, ref revision, ref newest);

    private static void Follow(long recorded, Timestamp? recordTime, ref long revision, ref Timestamp newest)
    {
        revision = Math.Max(revision, recorded);
        if (recordTime is not null && (newest is null || recordTime.CompareTo(newest) > 0))
            newest = recordTime;
    }
}
