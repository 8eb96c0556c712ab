using System.Globalization;
using System.Xml.Linq;
using Casualties.Gateway.Bulletin;

namespace Import.Tests.Bulletin;

/// <summary>A bulletin as it is written, and read back.</summary>
internal static class Page
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static string Text(BulletinContent content)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        BulletinPage.Write(writer, content);
        return writer.ToString();
    }

    public static XElement Read(BulletinContent content) => XDocument.Parse(Text(content), LoadOptions.PreserveWhitespace).Root!;

    /// <summary>The elements of HTML of a name, under an element.</summary>
    public static IEnumerable<XElement> All(this XElement element, string name) => element.Descendants(Html + name);

    /// <summary>The elements of SVG of a name, under an element.</summary>
    public static IEnumerable<XElement> Drawn(this XElement element, string name) => element.Descendants(Svg + name);

    /// <summary>The section whose heading has this id.</summary>
    public static XElement Section(this XElement page, string id) => page.All("section").Single(section => section.Attribute("aria-labelledby")?.Value == id);

    /// <summary>What others recorded, in the elements of a name under an element, sign for sign.</summary>
    public static IEnumerable<string> Recorded(this XElement element, string name) => element.All(name).SelectMany(holder => holder.All("bdi")).Select(text => text.Value);

    /// <summary>The text of an element as people read it.</summary>
    public static string Shown(this XElement element) => string.Join(' ', element.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
