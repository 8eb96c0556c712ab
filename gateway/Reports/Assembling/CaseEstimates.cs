using Casualties.Estimation;

namespace Casualties.Gateway.Reports;

/// <summary>
/// What a policy makes of the views of one incident. Most views differ in nothing that an estimate depends on, and estimating costs more than all the rest of a
/// report: a view that comes out like one before is told what was made of that one. One thread at a time.
/// </summary>
internal sealed class CaseEstimates(Policy policy)
{
    private readonly List<(IncidentCase Case, CaseEstimate Estimate)> made = [];

    /// <summary>The policy.</summary>
    public Policy Policy => policy;

    /// <summary>What is made of a view.</summary>
    public CaseEstimate Of(ReportInputs seen) => Of(EstimationInput.Of(seen));

    /// <summary>What is made of a view, in the terms of the estimator.</summary>
    public CaseEstimate Of(IncidentCase subject)
    {
        var known = made.FindIndex(one => one.Case.IsEstimatedLike(subject));
        if (known < 0)
        {
            known = made.Count;
            var attribution = AttributionSummary.Of(subject.Attributions, subject.Claims);
            made.Add((subject, new CaseEstimate(policy.Estimate(subject), attribution, Corroboration.Of(subject, attribution))));
        }
        return made[known].Estimate;
    }
}

/// <summary>What is made of a view of an incident.</summary>
/// <param name="Estimate">How many were harmed.</param>
/// <param name="Attribution">Who is said to be responsible.</param>
/// <param name="Corroboration">How far what is said is borne out.</param>
internal sealed record CaseEstimate(IncidentEstimate Estimate, AttributionSummary Attribution, Corroboration Corroboration);
