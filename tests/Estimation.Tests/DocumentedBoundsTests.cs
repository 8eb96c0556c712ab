using static Casualties.Estimation.Tests.Say;

namespace Casualties.Estimation.Tests;

public sealed class DocumentedBoundsTests
{
    private static readonly DateTimeOffset Morning = new(2021, 8, 3, 6, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(CountForm.Exact, 8, 8L, 8L, false)]
    [InlineData(CountForm.About, 8, 8L, 8L, false)]
    [InlineData(CountForm.AtLeast, 8, 8L, 8L, true)]
    [InlineData(CountForm.MoreThan, 8, 9L, 9L, true)]
    [InlineData(CountForm.AtMost, 8, null, 8L, false)]
    [InlineData(CountForm.Words, 8, null, null, true)]
    [InlineData(CountForm.Unknown, 8, null, null, true)]
    [InlineData(CountForm.Exact, 0, 0L, 0L, false)]
    [InlineData(CountForm.AtMost, 0, null, 0L, false)]
    [InlineData(CountForm.MoreThan, 10_000_000, 10_000_001L, 10_000_001L, true)]
    public void A_form_has_its_bounds(CountForm form, long number, long? low, long? high, bool open) =>
        Assert.Equal(new(low, high, open), Documented.Estimate([By("a", 1, Killed(form, number))]).Bounds(Harm.Killed));

    [Theory]
    [InlineData(CountForm.Exact, 4L, 4L)]
    [InlineData(CountForm.About, 4L, 4L)]
    [InlineData(CountForm.AtLeast, 4L, 4L)]
    [InlineData(CountForm.MoreThan, 5L, 5L)]
    [InlineData(CountForm.AtMost, null, null)]
    [InlineData(CountForm.Words, null, null)]
    public void A_part_of_the_incident_is_a_lower_bound(CountForm form, long? low, long? high) =>
        Assert.Equal(Open(low, high), Documented.Estimate([By("a", 1, Killed(form, 4, part: true))]).Bounds(Harm.Killed));

    [Fact]
    public void A_range_keeps_its_ends() =>
        Assert.Equal(Closed(3, 7), Documented.Estimate([By("a", 1, Range(Harm.Killed, 3, 7))]).Bounds(Harm.Killed));

    [Fact]
    public void Zero_unknown_and_not_reported_are_three_things()
    {
        var report = Documented.Estimate([By("a", 1, Killed(CountForm.Exact, 0), new CountStatement(Harm.Injured, default, CountForm.Unknown, null, null))]);

        Assert.Equal(Closed(0, 0), report.Bounds(Harm.Killed));
        Assert.Equal(Open(null, null), report.Bounds(Harm.Injured));
        Assert.Null(report.Find(Harm.Missing, VictimGroup.AllVictims));
        Assert.Equal("No counted claim gives a figure for this group, though people are said to be harmed.", report.Find(Harm.Injured, default)!.Explanation);
    }

    [Fact]
    public void Without_claims_in_force_there_is_nothing()
    {
        var withdrawn = By("a", 1, Killed(CountForm.Exact, 8));

        foreach (var report in new[]
        {
            Documented.Estimate([]),
            Documented.Estimate([withdrawn with { State = ClaimState.Retracted }, withdrawn with { Name = "claims/2", State = ClaimState.Superseded }]),
        })
        {
            Assert.Empty(report.Estimates);
            Assert.Equal((0, 0), (report.CountOriginators, report.Originators));
        }
    }

    [Fact]
    public void The_later_figure_of_an_originator_replaces_the_earlier_whoever_publishes_it()
    {
        var report = Documented.Estimate(
        [
            By("ministry", 1, Killed(CountForm.Exact, 3)) with { Publisher = "x" },
            By("ministry", 2, Killed(CountForm.Exact, 9)) with { Publisher = "y", PublishedDate = new(2021, 8, 4) },
        ]);

        Assert.Equal(Closed(9, 9), report.Bounds(Harm.Killed));
        Assert.Equal([StatementUse.EarlierFigure], report.Uses("claims/1"));
    }

