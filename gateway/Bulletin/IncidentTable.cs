using System.Xml.Linq;
using Casualties.Gateway.Commands;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>The incidents behind the numbers.</summary>
internal static class IncidentTable
{
    /// <summary>More incidents are not printed, but counted.</summary>
    public const int IncidentsMax = 1_000;

    /// <summary>The section.</summary>
    public static XElement Of(BulletinContent content, IReadOnlyList<HarmType> harms) => Html("section",
        Attr("aria-labelledby", "incidents"),
        Html("h2", Attr("id", "incidents"), "The incidents"),
        Html("table",
            RangeTable.Short(content.Incidents.Count),
            Html("caption", $"Incidents that began in {content.Request.Window.Name}, by first day: medians with 90% ranges; "
                + "below them, smaller, the lowest and highest documented figure, which is not a range"),
            Html("thead", Html("tr",
                Html("th", Attr("scope", "col"), "Incident"),
                Html("th", Attr("scope", "col"), "Date"),
                Html("th", Attr("scope", "col"), "Place"),
                harms.Select(harm => Html("th", Attr("scope", "col"), Class("number"), Figures.Harm(harm))),
                Html("th", Attr("scope", "col"), Class("number"), "Claims"),
                Html("th", Attr("scope", "col"), Class("number"), "Originators"))),
            Html("tbody", content.Incidents.Take(IncidentsMax).Select(incident => Row(incident, harms)))),
        content.Incidents.Count > IncidentsMax ? Html("p", $"{Figures.Incidents(content.Incidents.Count - IncidentsMax)} more: not printed here.") : null,
        Html("p", Class("note"),
            "Where nobody gives a figure for all victims, that of a group is shown and named; it is in no total for all victims. Originators are those who first gave what publishers repeat."));

    private static XElement Row(ListedIncident incident, IReadOnlyList<HarmType> harms) => Html("tr",
        Html("th", Attr("scope", "row"), Recorded(incident.Title.Length > 0 ? incident.Title : incident.Name)),
        Html("td", Class("date"), OrNotKnown(incident.When)),
        Html("td", Class("place"), Recorded(OrNotKnown(incident.Where))),
        harms.Select(harm => Cell(incident.Shown(harm))),
        Html("td", Class("number"), Figures.Number(incident.Claims)),
        Html("td", Class("number"), Figures.Number(incident.Originators)));

    private static XElement Cell(ShownEstimate? shown) => Html("td",
        Class("number"),
        Figures.Estimate(shown),
        shown is null ? null : Html("span", Class("coverage"), $"documented {Figures.Bounds(shown)}"));

    private static string OrNotKnown(string text) => text.Length > 0 ? text : Figures.NotKnown;
}
