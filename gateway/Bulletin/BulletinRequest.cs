using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Type;

namespace Casualties.Gateway.Bulletin;

/// <summary>What a bulletin is asked to be about, and the questions that this amounts to.</summary>
/// <param name="Window">The days.</param>
/// <param name="Country">The country, ISO 3166-1 alpha-3; empty: all.</param>
/// <param name="Policy">The policy; empty: the default one.</param>
public sealed record BulletinRequest(BulletinWindow Window, string Country, string Policy)
{
    /// <summary>All incidents of the window together, with changes if it is a month or a year.</summary>
    public AggregateQuery Period()
    {
        AggregateQuery query = Query(Window.From);
        if (Window.PeriodBy is not { } period)
            return query;
        query.GroupBy.Add(period);
        query.WithChanges = true;
        return query;
    }

    /// <summary>The course of time.</summary>
    public AggregateQuery Course() => By(Window.CourseFrom, Window.CourseBy);

    /// <summary>A cut of the incidents of the window.</summary>
    public AggregateQuery Cut(BulletinCut cut) => By(Window.From, cut.Dimension);

    /// <summary>The reports of the window.</summary>
    public ListIncidentReportsRequest Incidents() => new()
    {
        Country = Country,
        Policy = Policy,
        StartDateFrom = DateOf(Window.From),
        StartDateBefore = DateOf(Window.Before),
    };

    private AggregateQuery By(DateOnly from, Dimension dimension)
    {
        AggregateQuery query = Query(from);
        query.GroupBy.Add(dimension);
        return query;
    }

    private AggregateQuery Query(DateOnly from)
    {
        var query = new AggregateQuery
        {
            Filter = new ReportFilter { StartDateFrom = DateOf(from), StartDateBefore = DateOf(Window.Before) },
            Harms = { HarmType.Killed, HarmType.Injured, HarmType.Missing },
            PartySplit = PartySplit.Involving,
            Policy = Policy,
        };
        if (Country.Length > 0)
            query.Filter.Countries.Add(Country);
        return query;
    }

    private static Date DateOf(DateOnly day) => new() { Year = day.Year, Month = day.Month, Day = day.Day };
}
