using Casualties.Estimation;
using Casualties.Gateway.Backtest;

namespace Import.Tests.Backtest;

public sealed class PairRuleTests
{
    [Fact]
    public void Claims_count_from_the_day_before_to_three_days_after_the_first_day()
    {
        using var sheet = BacktestFolder.WithClaims(
            BacktestFolder.Claim(1, "2021-08-01"), BacktestFolder.Claim(2, "2021-08-02"), BacktestFolder.Claim(3, "2021-08-03T23"),
            BacktestFolder.Claim(4, "2021-08-06T23"), BacktestFolder.Claim(5, "2021-08-07T00"), BacktestFolder.Claim(6, ""));
        Assert.Equal([2, 3, 4], sheet.Used());
        Assert.Equal([2, 3], sheet.Used("0"));
        Assert.Equal([2, 3, 4, 5], sheet.Used("4"));
    }

    [Fact]
    public void Hours_run_from_the_beginning_of_the_first_day_and_a_day_without_hour_counts_at_its_end()
    {
        using var sheet = BacktestFolder.WithClaims(
            BacktestFolder.Claim(1, "2021-08-03"), BacktestFolder.Claim(2, "2021-08-04T12"), BacktestFolder.Claim(3, "2021-08-04T13"), BacktestFolder.Claim(4, "2021-08-04"));
        Assert.Equal([1, 2], sheet.Used("36h"));
        Assert.Equal([1], sheet.Used("24h"));
        Assert.Equal([1, 2, 3, 4], sheet.Used("48h"));
        Assert.Empty(sheet.Used("23h"));
    }

    [Theory]
    [InlineData("3d", 3)]
    [InlineData("3", 3)]
    [InlineData("0d", 0)]
    [InlineData("36h", 1.5)]
    [InlineData("3650d", 3650)]
    [InlineData("87600h", 3650)]
    public void A_window_is_days_or_hours(string text, double days)
    {
        Assert.True(PublicationWindow.TryParse(text, out PublicationWindow? window));
        Assert.Equal(days, window.Value.Days);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("h")]
    [InlineData("-1")]
    [InlineData("1.5d")]
    [InlineData("3 d")]
    [InlineData("3651")]
    [InlineData("87601h")]
    [InlineData("99999999999999")]
    public void Anything_else_is_no_window(string text) => Assert.False(PublicationWindow.TryParse(text, out _));

    [Fact]
    public void A_pair_of_which_only_a_part_was_counted_is_left_out_and_says_so()
    {
        using var sheet = BacktestFolder.WithClaims(BacktestFolder.Claim(1).Replace(",,\n", ",,partial count: one hospital\n", StringComparison.Ordinal));
        Assert.Equal([1], sheet.Used());
        Assert.Empty(sheet.Run().Rows);
    }

    [Fact]
    public void Copies_other_harms_and_other_victims_are_left_out()
    {
        using var sheet = BacktestFolder.WithClaims(
            BacktestFolder.Claim(1), BacktestFolder.Claim(2, copies: "1"), BacktestFolder.Claim(3, harm: "injured"), BacktestFolder.Claim(4, victims: "civilians"));
        Assert.Equal([1], sheet.Used());
    }

    [Theory]
    [InlineData("AIHRC", "AIHRC", true)]
    [InlineData("aihrc", "AIHRC field investigation", true)]
    [InlineData("AIHRC (Kabul office)", "AIHRC", true)]
    [InlineData("UNAMA", "AIHRC and UNAMA preliminary counts", true)]
    [InlineData("AIHRC, Kabul office", "AIHRC and UNAMA preliminary counts", true)]
    [InlineData("New York Times", "New York Times war casualty report; AIHRC", true)]
    [InlineData("AIHRC chair", "New York Times war casualty report; AIHRC", true)]
    [InlineData("HALO Trust (regional director)", "The HALO-Trust / BBC", false)]
    [InlineData("HALO Trust", "The HALO-Trust / BBC", true)]
    [InlineData("UN", "UNAMA annual report 2020", false)]
    [InlineData("US military", "US CENTCOM investigation", false)]
    [InlineData("AIHRC", "Human Rights Watch", false)]
    [InlineData("—", "AIHRC", false)]
    [InlineData("AIHRC", "; and ,", false)]
    [InlineData("МЧС", "МЧС, сводка", true)]
    public void A_source_is_of_the_authority_if_one_name_holds_the_other_in_whole_words(string source, string authority, bool expected) =>
        Assert.Equal(expected, new Authority(authority).Includes(source));

    [Fact]
    public void The_authority_is_no_witness_for_itself_and_the_publisher_speaks_where_nobody_is_named()
    {
        using var sheet = BacktestFolder.WithClaims(
            BacktestFolder.Claim(1, originator: "Commission of Inquiry"), BacktestFolder.Claim(2, originator: "", publisher: "Commission of Inquiry"),
            BacktestFolder.Claim(3, originator: "Ministry", publisher: "Commission of Inquiry"), BacktestFolder.Claim(4, originator: ""));
        Assert.Equal([3, 4], sheet.Used());
    }

    [Fact]
    public void Weak_figures_other_harms_long_incidents_and_figures_without_claims_make_no_pair()
    {
        using var sheet = BacktestFolder.Of(
            BacktestFolder.Incident + "siege-1,A siege,2021-08-03,2021-08-04,,,,,,,,,,\nopen-1,No last day,2021-08-03,,,,,,,,,,,\n" + "bad-1,,2021-08-03,,,,,,,,,,,\n",
            BacktestFolder.Later
            + "blast-1,injured,total,,20,,Commission,Weak: a day later,\n"
            + "blast-1,missing,total,,1,,Commission,,\n"
            + "bad-1,killed,total,,1,,Commission,,\n"
            + "siege-1,killed,total,,1,,Commission,,\n"
            + "blast-1,killed,children,,1,,Commission,,\n"
            + "open-1,killed,total,,1,,Commission,,\n",
            BacktestFolder.Claim(1), BacktestFolder.Claim(2, harm: "injured"), BacktestFolder.Claim(3, harm: "missing"), "open-1,1,2021-08-03,Paper,,,killed,exact,8,8,,total,,,\n");
        PairSelection selection = sheet.Select();
        Assert.Equal(["blast-1", "open-1"], selection.Pairs.Select(pair => pair.Later.Quantity.IncidentKey));
        Assert.Equal([LeftOut.WeakBasis, LeftOut.OtherHarm, LeftOut.NoIncident, LeftOut.LastsForDays, LeftOut.NoClaim], selection.LeftOut.Order());
    }

    [Fact]
    public void What_the_policy_does_not_weigh_makes_no_pair()
    {
        using var sheet = BacktestFolder.WithClaims(BacktestFolder.Claim(1), BacktestFolder.Claim(2, originator: "Ministry", count: "at_least,9,,"));
        Assert.Single(sheet.Run().Rows);
        BacktestResult result = sheet.Run(Policies.TryFind("two-independent"));
        Assert.Empty(result.Rows);
        Assert.Equal([LeftOut.NotWeighed], result.LeftOut);
        Assert.All(result.Quantities, quantity => Assert.Equal((0, 0), (quantity.Pairs, quantity.Methods.Count)));
    }
}
