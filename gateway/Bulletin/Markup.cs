using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Casualties.Gateway.Bulletin;

/// <summary>
/// The elements that a page is made of. Text enters them as text and is escaped where they are written, so that there is no place at which it could be
/// forgotten: what was recorded by others cannot become markup.
/// </summary>
internal static class Markup
{
    private const char Replacement = '\uFFFD';

    private static readonly XNamespace HtmlNames = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace SvgNames = "http://www.w3.org/2000/svg";

    // Elements of HTML that have no end tag; any other one that is empty needs one, or what follows it would be within it.
    private static readonly HashSet<string> WithoutEnd = ["meta", "br", "col"];

    /// <summary>An element of HTML.</summary>
    public static XElement Html(string name, params object?[] content) => new(HtmlNames + name, content);

    /// <summary>An element of SVG.</summary>
    public static XElement Svg(string name, params object?[] content) => new(SvgNames + name, content);

    /// <summary>An attribute.</summary>
    public static XAttribute Attr(string name, string value) => new(name, value);

    /// <summary>The attribute "class".</summary>
    public static XAttribute Class(string names) => Attr("class", names);

    /// <summary>Text that others recorded: its direction of writing ends where it ends.</summary>
    public static XElement Recorded(string text) => Html("bdi", text);

    /// <summary>Writes a page, readable as HTML and as XML.</summary>
    public static void Write(TextWriter writer, XElement page)
    {
        var whole = new XElement(page);
        Clean(whole);
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, IndentChars = " ", NewLineChars = "\n", CloseOutput = false };
        writer.Write("<!DOCTYPE html>\n");
        using (var xml = XmlWriter.Create(writer, settings))
            whole.Save(xml);
        writer.Write('\n');
    }

    private static void Clean(XElement whole)
    {
        foreach (XElement element in whole.DescendantsAndSelf())
        {
            foreach (XAttribute attribute in element.Attributes())
                attribute.Value = Printable(attribute.Value);
            if (element.IsEmpty && element.Name.Namespace == HtmlNames && !WithoutEnd.Contains(element.Name.LocalName))
                element.Value = "";
        }

        foreach (XText text in whole.DescendantNodes().OfType<XText>())
            text.Value = Printable(text.Value);
    }

    /// <summary>Text without what a page cannot hold: control characters and halves of characters are shown as such.</summary>
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool shown = rune.Value is '\n' or '\t' || (!Rune.IsControl(rune) && rune.Value is not (0xFFFE or 0xFFFF));
            printable.Append(shown ? rune.ToString() : Replacement);
        }

        return printable.ToString();
    }
}