    [Fact]
    public void A_publisher_that_names_no_originator_is_a_voice_and_no_originator()
    {
        var report = Documented.Estimate(
        [
            By("x", 1, Killed(CountForm.Exact, 3)) with { Originator = null },
            By("x", 2, Killed(CountForm.Exact, 9)) with { Originator = null },
            By("y", 3, Killed(CountForm.Exact, 5)) with { Originator = null },
        ]);

        Assert.Equal(Closed(5, 9), report.Bounds(Harm.Killed));
        Assert.Equal((2, 0), (report.Find(Harm.Killed, default)!.Claims, report.Originators));
        Assert.Equal("Left out: the same publisher gave a later figure.", report.Part("claims/1")[0].Explanation);
    }

    [Fact]
    public void Only_a_figure_replaces_a_figure_and_only_of_the_same_group_and_coverage()
    {
        var report = Documented.Estimate(
        [
            By("a", 1, Killed(CountForm.Exact, 8)),
            By("a", 2, Words(Harm.Killed, "dozens")),
            By("a", 3, Killed(CountForm.Exact, 6, part: true)),
            By("a", 4, Killed(CountForm.Exact, 2, Children)),
            By("a", 5, Injured(CountForm.Exact, 30)),
        ]);

        Assert.Equal(Open(6, 8), report.Bounds(Harm.Killed));
        Assert.Equal(Closed(2, 2), report.Bounds(Harm.Killed, Children));
    }

    [Fact]
    public void A_figure_replaces_earlier_words() =>
        Assert.Equal(Closed(24, 24), Documented.Estimate([By("a", 1, Words(Harm.Killed, "dozens")), By("a", 2, Killed(CountForm.Exact, 24))]).Bounds(Harm.Killed));

    [Fact]
    public void A_copy_replaces_nothing() =>
        Assert.Equal(
            Closed(8, 8),
            Documented.Estimate([By("a", 1, Killed(CountForm.Exact, 8)), By("a", 2, Killed(CountForm.Exact, 9)) with { Copies = "claims/7" }]).Bounds(Harm.Killed));

    [Fact]
    public void Two_figures_in_one_claim_both_count() =>
        Assert.Equal(Closed(3, 5), Documented.Estimate([By("a", 1, Killed(CountForm.Exact, 3), Killed(CountForm.Exact, 5))]).Bounds(Harm.Killed));

    [Fact]
    public void Later_means_published_later_then_recorded_later()
    {
        var first = By("a", 9, Killed(CountForm.Exact, 1)) with { PublishedDate = null };
        var dayBefore = By("a", 8, Killed(CountForm.Exact, 2)) with { PublishedDate = new(2021, 8, 2) };
        var morning = By("a", 7, Killed(CountForm.Exact, 3)) with { PublishedTime = Morning };
        var noon = By("a", 6, Killed(CountForm.Exact, 4)) with { PublishedTime = Morning.AddHours(6).ToOffset(TimeSpan.FromHours(-9)), PublishedDate = null };
        var day = By("a", 4, Killed(CountForm.Exact, 5));
        var sameDay = By("a", 5, Killed(CountForm.Exact, 6));
        var midnight = By("a", 3, Killed(CountForm.Exact, 7)) with { PublishedTime = Morning.AddHours(18) };
        Claim[] inOrder = [first, dayBefore, morning, noon, day, sameDay, midnight];

        for (var count = 1; count <= inOrder.Length; count++)
            Assert.Equal(Closed(count, count), Documented.Estimate([.. inOrder.Take(count).Reverse()]).Bounds(Harm.Killed));
        Assert.Equal(inOrder, Documented.Estimate(inOrder).Claims.Select(part => part.Claim));
    }

