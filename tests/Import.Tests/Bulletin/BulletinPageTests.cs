using System.Globalization;
using System.Xml.Linq;
using Casualties.Gateway.Bulletin;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Import.Tests.Bulletin.Answers;

namespace Import.Tests.Bulletin;

/// <summary>What stands in a bulletin. The tests read it back as XML, which it also is.</summary>
public sealed class BulletinPageTests
{
    [Fact]
    public void The_same_content_gives_the_same_bytes_in_every_culture()
    {
        string first = Page.Text(August.Content());
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
            Assert.Equal(first, Page.Text(August.Content()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void It_needs_nothing_else_and_runs_nothing()
    {
        XElement page = Page.Read(August.Content());
        Assert.DoesNotContain(page.DescendantsAndSelf(), element => element.Name.LocalName is "script" or "img" or "link" or "iframe" or "object" or "a" or "use");
        Assert.DoesNotContain(page.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName is "href" or "src" or "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains(page.All("meta"), meta => meta.Attribute("content")?.Value.StartsWith("default-src 'none'", StringComparison.Ordinal) == true);
        string style = Assert.Single(page.All("style")).Value;
        // HTML does not read escapes in a style sheet.
        Assert.Equal(-1, style.IndexOfAny(['<', '>', '&']));
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_of_a_chart_stands_in_the_table_behind_it()
    {
        int checkedRows = 0;
        foreach (XElement section in Page.Read(August.Content()).All("section").Where(section => section.All("figure").Any()))
        {
            Dictionary<string, string[]> table =
                section.All("tbody").Single().All("tr").ToDictionary(row => row.All("th").Single().Shown(), row => row.All("td").Select(Figure).ToArray());
            foreach (XElement drawn in section.Drawn("g").Where(group => group.Attribute("class")?.Value == "row"))
            {
                string title = drawn.Drawn("title").Single().Value;
                string label = table.Keys.Where(key => title.StartsWith(key + ", ", StringComparison.Ordinal)).MaxBy(key => key.Length)!;
                bool killed = title[label.Length..].StartsWith(", killed: ", StringComparison.Ordinal);
                string[] cells = killed ? table[label][1..3] : table[label][3..5];
                string shown = title[(title.IndexOf(": ", label.Length, StringComparison.Ordinal) + 2)..];
                if (shown is "not known" or "no incident known")
                    Assert.Equal(["–", "–"], cells);
                else
                    Assert.Equal($"{cells[0]}; documented bounds, not a range of the sum: {cells[1]}", shown);
                checkedRows++;
            }
        }

        Assert.Equal(2 * (13 + 4 + 3 + 5 + 2 + 2 + 2), checkedRows);

        static string Figure(XElement cell) => string.Concat(cell.Nodes().OfType<XText>()).Trim();
    }

    [Fact]
    public void Zero_and_not_known_are_told_apart()
    {
        XElement page = Page.Read(August.Content());
        Assert.Equal("0 (0)documented 0", Cells(page.Section("incidents"), "Killing of former soldiers and civilians, Khidir")[3]);
        Assert.Equal(["2021-08-29", "–", "–", "–", "27", "12"], Cells(page.Section("incidents"), "US drone strike on a family, Kabul"));
        Assert.Equal(["–", "–", "–", "–", "–"], Cells(page.Section("time"), "February 2021"));
        Assert.Contains("People missing: not known.", page.Section("unknown").Shown(), StringComparison.Ordinal);
        Assert.Equal(["2", "–", "at most 20", "–", "–"], Cells(page.Section("cause"), "Heavy weapons and explosive munitions"));
    }

    [Fact]
    public void A_sum_of_some_of_its_incidents_says_of_how_many()
    {
        XElement page = Page.Read(August.Content());
        Assert.Equal("757 (151 to 1,446)from 3 of 5", Cells(page.Section("time"), "July 2021")[1]);
        Assert.Contains("3 incidents without a figure for all people killed: not in the sum, which does not say that nobody was.", page.Section("totals").Shown(), StringComparison.Ordinal);
        Assert.Contains("Without a figure for all people injured: 4 of 6 incidents.", page.Section("unknown").Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Totals_have_their_range_and_bounds_their_name()
    {
        XElement page = Page.Read(August.Content());
        Assert.StartsWith("In 6 incidents People killed 210 (90% range 131 to 318) Documented: 17 to 206+(documented bounds, not a range of the sum)",
            page.Section("totals").Shown(), StringComparison.Ordinal);
        foreach (XElement table in page.All("table").Where(table => table.All("th").Any(heading => heading.Value == "median (90% range)")))
            Assert.Equal(2, table.All("th").Count(heading => heading.Value == "documented bounds, not a range of the sum"));
        foreach (string section in (string[])["time", "cause", "place", "party"])
            Assert.Contains("not the sum of the rows", page.Section(section).Shown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Civilians_stand_apart_since_who_counts_only_them_is_in_no_total()
    {
        string totals = Page.Read(August.Content()).Section("totals").Shown();
        Assert.Contains("Civilians, where sources count them: 221 (90% range 120 to 380), in 5 incidents", totals, StringComparison.Ordinal);
        // Nobody speaks of injured civilians.
        Assert.Equal(2, totals.Split("Civilians, where").Length);
    }

    [Fact]
    public void Where_no_figure_tells_people_apart_there_is_a_sentence_and_no_table()
    {
        BulletinContent content = August.Content();
        Aggregate bySex = content.Cuts.Single(part => part.Cut.Id == "sex").Answer;
        bySex.Rows.RemoveAt(1);
        XElement page = Page.Read(content);
        Assert.Equal("By sex No figure tells people apart by sex.", page.Section("sex").Shown());
        Assert.NotEmpty(page.Section("age").All("table"));
    }

    [Fact]
    public void A_policy_without_ranges_shows_bounds_and_no_median()
    {
        BulletinContent content = August.Content();
        foreach (HarmTotal total in content.Answers.SelectMany(part => part.Answer.Rows.Append(part.Answer.Total)).SelectMany(row => row.Totals))
            total.Count = null;
        XElement page = Page.Read(content);
        Assert.Contains("not known", page.Section("totals").All("strong").First().Value, StringComparison.Ordinal);
        Assert.Equal(["6", "–from 3 of 6", "17 to 206+", "–from 2 of 6", "26 to 1,359+"], Cells(page.Section("time"), "August 2021"));
        Assert.Empty(page.Drawn("rect"));
    }

    [Fact]
    public void A_month_of_which_nothing_is_known_says_so()
    {
        BulletinRequest request = August.Request;
        var nothing = new BulletinContent(request, Answer(request.Period(), new AggregateRow()), Answer(request.Course(), new AggregateRow()), [], []);
        nothing.Period.Manifest.RecordTime = null;
        XElement page = Page.Read(nothing);
        Assert.Contains("No incident is known that began in August 2021 (AFG). That does not say that nobody was harmed.", page.Shown(), StringComparison.Ordinal);
        Assert.Contains("No record is about these days and this place, ", page.Shown(), StringComparison.Ordinal);
        Assert.DoesNotContain(page.All("strong"), strong => strong.Value == "0");
        Assert.All(page.Section("time").All("tbody").Single().All("td"), cell => Assert.Equal("–", cell.Value));
    }

    [Fact]
    public void What_counts_no_more_is_not_listed_and_a_list_that_differs_says_so()
    {
        Assert.DoesNotContain("Retracted", Page.Text(August.Content()), StringComparison.Ordinal);
        Assert.DoesNotContain("The list below", Page.Text(August.Content()), StringComparison.Ordinal);
        BulletinContent shorter = August.Content();
        shorter = shorter with { Incidents = [.. shorter.Incidents.Skip(1)] };
        Assert.Contains("The list below has 5 incidents and the totals are of 6", Page.Text(shorter), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_of_several_states_and_services_that_are_behind_are_told()
    {
        Assert.Empty(Notices(August.Content()));
        BulletinContent content = August.Content();
        content.Course.Manifest.Revisions.Counts++;
        content.Cuts[2].Answer.Freshness = new Freshness
        {
            Services = { new ServiceFreshness { Service = "incidents", Following = true }, new ServiceFreshness { Service = "counts" } },
        };
        Assert.Collection(
            Notices(content),
            notice => Assert.StartsWith("Records changed while this bulletin was made", notice, StringComparison.Ordinal),
            notice => Assert.EndsWith(": counts.", notice, StringComparison.Ordinal));

        static string[] Notices(BulletinContent content) => [.. Page.Read(content).All("p").Where(p => p.Attribute("class")?.Value == "notice").Select(Page.Shown)];
    }

    [Fact]
    public void The_footer_holds_what_it_takes_to_make_it_again()
    {
        string footer = Assert.Single(Page.Read(August.Content()).All("footer")).Shown();
        foreach (string fact in (string[])["2026-03-01 08:30:00 UTC", "incidents 43, counts 840, sources 211", "calibrated, version 1", "Estimator version 4", "none had a part in it",
            "casualties report --month 2021-08 --country AFG --policy calibrated --out bulletin.html", "DIMENSION_AGE_GROUP", August.Period().Manifest.Sha256])
            Assert.Contains(fact, footer, StringComparison.Ordinal);
    }

    [Fact]
    public void Charts_and_tables_can_be_read_without_seeing_them()
    {
        XElement page = Page.Read(August.Content());
        string[] ids = [.. page.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
        XElement[] charts = [.. page.All("figure").Select(figure => figure.Drawn("svg").First())];
        Assert.Equal(7, charts.Length);
        Assert.All(charts, chart => Assert.Equal(
            chart.Attribute("aria-labelledby")!.Value.Split(' '),
            (string[])[chart.Drawn("title").First().Attribute("id")!.Value, chart.Drawn("desc").Single().Attribute("id")!.Value]));
        Assert.All(page.All("th"), heading => Assert.NotNull(heading.Attribute("scope")));
        Assert.All(page.All("table"), table => Assert.Single(table.All("caption")));
        Assert.All(page.Descendants().Attributes("aria-labelledby").SelectMany(label => label.Value.Split(' ')), id => Assert.Contains(id, ids));
    }

    private static string[] Cells(XElement section, string row) =>
        [.. section.All("tr").Single(tr => tr.All("th").First().Shown() == row).All("td").Select(Page.Shown)];
}
