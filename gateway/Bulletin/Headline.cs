using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>The totals of the window, in large print: of each harm the median with its range, and apart from it the documented bounds.</summary>
internal static class Headline
{
    /// <summary>The section.</summary>
    public static XElement Of(BulletinContent content, IReadOnlyList<HarmType> harms) => Html("section",
        Attr("aria-labelledby", "totals"),
        Html("h2", Attr("id", "totals"), $"In {Figures.Incidents(content.Total.IncidentCount)}"),
        Html("div", Class("totals"), harms.Select(harm => Total(harm, RangeRow.TotalOf(content.Total, harm), content.CiviliansOf(harm)))),
        Html("p", Class("note"), $"{Figures.Counted(content.Total.ClaimCount, "claim")} about them, by {Figures.Counted(content.Total.OriginatorCount, "independent originator")}. "
            + "People who carried out the attacks are left out. Incidents that nobody recorded are in no number."),
        Undated(content));

    private static XElement Total(HarmType harm, HarmTotal? total, HarmTotal? civilians) => Html("div", Class("total"),
        Html("h3", $"People {Figures.Harm(harm)}"),
        total?.Count is { } count && Figures.RangeOf(count) is { } range
            ? Html("p", Class("figure"), Html("strong", Figures.Number(count.Median)), $" (90% range {Figures.Range(range)})")
            : Html("p", Class("figure"), Html("strong", "not known")),
        total is null ? null : Html("p", Class("documented"), $"Documented: {Figures.Bounds(total.SumOfBounds)}", Html("br"), $"({RangeTable.BoundsHeading})"),
        total is { IncidentsWithoutEstimate: > 0 }
            ? Html("p", Class("note"), $"{Figures.Incidents(total.IncidentsWithoutEstimate)} without a figure for all people {Figures.Harm(harm)}: not in the sum, which does not say that nobody was.")
            : null,
        Civilians(civilians),
        total?.Count?.Remarks.Select(remark => Html("p", Class("note"), Words(remark))));

    // Many sources count civilians only: what they say is in no total of all people.
    private static XElement? Civilians(HarmTotal? civilians) => civilians?.Count is { } count && Figures.RangeOf(count) is { } range
        ? Html("p", Class("documented"), "Civilians, where sources count them: ", Html("strong", Figures.Number(count.Median)),
            $" (90% range {Figures.Range(range)}), in {Figures.Incidents(civilians.IncidentCount)}")
        : null;

    /// <summary>The changes are those of the period: where it is not all that was asked for, the page says so.</summary>
    private static XElement? Undated(BulletinContent content)
    {
        int undated = content.Request.Window.PeriodBy is null ? 0 : content.Total.IncidentCount - (content.PeriodRow?.IncidentCount ?? 0);
        return undated <= 0 ? null : Html("p", Class("note"),
            $"{Figures.Incidents(undated)} of them: not dated finely enough to be certain of {content.Request.Window.Name}; in the totals, and in no comparison with other periods.");
    }

    private static string Words(EstimateRemark remark) => remark switch
    {
        EstimateRemark.SingleSource => "All figures come from one source.",
        EstimateRemark.LowerBoundOnly => "Figures only say that there were at least so many: the upper end comes from what is usual.",
        EstimateRemark.Contested => "Figures contradict each other so far that some are probably false.",
        EstimateRemark.Rising => "The last new figures are young: the toll will probably still rise.",
        EstimateRemark.PartSaysMore => "The estimate of a part of these people comes out at more: read it there.",
        _ => "There is a remark that this version of the bulletin has no words for.",
    };
}