    [Theory]
    [InlineData(CountForm.Exact, null, 8L, false)]
    [InlineData(CountForm.AtMost, null, 8L, false)]
    [InlineData(CountForm.AtLeast, null, null, true)]
    [InlineData(CountForm.MoreThan, null, null, true)]
    [InlineData(CountForm.Words, null, null, true)]
    public void A_figure_with_perpetrators_bounds_victims_only_from_above(CountForm form, long? low, long? high, bool open) =>
        Assert.Equal(new(low, high, open), Documented.Estimate([By("a", 1, Killed(form, 8, VictimGroup.Everyone))]).Bounds(Harm.Killed));

    [Theory]
    [InlineData(CountForm.Exact, CountForm.Exact, 3, 5L, 5L, false)]
    [InlineData(CountForm.Exact, CountForm.About, 9, 0L, 0L, false)]
    [InlineData(CountForm.AtLeast, CountForm.Exact, 3, 5L, 5L, true)]
    [InlineData(CountForm.AtMost, CountForm.Exact, 3, null, 5L, false)]
    [InlineData(CountForm.Exact, CountForm.AtLeast, 3, null, 8L, false)]
    public void Perpetrators_stated_in_the_same_claim_are_subtracted(CountForm form, CountForm perpetrators, long number, long? low, long? high, bool open)
    {
        var report = Documented.Estimate([By("a", 1, Killed(form, 8, VictimGroup.Everyone), Killed(perpetrators, number, VictimGroup.PerpetratorsOnly))]);

        Assert.Equal(new(low, high, open), report.Bounds(Harm.Killed));
    }

    [Fact]
    public void Perpetrators_stated_twice_widen_what_is_left()
    {
        var report = Documented.Estimate(
        [
            By(
                "a",
                1,
                Killed(CountForm.Exact, 8, VictimGroup.Everyone),
                Killed(CountForm.Exact, 3, VictimGroup.PerpetratorsOnly),
                Killed(CountForm.Exact, 5, VictimGroup.PerpetratorsOnly)),
        ]);

        Assert.Equal(Closed(3, 5), report.Bounds(Harm.Killed));
    }

    [Fact]
    public void Perpetrators_of_a_part_are_not_subtracted_from_the_whole()
    {
        var report = Documented.Estimate([By("a", 1, Killed(CountForm.Exact, 8, VictimGroup.Everyone), Killed(CountForm.Exact, 3, VictimGroup.PerpetratorsOnly, part: true))]);

        Assert.Equal(Closed(null, 8), report.Bounds(Harm.Killed));
    }

    [Fact]
    public void Victims_and_perpetrators_make_everyone_with_all_who_say_so()
    {
        var everyone = Documented.Estimate([By("a", 1, Killed(CountForm.AtLeast, 8)), By("b", 2, Killed(CountForm.Exact, 4, VictimGroup.PerpetratorsOnly))])
            .Find(Harm.Killed, VictimGroup.Everyone)!;

        Assert.Equal(Open(12, 12), everyone.Bounds);
        Assert.Equal((2, 2), (everyone.Claims, everyone.Originators));
    }

    [Fact]
    public void Perpetrators_are_not_added_to_a_figure_that_has_them()
    {
        var report = Documented.Estimate([By("a", 1, Killed(CountForm.Exact, 8, VictimGroup.Everyone)), By("b", 2, Killed(CountForm.Exact, 4, VictimGroup.PerpetratorsOnly))]);

        Assert.Equal(Closed(8, 8), report.Bounds(Harm.Killed, VictimGroup.Everyone));
        Assert.Equal(Closed(null, 8), report.Bounds(Harm.Killed));
    }

