using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>How the period compares with the one before and with the same one a year earlier.</summary>
internal static class ChangeSection
{
    private const string Caution =
        "Each range is right if the errors of the two periods have nothing in common, and on the wide side otherwise. Tolls of recent incidents mostly still rise, and where more is recorded, "
        + "more is counted: a change can be one of what is known.";

    /// <summary>The section; null where the window has nothing to be compared with.</summary>
    public static XElement? Of(BulletinContent content, IReadOnlyList<HarmType> harms)
    {
        BulletinWindow window = content.Request.Window;
        if (window.PeriodBy is null)
            return null;
        HarmChange[] changes =
        [
            .. (content.PeriodRow?.Changes ?? [])
                .Where(change => harms.Contains(change.Harm))
                // The year before a year is both, and is told once.
                .DistinctBy(change => (change.Harm, change.Period)),
        ];
        return Html("section",
            Attr("aria-labelledby", "changes"),
            Html("h2", Attr("id", "changes"), "Compared with earlier"),
            changes.Length == 0
                ? Html("p", content.PeriodRow is null
                    ? $"There is nothing to compare: no incident is known of which it is certain that it began in {window.Name}."
                    : "There is nothing to compare with.")
                : new[] { Html("ul", changes.Select(change => Html("li", ChangeWording.Of(change)))), Table(changes, window), Html("p", Class("note"), Caution) });
    }

    private static XElement Table(HarmChange[] changes, BulletinWindow window) => Html("table",
        RangeTable.Short(changes.Length),
        Html("caption", $"{window.Name} compared with earlier: medians with 90% ranges"),
        Html("thead", Html("tr",
            Html("th", Attr("scope", "col"), "People"),
            Html("th", Attr("scope", "col"), "Compared with"),
            Html("th", Attr("scope", "col"), Class("number"), "Incidents then"),
            Html("th", Attr("scope", "col"), Class("number"), "Difference (90% range)"),
            Html("th", Attr("scope", "col"), Class("number"), "Times as many (90% range)"))),
        Html("tbody", changes.Select(change => Html("tr",
            Html("th", Attr("scope", "row"), Figures.Harm(change.Harm)),
            Html("td", $"{BulletinWindow.NameOf(change.Period)} ({Basis(change.Basis, window)})"),
            Html("td", Class("number"), change.IncidentCount == 0 ? "none known" : Figures.Number(change.IncidentCount)),
            Html("td", Class("number"), Figures.Difference(change.Difference)),
            Html("td", Class("number"), Figures.Times(change.Ratio))))));

    private static string Basis(ChangeBasis basis, BulletinWindow window) => basis switch
    {
        _ when window.PeriodBy == Dimension.Year => "the year before",
        ChangeBasis.PreviousPeriod => "the month before",
        ChangeBasis.SamePeriodLastYear => "the same month of the year before",
        _ => "an earlier period",
    };
}
