using Casualties.Hosting.Records;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>Which judgements of people hold for which incidents.</summary>
internal static class Scopes
{
    /// <summary>Whether a judgement holds for an incident, whatever it is about. Where the place or the day is not known, what asks for it does not.</summary>
    public static bool Holds(this ReviewScope? scope, Incident incident)
    {
        if (scope is null)
            return true;
        var day = IndexText.Of(incident.EventTime?.StartDate);
        return (scope.Country.Length == 0 || scope.Country == incident.Place?.Country)
            && (scope.Admin1Pcode.Length == 0 || scope.Admin1Pcode == incident.Place?.Admin1Pcode)
            && (scope.StartDateFrom is null || (day is not null && string.CompareOrdinal(day, IndexText.Of(scope.StartDateFrom)) >= 0))
            && (scope.StartDateBefore is null || (day is not null && string.CompareOrdinal(day, IndexText.Of(scope.StartDateBefore)) < 0));
    }

    /// <summary>The grade of a source for a topic of an incident: that of the narrowest scope that holds, as the contract orders them; unspecified if nobody gave one.</summary>
    public static ReliabilityGrade GradeOf(Source source, ReviewTopic topic, Incident incident)
    {
        Rating? best = null;
        foreach (var rating in source.ScopedRatings)
        {
            var holds = (rating.Scope.Topic == ReviewTopic.Unspecified || rating.Scope.Topic == topic) && rating.Scope.Holds(incident);
            // The last one given stands last.
            if (holds && (best is null || Narrowness(rating.Scope).CompareTo(Narrowness(best.Scope)) >= 0))
                best = rating;
        }
        return (best ?? source.Rating)?.Grade ?? ReliabilityGrade.Unspecified;
    }

    /// <summary>Whether a source has a grade for just this topic.</summary>
    public static bool IsGradedFor(Source source, ReviewTopic topic, Incident incident)
    {
        foreach (var rating in source.ScopedRatings)
        {
            if (rating.Scope.Topic == topic && rating.Scope.Holds(incident))
                return true;
        }
        return false;
    }

    private static (bool Topic, int Place, bool Days) Narrowness(ReviewScope scope) => (
        scope.Topic != ReviewTopic.Unspecified,
        scope.Admin1Pcode.Length > 0 ? 2 : scope.Country.Length > 0 ? 1 : 0,
        scope.StartDateFrom is not null || scope.StartDateBefore is not null);
}
