using Casualties.Reports.V1;

namespace Casualties.Gateway.Reports;

/// <summary>What must be known to read the rows of an aggregate.</summary>
internal static class AggregateNotes
{
    /// <summary>The notes, one sentence each.</summary>
    public static IEnumerable<string> Of(AggregatePlan plan)
    {
        if (plan.GroupBy.Length > 0)
            yield return "Medians and ranges of rows do not add up to those of the total, which is computed from the incidents.";
        if (plan.PeriodAt >= 0)
            yield return "An incident is counted whole in the period of its first day; one whose day is not known finely enough stands in the row without a period.";
        if (plan.Filter.HasDays)
            yield return "An incident of which only the month or the year is known is counted where all days that it can mean are asked for.";
        if (plan.GroupBy.Contains(Dimension.Party))
        {
            yield return plan.IsFractional
                ? "An incident attributed to several parties is counted for each with the same probability, one divided by their number."
                : "An incident attributed to several parties stands whole in the row of each: rows must not be added up.";
        }
        if (plan.GroupBy.Contains(Dimension.Source) || plan.GroupBy.Contains(Dimension.SourceType))
            yield return "An incident stands whole in the row of each source, or kind of source, that published claims about it: rows must not be added up.";
        if (plan.GroupBy.Any(Cut.IsOfVictims))
            yield return "Groups of victims overlap and are not known of every incident; the row without a group is everyone, of whom the others are parts.";
    }
}
