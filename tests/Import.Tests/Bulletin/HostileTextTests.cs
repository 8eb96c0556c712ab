using System.Globalization;
using System.Xml.Linq;
using Casualties.Gateway.Bulletin;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using CsCheck;
using static Import.Tests.Bulletin.Answers;

namespace Import.Tests.Bulletin;

/// <summary>What others recorded stands in the page as they recorded it, and is nothing but text.</summary>
public sealed class HostileTextTests
{
    private static readonly string[] Snippets =
    [
        "<script>alert(1)</script>", "</title>", "</style>", "\"", "'", "&", "&lt;", "]]>", "<!--", "-->", "<svg onload=x>", "{{7*7}}", "\u202E", "😀", "é", "javascript:", "\t", " ",
    ];

    private static readonly Gen<string> Part = Gen.OneOf(
        Gen.Int[0, Snippets.Length - 1].Select(index => Snippets[index]),
        Gen.Char[(char)0x20, (char)0xD7FF].Where(letter => !char.IsControl(letter)).Select(letter => letter.ToString()));

    private static readonly Gen<string> Text = Part.Array[1, 12].Select(string.Concat);

    [Fact]
    public void Titles_places_actors_and_notes_are_found_as_they_were_recorded() =>
        Gen.Select(Text, Text, Text).Sample((title, actor, note) =>
        {
            XElement page = Page.Read(With(title, actor, note));
            Assert.Contains(page.Section("incidents").Recorded("th"), text => text == title);
            Assert.Contains(page.Section("incidents").Recorded("td"), text => text == title);
            Assert.Contains(page.Section("party").Recorded("th"), text => text == actor);
            Assert.Contains(page.Section("party").Drawn("title"), tip => tip.Value.StartsWith(actor + ", killed: ", StringComparison.Ordinal));
            Assert.Contains(page.Section("party").Recorded("p"), text => text == note);
            Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName == "script");
            Assert.Equal(Page.Read(August.Content()).Descendants().Select(element => element.Name).Distinct().Count(), page.Descendants().Select(element => element.Name).Distinct().Count());
        }, iter: 200);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x1B)]
    [InlineData('\r')]
    [InlineData(0x85)]
    [InlineData(0xFFFF)]
    [InlineData(0xD800)]
    public void What_a_page_cannot_hold_is_shown_as_such(int code)
    {
        string text = $"a{(char)code}b";
        XElement page = Page.Read(With(text, text, text));
        Assert.Contains(page.Section("incidents").Recorded("th"), text => text == "a\uFFFDb");
        Assert.DoesNotContain(Page.Text(With(text, text, text)), letter => char.IsControl(letter) && letter != '\n');
    }

    [Fact]
    public void A_long_name_is_cut_in_the_chart_between_letters_and_whole_in_the_table()
    {
        string name = string.Concat(Enumerable.Repeat("👩‍👩‍👧", 60));
        XElement party = Page.Read(With("A title", name, "A note")).Section("party");
        XElement label = Assert.Single(party.Drawn("text"), text => text.Attribute("class")?.Value == "label");
        Assert.True(new StringInfo(label.Value).LengthInTextElements <= 30);
        Assert.EndsWith("👩‍👩‍👧…", label.Value, StringComparison.Ordinal);
        Assert.Contains(party.Recorded("th"), text => text == name);
    }

    private static BulletinContent With(string title, string actor, string note)
    {
        BulletinRequest request = August.Request;
        HarmTotal killed = Killed(8, 5, 12);
        AggregateRow month = Row(1, Key(Dimension.Month, "2021-08"), killed.Clone());
        BulletinContent whole = August.Content();
        Aggregate parties = Answer(request.Cut(whole.Cuts[2].Cut), Row(1, null, killed.Clone()), Row(1, Key(Dimension.Party, actor, actor), killed.Clone()));
        parties.Notes.Add(note);
        return whole with
        {
            Period = Answer(request.Period(), Row(1, null, killed), month),
            Cuts = [.. whole.Cuts.Take(2), (whole.Cuts[2].Cut, parties)],
            Incidents = [ListedIncident.Of(Report("i", title, new Google.Type.Date { Year = 2021, Month = 8, Day = 3 }, new Place { Name = title }, 1, 1))!],
        };
    }
}
