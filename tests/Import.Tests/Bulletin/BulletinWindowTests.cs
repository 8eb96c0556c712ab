using Casualties.Gateway.Bulletin;
using Casualties.Reports.V1;

namespace Import.Tests.Bulletin;

public sealed class BulletinWindowTests
{
    [Fact]
    public void A_month_shows_the_twelve_before_it()
    {
        BulletinWindow month = BulletinWindow.Month(new DateOnly(2021, 12, 1));
        Assert.Equal((new DateOnly(2021, 12, 1), new DateOnly(2022, 1, 1), "2021-12", "December 2021"), (month.From, month.Before, month.Period, month.Name));
        Assert.Equal(13, month.Course.Count());
        Assert.Equal(("2020-12", "2021-12"), (month.Course.First(), month.Course.Last()));
    }

    [Fact]
    public void Days_that_are_a_month_or_a_year_are_one()
    {
        Assert.Equal(BulletinWindow.Month(new DateOnly(2021, 8, 1)), BulletinWindow.Between(new DateOnly(2021, 8, 1), new DateOnly(2021, 9, 1)));
        Assert.Equal(BulletinWindow.Year(2021), BulletinWindow.Between(new DateOnly(2021, 1, 1), new DateOnly(2022, 1, 1)));
        Assert.Equal(12, BulletinWindow.Year(2021).Course.Count());
    }

    [Fact]
    public void Other_days_go_by_weeks_of_iso_8601_or_by_months()
    {
        BulletinWindow weeks = BulletinWindow.Between(new DateOnly(2020, 12, 30), new DateOnly(2021, 1, 12));
        Assert.Equal(["2020-W53", "2021-W01", "2021-W02"], weeks.Course);
        Assert.Equal("30 December 2020 to 11 January 2021", weeks.Name);
        Assert.Equal("2020-W53, from 28 December", BulletinWindow.NameOf("2020-W53"));
        BulletinWindow months = BulletinWindow.Between(new DateOnly(2021, 1, 15), new DateOnly(2021, 5, 1));
        Assert.Equal(["2021-01", "2021-02", "2021-03", "2021-04"], months.Course);
    }

    [Fact]
    public void Only_a_month_or_a_year_is_compared_with_earlier_ones()
    {
        AggregateQuery month = August.Request.Period();
        Assert.Equal([Dimension.Month], month.GroupBy);
        Assert.True(month.WithChanges);
        AggregateQuery days = new BulletinRequest(BulletinWindow.Between(new DateOnly(2021, 8, 2), new DateOnly(2021, 9, 1)), "", "").Period();
        Assert.Empty(days.GroupBy);
        Assert.False(days.WithChanges);
        Assert.Empty(days.Filter.Countries);
    }
}
