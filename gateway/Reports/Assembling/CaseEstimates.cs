using Casualties.Estimation;

namespace Casualties.Gateway.Reports;

/// <summary>
/// What a policy makes of the views of one incident. Most views differ in nothing that an estimate depends on, and estimating costs more than all the rest of a
/// report: a view that comes out like one before is told what was made of that one. One thread at a time.
/// </summary>
internal sealed class CaseEstimates(Policy policy)
{
    private readonly List<(IncidentCase Case, IncidentEstimate Estimate, AttributionSummary Attribution)> made = [];

    /// <summary>The policy.</summary>
    public Policy Policy => policy;

    /// <summary>The estimate and who is said to be responsible.</summary>
    public (IncidentEstimate Estimate, AttributionSummary Attribution) Of(IncidentCase subject)
    {
        var known = made.FindIndex(one => one.Case.IsEstimatedLike(subject));
        if (known < 0)
        {
            known = made.Count;
            made.Add((subject, policy.Estimate(subject), AttributionSummary.Of(subject.Attributions, subject.Claims)));
        }
        return (made[known].Estimate, made[known].Attribution);
    }
}
