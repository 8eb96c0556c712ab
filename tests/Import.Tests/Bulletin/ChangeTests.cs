using System.Xml.Linq;
using Casualties.Gateway.Bulletin;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using CsCheck;
using static Import.Tests.Bulletin.Answers;

namespace Import.Tests.Bulletin;

/// <summary>Sentences about change.</summary>
public sealed class ChangeTests
{
    private static readonly Gen<CountDifference> AnyDifference =
        Gen.OneOf(Gen.Long[-3, 3], Gen.Long[-30_000, 30_000]).Array[3].Select(numbers =>
        {
            Array.Sort(numbers);
            return Difference(numbers[1], numbers[0], numbers[2]);
        });

    private static readonly Gen<Ratio?> AnyRatio = Gen.Double[0, 2].Array[3].Select(numbers =>
    {
        Array.Sort(numbers);
        return numbers[1] < 0.1 ? null : new Ratio { Low = numbers[0], Median = numbers[1], High = numbers[2] };
    });

    [Fact]
    public void More_or_fewer_is_said_only_where_the_range_leaves_0_out() =>
        Gen.Select(AnyDifference, AnyRatio).Sample((difference, ratio) =>
        {
            string sentence = Sentence(Change(HarmType.Killed, ChangeBasis.PreviousPeriod, "2021-07", 4, difference, ratio));
            Assert.Equal(difference.Interval.Low > 0, sentence.Contains("more", StringComparison.OrdinalIgnoreCase));
            Assert.Equal(difference.Interval.High < 0, sentence.Contains("fewer", StringComparison.OrdinalIgnoreCase));
        }, iter: 300);

    [Fact]
    public void The_sentences()
    {
        Assert.Equal("More people killed than in July 2021: 174 more (90% range 92 to 1,284).", Of(4, Difference(174, 92, 1_284)));
        Assert.Equal("Fewer people killed than in July 2021: 50 fewer (90% range 10 to 90).", Of(4, Difference(-50, -90, -10)));
        Assert.Equal("About as many people killed as in July 2021: the difference is between −8 and +12.", Of(4, Difference(2, -8, 12), new Ratio { Low = .93, Median = 1, High = 1.1 }));
        Assert.Equal("No change from July 2021 can be told: the difference is between −40 and +80 people killed, and 0 is among it.", Of(4, Difference(20, -40, 80)));
        Assert.Equal("No change from July 2021 can be told: the difference is between 0 and +80 people killed, and 0 is among it.", Of(4, Difference(20, 0, 80)));
        Assert.Equal("Not comparable with July 2021: of one of the two there is no estimate of how many were killed.", Of(4, null));
        Assert.Equal("No incident of July 2021 is known, so that there is nothing to compare with. That does not say that nobody was killed then.", Of(0, null));

        static string Of(int incidents, CountDifference? difference, Ratio? ratio = null) =>
            Sentence(Change(HarmType.Killed, ChangeBasis.PreviousPeriod, "2021-07", incidents, difference, ratio));
    }

    [Fact]
    public void The_year_before_a_year_is_told_once()
    {
        BulletinRequest request = new(BulletinWindow.Year(2021), "", "");
        AggregateRow year = Row(3, Key(Dimension.Year, "2021"), Killed(9, 5, 20));
        year.Changes.Add(Change(HarmType.Killed, ChangeBasis.PreviousPeriod, "2020", 2, Difference(4, 1, 9)));
        year.Changes.Add(Change(HarmType.Killed, ChangeBasis.SamePeriodLastYear, "2020", 2, Difference(4, 1, 9)));
        XElement changes = Page.Read(new BulletinContent(request, Answer(request.Period(), year, year.Clone()), Answer(request.Course(), year.Clone()), [], [])).Section("changes");
        Assert.Equal("More people killed than in 2020: 4 more (90% range 1 to 9).", Assert.Single(changes.All("li")).Value);
        Assert.Contains("2020 (the year before)", changes.Shown(), StringComparison.Ordinal);
    }

    private static string Sentence(HarmChange change)
    {
        BulletinContent content = August.Content();
        content.PeriodRow!.Changes.Clear();
        content.PeriodRow.Changes.Add(change);
        return Assert.Single(Page.Read(content).Section("changes").All("li")).Value;
    }
}
