using System.Globalization;
using System.Xml.Linq;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using static Casualties.Gateway.Bulletin.Markup;

namespace Casualties.Gateway.Bulletin;

/// <summary>What the bulletin was made from, and how to make it again.</summary>
internal static class ManifestSection
{
    // By the names that the contract gives them, which a query is made of.
    private static readonly EnumDescriptor Dimensions = AggregateReflection.Descriptor.FindTypeByName<EnumDescriptor>(nameof(Dimension));

    /// <summary>The section.</summary>
    public static XElement Of(BulletinContent content)
    {
        Manifest manifest = content.Period.Manifest ?? new Manifest();
        return Html("footer",
            Html("h2", "What this was made from"),
            Html("dl",
                Fact("Records up to", RecordTime(content) ?? "no record is about these days and this place"),
                Fact("Revisions", Revisions(manifest)),
                Fact("Audience", manifest.Audience.ToString().ToLowerInvariant()),
                Fact("Policy", $"{manifest.Policy}, version {Version(manifest.PolicyVersion)}"),
                Fact("Estimator", $"version {Version(manifest.EstimatorVersion)}"),
                Fact("Calibration", manifest.Calibration.Length > 0 ? manifest.Calibration : "none had a part in it")),
            Answers(content),
            Html("h3", "How to make it again"),
            Html("p", "While the revisions are these, this command writes the same bytes:"),
            Html("p", Class("code"), Command(content)),
            Html("p", "Later, ask AggregateReports as_of these revisions: the same records, policy and code give answers with the same SHA-256, and so the same tables. "
                + "The first query is the one below; "
                + "the others group by what their line says, from the first day that it says, without with_changes. The list of incidents comes from ListIncidentReports, which answers as of now."),
            Html("p", Class("code"), JsonFormatter.Default.Format(manifest.Query ?? content.Request.Period())));
    }

    /// <summary>From which records the numbers were made, as the beginning of a sentence.</summary>
    public static string Basis(BulletinContent content) => RecordTime(content) is { } time ? $"From records up to {time}" : "No record is about these days and this place";

    // When the newest of the records was recorded: the date of the bulletin.
    private static string? RecordTime(BulletinContent content) =>
        content.Period.Manifest?.RecordTime?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static XElement[] Fact(string name, string value) => [Html("dt", name), Html("dd", Recorded(value))];

    private static string Revisions(Manifest manifest)
    {
        SuiteRevisions revisions = manifest.Revisions ?? new SuiteRevisions();
        return $"incidents {Version(revisions.Incidents)}, counts {Version(revisions.Counts)}, sources {Version(revisions.Sources)}"
            + (manifest.Audience == Audience.Restricted ? "" : " (record times in microseconds, which stand for revisions)");
    }

    private static XElement Answers(BulletinContent content) => Html("table",
        Class("short"),
        Html("caption", "Answers of AggregateReports that the sections show"),
        Html("thead", Html("tr",
            Html("th", Attr("scope", "col"), "Section"),
            Html("th", Attr("scope", "col"), "Grouped by"),
            Html("th", Attr("scope", "col"), "From"),
            Html("th", Attr("scope", "col"), Class("number"), "Rows"),
            Html("th", Attr("scope", "col"), "SHA-256"))),
        Html("tbody", content.Answers.Select(part => Answer(part.Section, part.Answer))));

    private static XElement Answer(string section, Aggregate answer)
    {
        AggregateQuery query = answer.Manifest?.Query ?? new AggregateQuery();
        string groups = string.Join(", ", query.GroupBy.Select(dimension => Dimensions.FindValueByNumber((int)dimension).Name));
        return Html("tr",
            Html("th", Attr("scope", "row"), section),
            Html("td", groups.Length > 0 ? groups : "nothing"),
            Html("td", Class("date"), query.Filter?.StartDateFrom is { } from ? Day(new DateOnly(from.Year, from.Month, from.Day)) : Figures.NotKnown),
            Html("td", Class("number"), Figures.Number(answer.Manifest?.RowCount ?? answer.Rows.Count)),
            Html("td", Class("hash"), answer.Manifest?.Sha256 is { Length: > 0 } hash ? hash : Figures.NotKnown));
    }

    private static string Command(BulletinContent content)
    {
        (BulletinWindow window, string country, _) = content.Request;
        string days = window.Period.Length switch
        {
            7 => $"--month {window.Period}",
            4 => $"--year {window.Period}",
            _ => $"--from {Day(window.From)} --before {Day(window.Before)}",
        };
        string area = country.Length > 0 ? $" --country {country}" : "";
        return $"casualties report {days}{area} --policy {content.Period.Manifest?.Policy} --out bulletin.html";
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // Digits only: these are names, which are copied.
    private static string Version(long number) => number.ToString(CultureInfo.InvariantCulture);
}