    [Fact]
    public void A_source_that_speaks_of_victims_itself_is_not_subtracted_from()
    {
        var night = By("a", 1, Killed(CountForm.Exact, 8, VictimGroup.Everyone), Killed(CountForm.Exact, 4, VictimGroup.PerpetratorsOnly));
        var day = By("a", 2, Killed(CountForm.Exact, 9));

        Assert.Equal(Closed(9, 9), Documented.Estimate([night, day]).Bounds(Harm.Killed));
        Assert.Equal(Closed(9, 9), Documented.Estimate([night with { Statements = [.. night.Statements, .. day.Statements] }]).Bounds(Harm.Killed));
        Assert.Equal(Closed(8, 13), Documented.Estimate([night, day]).Bounds(Harm.Killed, VictimGroup.Everyone));
    }

    [Fact]
    public void Parts_never_make_a_total()
    {
        var report = Documented.Estimate([By("a", 1, Killed(CountForm.Exact, 3, Children), Killed(CountForm.Exact, 5, VictimGroup.Civilians))]);

        Assert.Equal([VictimGroup.Civilians, Children.Canonical()], report.Estimates.Select(estimate => estimate.Victims));
    }

    [Fact]
    public void A_whole_is_not_smaller_than_its_parts()
    {
        var report = Documented.Estimate([By("a", 1, Killed(CountForm.Exact, 8)), By("b", 2, Killed(CountForm.Exact, 10, VictimGroup.Civilians))]);

        Assert.Equal(Closed(10, 10), report.Bounds(Harm.Killed, VictimGroup.Civilians));
        var whole = report.Find(Harm.Killed, VictimGroup.AllVictims)!;
        Assert.Equal(Closed(8, 10), whole.Bounds);
        Assert.Contains("the highest figure is that of a part, since a whole is not smaller than its parts", whole.Explanation);
        Assert.False(report.Claims[0].Statements[0].SetsHigh);
    }

    [Fact]
    public void Estimates_stand_in_the_order_of_the_contract()
    {
        var report = Documented.Estimate(
        [
            By(
                "a",
                1,
                new CountStatement(Harm.Detained, default, CountForm.Exact, 1, 1),
                Injured(CountForm.Exact, 1),
                Killed(CountForm.Exact, 1, new VictimGroup(Sex: Sex.Female)),
                Killed(CountForm.Exact, 1, Children),
                Killed(CountForm.Exact, 1, VictimGroup.PerpetratorsOnly),
                Killed(CountForm.Exact, 1)),
        ]);

        Assert.Equal(
            [
                (Harm.Killed, VictimGroup.AllVictims), (Harm.Killed, VictimGroup.Everyone), (Harm.Killed, VictimGroup.PerpetratorsOnly),
                (Harm.Killed, VictimGroup.Civilians), (Harm.Killed, Children.Canonical()), (Harm.Killed, new VictimGroup(Sex: Sex.Female).Canonical()),
                (Harm.Injured, VictimGroup.AllVictims), (Harm.Injured, VictimGroup.Civilians),
                (Harm.Detained, VictimGroup.AllVictims), (Harm.Detained, VictimGroup.Civilians),
            ],
            report.Estimates.Select(estimate => (estimate.Harm, estimate.Victims)));
    }

    [Fact]
    public void Numbers_that_do_not_fit_their_form_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Documented.Estimate([By("a", 1, Range(Harm.Killed, 9, 8))]));
        Assert.Throws<ArgumentException>(() => Documented.Estimate([By("a", 1, new CountStatement(Harm.Killed, default, CountForm.Exact, 8, null))]));
        Assert.Throws<ArgumentException>(() => Documented.Estimate([By("a", 1, new CountStatement(Harm.Killed, default, CountForm.AtLeast, -1, null))]));
    }

    [Fact]
    public void A_policy_is_found_by_its_id()
    {
        Assert.Same(Policies.DocumentedBounds, Policies.TryFind("documented-bounds"));
        Assert.Null(Policies.TryFind("Documented-Bounds"));
        Assert.Contains("not a confidence interval", Policies.DocumentedBounds.Description);
        Assert.Equal(Policies.All.Count, Policies.All.DistinctBy(policy => policy.Id).Count());
    }
}
