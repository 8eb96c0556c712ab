using Casualties.Reports.V1;
using Casualties.Type.V1;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What is asked wrongly is answered with all that is wrong, each with its field.</summary>
public sealed class AggregateRuleTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once()
    {
        Assert.Equal(
            [
                "query.filter.countries[1]", "query.filter.start_date_before", "query.group_by[1]", "query.group_by[2]", "query.harms[1]", "query.party_split", "query.policy",
                "query.victims.sex",
            ],
            await WrongAsync(new AggregateQuery
            {
                GroupBy = { Dimension.Sex, Dimension.Sex, Dimension.Month },
                Harms = { HarmType.Killed, HarmType.Killed },
                Victims = new VictimGroup { Sex = Sex.Female },
                Policy = "hearsay",
                PartySplit = PartySplit.Fractional,
                Filter = new ReportFilter { Countries = { "AFG", "Afghanistan" }, StartDateFrom = Day(2021, 8, 3), StartDateBefore = Day(2021, 8, 2) },
            }.With(query => query.GroupBy[2] = Dimension.Sex)));
        Assert.Equal(["query.group_by[1]"], await WrongAsync(new AggregateQuery { GroupBy = { Dimension.Month, Dimension.Year } }));
        Assert.Equal(["query.group_by[2]"], await WrongAsync(new AggregateQuery { GroupBy = { Dimension.Month, Dimension.Cause, Dimension.Month } }));
        Assert.Equal(["query.group_by"], await WrongAsync(new AggregateQuery { GroupBy = { Dimension.Month, Dimension.Cause, Dimension.Tactic, Dimension.Country } }));
        Assert.Equal(["query.with_changes"], await WrongAsync(new AggregateQuery { GroupBy = { Dimension.Cause }, WithChanges = true }));
        Assert.Equal(["query.victims.age", "query.victims.status"], await WrongAsync(new AggregateQuery
        {
            GroupBy = { Dimension.AgeGroup, Dimension.CivilianStatus }, Victims = new VictimGroup { Age = AgeGroup.Child, Status = CivilianStatus.Civilian },
        }));
        // The day before which it must lie is not within.
        Assert.Equal(["query.filter.start_date_before"], await WrongAsync(new AggregateQuery { Filter = new ReportFilter { StartDateFrom = Day(2021, 8, 3), StartDateBefore = Day(2021, 8, 3) } }));
    }

    [Fact]
    public async Task What_no_enumeration_has_is_refused_wherever_it_stands()
    {
        Assert.Equal(
            ["query.filter.airwars_grades[0]", "query.filter.tactics[1]", "query.group_by[0]", "query.harms[0]"],
            await WrongAsync(new AggregateQuery
            {
                GroupBy = { (Dimension)999 },
                Harms = { (HarmType)999 },
                Filter = new ReportFilter { AirwarsGrades = { (AirwarsGrade)999 }, Tactics = { Casualties.Incidents.V1.Tactic.Grenade, (Casualties.Incidents.V1.Tactic)999 } },
            }));
    }

    [Fact]
    public async Task Nothing_is_not_a_value_to_filter_by() => Assert.Equal(
        ["query.filter.admin1[0]", "query.filter.admin2[1]", "query.filter.countries[0]", "query.filter.parties[0]", "query.filter.sources[0]"],
        await WrongAsync(new AggregateQuery { Filter = new ReportFilter { Admin1 = { "" }, Admin2 = { "Center", " " }, Countries = { "" }, Parties = { "\t" }, Sources = { "" } } }));

    [Fact]
    public async Task What_is_asked_rightly_is_answered_beside_it()
    {
        var answer = await shared.Suite.Aggregates.AggregateReportsAsync(new AggregateReportsRequest
        {
            Query = new AggregateQuery
            {
                GroupBy = { Dimension.Month, Dimension.Party, Dimension.Sex },
                PartySplit = PartySplit.Fractional,
                WithChanges = true,
                Policy = "graded-only",
                Victims = new VictimGroup { Age = AgeGroup.Child },
                Filter = new ReportFilter { Countries = { "AFG" }, StartDateFrom = Day(2021, 8, 2), StartDateBefore = Day(2021, 8, 3) },
            },
        });
        Assert.Empty(answer.Rows);
        Assert.Equal((0, 3, "graded-only"), (answer.Total.IncidentCount, answer.Total.Totals.Count, answer.Manifest.Policy));
        Assert.All(answer.Total.Totals, total => Assert.Null(total.Count));
        Assert.Null(answer.Total.Shares);
        Assert.Equal([HarmType.Killed, HarmType.Injured, HarmType.Missing], answer.Manifest.Query.Harms);
    }

    private async Task<IEnumerable<string>> WrongAsync(AggregateQuery query) =>
        (await Refusal.OfAsync(shared.Suite.Aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query }))).Fields.Order(StringComparer.Ordinal);
}
