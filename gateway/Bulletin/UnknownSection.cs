using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>What is not known: said where numbers are, not in a footnote.</summary>
internal static class UnknownSection
{
    /// <summary>The section.</summary>
    public static XElement Of(BulletinContent content, IReadOnlyList<HarmType> harms) => Html("section",
        Attr("aria-labelledby", "unknown"),
        Html("h2", Attr("id", "unknown"), "What is not known"),
        Html("ul", Sentences(content, harms).Select(sentence => Html("li", sentence))));

    private static IEnumerable<string> Sentences(BulletinContent content, IReadOnlyList<HarmType> harms)
    {
        AggregateRow total = content.Total;
        int incidents = total.IncidentCount;
        if (total.Shares is { } shares)
        {
            yield return $"Contested (whether it happened, who did it, how many, or who they were): {Figures.Share(shares.Contested, incidents)}.";
            yield return $"No estimate tells the sex of anyone harmed: {Figures.Share(shares.WithoutSex, incidents)}.";
            yield return $"No estimate tells the age of anyone harmed: {Figures.Share(shares.WithoutAge, incidents)}.";
            yield return $"Located coarser than the second administrative level (a district), or not at all: {Figures.Share(shares.CoarselyLocated, incidents)}.";
        }

        foreach (HarmType harm in harms)
        {
            if (RangeRow.TotalOf(total, harm) is { IncidentsWithoutEstimate: > 0 } sum)
                yield return $"Without a figure for all people {Figures.Harm(harm)}: {Figures.Number(sum.IncidentsWithoutEstimate)} of {Figures.Incidents(incidents)}.";
        }

        foreach (HarmType harm in BulletinPage.Harms.Except(harms))
            yield return $"People {Figures.Harm(harm)}: not known. No claim that counts gives a figure, which does not say that there were none.";

        if (total.SpanningIncidentCount > 0)
            yield return $"Went on beyond the last day of {content.Request.Window.Name}: {Figures.Incidents(total.SpanningIncidentCount)}, counted whole here.";
        foreach (string sentence in OfTheList(content))
            yield return sentence;
    }

    private static IEnumerable<string> OfTheList(BulletinContent content)
    {
        int rising = content.Incidents.Count(incident => incident.IsRising);
        if (rising > 0)
            yield return $"The last new figure came less than four days after the incident, when tolls still rise: {Figures.Incidents(rising)}.";
        int restricted = content.Incidents.Sum(incident => incident.RestrictedClaims);
        if (restricted > 0)
            yield return $"{Figures.Counted(restricted, "claim")} of restricted sources: counted, and not shown to this audience.";
        if (content.Incidents.Count != content.Total.IncidentCount)
        {
            yield return $"The list below has {Figures.Incidents(content.Incidents.Count)} and the totals are of {Figures.Number(content.Total.IncidentCount)}: "
                + "the list is read apart from the totals, and may be of a later state of the records.";
        }
    }
}
