using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>
/// A bulletin as one page of HTML that needs nothing else: no script, no picture, no font of its own. A function of its content: the same content gives the
/// same bytes.
/// </summary>
public static class BulletinPage
{
    // Whatever a browser may be made to believe of the text: it loads and runs nothing.
    private const string LoadsNothing = "default-src 'none'; style-src 'unsafe-inline'";

    /// <summary>The harms that a bulletin speaks of, in its order.</summary>
    public static IReadOnlyList<HarmType> Harms { get; } = [HarmType.Killed, HarmType.Injured, HarmType.Missing];

    /// <summary>Writes a bulletin.</summary>
    public static void Write(TextWriter writer, BulletinContent content)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(content);
        string title = $"People killed, injured and missing: {content.Area}, {content.Request.Window.Name}";
        Markup.Write(writer, Html("html",
            Attr("lang", "en"),
            Html("head",
                Html("meta", Attr("charset", "utf-8")),
                Html("meta", Attr("http-equiv", "Content-Security-Policy"), Attr("content", LoadsNothing)),
                Html("meta", Attr("name", "viewport"), Attr("content", "width=device-width, initial-scale=1")),
                Html("title", title),
                Html("style", BulletinStyle.Text)),
            Html("body", Html("main",
                Html("header",
                    Html("h1", title),
                    Html("p", Class("subtitle"), $"{ManifestSection.Basis(content)}, {Policy(content)}.")),
                Notices(content).Select(notice => Html("p", Class("notice"), Attr("role", "note"), notice)),
                Body(content),
                ManifestSection.Of(content)))));
    }

    private static IEnumerable<XElement?> Body(BulletinContent content)
    {
        HarmType[] harms = [.. Harms.Where(harm => harm != HarmType.Missing || IsSpokenOf(content, harm))];
        XElement course = RangeSection.Course(content, harms);
        if (content.Total.IncidentCount == 0)
        {
            return
            [
                Html("p", Class("nothing-known"), $"No incident is known that began in {content.Request.Window.Name} ({content.Area}). That does not say that nobody was harmed."),
                ReadingBox(), course,
            ];
        }

        return
        [
            Headline.Of(content, harms), ReadingBox(), ChangeSection.Of(content, harms), UnknownSection.Of(content, harms), course,
            .. content.Cuts.Select(part => RangeSection.Cut(part.Cut, part.Answer, content, harms)),
            IncidentTable.Of(content, harms),
        ];
    }

    private static XElement ReadingBox() => Html("aside",
        Attr("aria-labelledby", "reading"),
        Html("h2", Attr("id", "reading"), "How to read this"),
        Html("ul",
            Html("li", Html("strong", "120 (90 to 180)"), " (an example): the true number is as probably below 120 as above, "
                + "and between 90 and 180 nine times in ten. Never quote the first number without the range."),
            Html("li", Html("strong", "Documented bounds"), " add up the lowest and the highest figure that anyone gives for each incident. They are no range of the sum: "
                + "they hold it only if every incident were at its lowest, or at its highest, at once; and the truth can lie outside. “+”: a source leaves the upper end open."),
            Html("li", Html("strong", "–"), " and “not known” mean that nobody says, or that the policy makes no range of what is said. They never mean 0. 0 means that sources say there was nobody."),
            Html("li", "“From 3 of 5”: two incidents have no figure for all victims and are not in that sum."),
            Html("li", "A claim is what a source says. Originators are counted once, however many repeat them.")));

    private static IEnumerable<string> Notices(BulletinContent content)
    {
        if (!content.IsOfOneState)
            yield return "Records changed while this bulletin was made: its sections are of states that lie moments apart, so that their numbers can differ.";
        string[] behind = [.. content.Answers.SelectMany(part => BulletinContent.LateServices(part.Answer)).Distinct(StringComparer.Ordinal)];
        if (behind.Length > 0)
            yield return $"The newest records of these services may be missing, since the suite could not follow them: {string.Join(", ", behind)}.";
    }

    private static string Policy(BulletinContent content) => content.Period.Manifest is { } manifest
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"by the policy {manifest.Policy}, version {manifest.PolicyVersion}")
        : "by a policy that is not named";

    private static bool IsSpokenOf(BulletinContent content, HarmType harm) => content.Answers
        .SelectMany(part => part.Answer.Rows.Append(part.Answer.Total))
        .Select(row => RangeRow.TotalOf(row, harm))
        .Any(PlotRow.Shows);
}
