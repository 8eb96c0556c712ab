using System.Text.RegularExpressions;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Type.V1;
using CsCheck;
using Google.Protobuf;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What a record does to sums: parties that share an incident, duplicates that are taken back, days that are not known, causes that nobody wrote down.</summary>
public sealed partial class AggregateRecordTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    // As three decimals are answered of each mean.
    private const double MeanRounding = 0.0006;

    private static int countries;

    private readonly RunningSuite suite = shared.Suite;

    // Each test asks for a country of its own, so that no other one is in its sums.
    private readonly string country = new[] { "ISL", "NOR", "SWE", "FIN", "DNK", "EST", "LVA", "LTU", "POL" }[Interlocked.Increment(ref countries) - 1];

    [Fact]
    public async Task An_incident_of_several_parties_stands_whole_with_each_or_shared_out_as_asked()
    {
        var toldOf = new Dictionary<string, (string[] Parties, CountDistribution Distribution)>();
        foreach (var (people, parties) in ((int, string[])[])[(5, ["Army"]), (12, ["Army", "Militia"]), (30, ["army ", "Militia", "Police"]), (7, []), (50, ["Police"])])
        {
            var incident = await RecordAsync(Exactly(people), one => one.Attributions.Add(parties.Select(actor => new Attribution { Actor = actor, Status = AttributionStatus.InferredByRecorder })));
            var explained = await suite.Reports.ExplainEstimateAsync(
                new ExplainEstimateRequest { Name = $"{incident}/report", Harm = HarmType.Killed, MinRevisions = await suite.NewestAsync() });
            toldOf.Add(incident, ([.. parties.Select(party => party.Trim().ToUpperInvariant())], explained.Distribution));
        }

        var involving = await AskAsync(new AggregateQuery { GroupBy = { Dimension.Party }, Harms = { HarmType.Killed } });
        var fractional = await AskAsync(new AggregateQuery { GroupBy = { Dimension.Party }, Harms = { HarmType.Killed }, PartySplit = PartySplit.Fractional });

        Assert.Equal(["Army", "Militia", "Police", ""], involving.Rows.Select(row => row.Keys[0].Value));
        Assert.Equal(involving.Rows.Select(row => row.Keys), fractional.Rows.Select(row => row.Keys));
        Assert.Equal([3, 2, 2, 1], involving.Rows.Select(row => row.IncidentCount));
        Assert.Equal(involving.Total, fractional.Total);
        Assert.Equal(fractional.Total.Totals[0].Count.Mean, MeansOf(fractional), MeanRounding * 5);
        Assert.True(MeansOf(involving) > involving.Total.Totals[0].Count.Mean + 10);
        Assert.NotEqual(involving.Notes, fractional.Notes);
        foreach (var (row, isFractional) in involving.Rows.Select(row => (row, false)).Concat(fractional.Rows.Select(row => (row, true))))
        {
            var mine = toldOf.Values.Where(one => row.Keys[0].Value.Length == 0 ? one.Parties.Length == 0 : one.Parties.Contains(row.Keys[0].Value.ToUpperInvariant()));
            var sum = BruteForce.Sum(mine.Select(one => (one.Distribution, isFractional ? 1.0 / Math.Max(1, one.Parties.Length) : 1)));
            var count = row.Totals[0].Count;
            Assert.Equal(sum.ProbabilityOfAny, count.ProbabilityOfAny, 1e-4);
            foreach (var (probability, found) in ((double, long)[])[(0.05, count.Intervals[2].Low), (0.5, count.Median), (0.95, count.Intervals[2].High)])
                Assert.InRange(found, sum.Quantile(probability) - Margin(probability), sum.Quantile(probability) + Margin(probability));

            double Margin(double probability) => Math.Max(1, 0.01 * sum.Quantile(probability));
        }
        // Nobody is documented to have been harmed by one of whom another may have to answer.
        Assert.Equal((5, 47), (fractional.Rows[0].Totals[0].SumOfBounds.Low, fractional.Rows[0].Totals[0].SumOfBounds.High));
        Assert.Equal((47, 47), (involving.Rows[0].Totals[0].SumOfBounds.Low, involving.Rows[0].Totals[0].SumOfBounds.High));
        // Whatever its case, a party is one.
        Assert.Equal(involving.Rows[0].Totals, (await AskAsync(new AggregateQuery { Harms = { HarmType.Killed }, Filter = new ReportFilter { Parties = { "ARMY" } } })).Total.Totals);
    }

    [Fact]
    public async Task A_duplicate_that_is_taken_back_leaves_the_sum_with_all_that_it_added()
    {
        foreach (var people in (int[])[4, 25, 60])
            await RecordAsync(Exactly(people));
        var original = await RecordAsync(AtLeast(11));
        var without = await AskAsync(new AggregateQuery());
        var duplicate = await RecordAsync(AtLeast(11));
        var alone = (await suite.ReportAsync(duplicate, await suite.NewestAsync())).Estimates[0].Count.Mean;
        var with = await AskAsync(new AggregateQuery());

        var etag = await suite.EtagOf(duplicate);
        await suite.Incidents.RetractIncidentAsync(new RetractIncidentRequest { Name = duplicate, Etag = etag, Reason = $"The same as {original}.", RequestId = NewRequestId() });
        var after = await AskAsync(new AggregateQuery());

        Assert.Equal((5, 4), (with.Total.IncidentCount, after.Total.IncidentCount));
        Assert.Equal((with.Total.ClaimCount - 1, with.Total.Totals[0].IncidentCount - 1), (after.Total.ClaimCount, after.Total.Totals[0].IncidentCount));
        Assert.Equal(with.Total.Totals[0].Count.Mean - alone, after.Total.Totals[0].Count.Mean, 2 * MeanRounding);
        Assert.Equal((100, 111), (after.Total.Totals[0].SumOfBounds.Low, with.Total.Totals[0].SumOfBounds.Low));
        Assert.Equal(without.Total, after.Total);
        // Nothing brings it back; the past still has it.
        var past = await suite.Aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = with.Manifest.Query, AsOf = new ReportAsOf { Revisions = with.Manifest.Revisions } });
        Assert.Equal(with.With(one => one.Freshness = null).ToByteArray(), past.ToByteArray());
    }

    [Fact]
    public async Task A_day_stands_in_the_period_that_has_it_and_nowhere_if_it_is_not_known_so_finely()
    {
        var days = new List<(DateOnly Day, DatePrecision Precision)>();
        await Gen.Select(Gen.Int[0, 1_500], Gen.Int[1, 5]).Array[40].SampleAsync(
            async all =>
            {
                foreach (var (number, precision) in all)
                {
                    var day = new DateOnly(2019, 12, 20).AddDays(number);
                    days.Add((day, (DatePrecision)precision));
                    await RecordAsync(Exactly(3), one => one.EventTime = new EventTime { StartDate = Day(day.Year, day.Month, day.Day), Precision = (DatePrecision)precision });
                }
            },
            iter: 1,
            threads: 1);
        foreach (var (dimension, finest, text) in Periods)
        {
            var expected = days.GroupBy(one => one.Precision <= finest ? text(one.Day) : "").OrderBy(group => group.Key.Length == 0).ThenBy(group => group.Key, StringComparer.Ordinal);
            var rows = (await AskAsync(new AggregateQuery { GroupBy = { dimension } })).Rows;
            Assert.Equal(expected.Select(group => (group.Key, group.Count())), rows.Select(row => (row.Keys[0].Value, row.IncidentCount)));
        }
    }

    [Fact]
    public async Task A_filter_by_days_lets_through_what_lies_within_whichever_day_it_was()
    {
        (int Year, int Month, int Day, DatePrecision Precision)[] recorded =
        [
            (2021, 0, 0, DatePrecision.Year), (2021, 5, 20, DatePrecision.Year), (2021, 5, 0, DatePrecision.Month), (2021, 5, 7, DatePrecision.Month), (2021, 5, 31, DatePrecision.Week),
            (2021, 5, 1, DatePrecision.Day), (2021, 6, 1, DatePrecision.Day), (2020, 2, 0, DatePrecision.Month), (9999, 12, 31, DatePrecision.Day),
        ];
        foreach (var (year, month, day, precision) in recorded)
            await RecordAsync(Exactly(3), one => one.EventTime = new EventTime { StartDate = Day(year, month, day), Precision = precision });
        var genDay = Gen.Select(Gen.Int[2020, 2022], Gen.Int[1, 12], Gen.Int[1, 28]).Select((year, month, day) => new DateOnly(year, month, day));
        await Gen.Select(genDay, genDay).Where((from, before) => from < before).SampleAsync(
            async days =>
            {
                var (from, before) = days;
                var query = new AggregateQuery { Filter = new ReportFilter { StartDateFrom = Day(from.Year, from.Month, from.Day), StartDateBefore = Day(before.Year, before.Month, before.Day) } };
                Assert.Equal(recorded.Count(one => DaysOf(one).All(day => day >= from && day < before)), (await AskAsync(query)).Total.IncidentCount);
            },
            iter: 60,
            threads: 1);
        // Also where the calendar ends.
        foreach (var period in (Dimension[])[Dimension.Day, Dimension.Week, Dimension.Month, Dimension.Quarter, Dimension.Year])
        {
            var query = new AggregateQuery { GroupBy = { period }, WithChanges = true, Filter = new ReportFilter { StartDateFrom = Day(9999, 1, 1), StartDateBefore = Day(9999, 12, 31) } };
            Assert.Equal(0, (await AskAsync(query)).Total.IncidentCount);
            query.Filter.StartDateBefore = null;
            Assert.Equal(1, (await AskAsync(query)).Total.IncidentCount);
        }
    }

    [Fact]
    public async Task A_cause_that_nobody_wrote_down_is_that_of_the_tactic_as_the_contract_has_it()
    {
        foreach (var tactic in Enum.GetValues<Tactic>())
            await RecordAsync(Exactly(3), one => one.Tactic = tactic);
        var expected = ContractCauses();
        var rows = (await AskAsync(new AggregateQuery { GroupBy = { Dimension.Tactic, Dimension.Cause } })).Rows;
        Assert.Equal(Enum.GetValues<Tactic>().Length, rows.Count);
        Assert.All(rows, row => Assert.Equal(expected.GetValueOrDefault(row.Keys[0].Value, row.Keys[0].Value.Length == 0 ? "" : "CAUSE_CATEGORY_UNKNOWN"), row.Keys[1].Value));

        // What is written down holds.
        await RecordAsync(Exactly(3), one => (one.Tactic, one.Cause) = (Tactic.Grenade, CauseCategory.Incendiary));
        Assert.Equal(1, (await AskAsync(new AggregateQuery { Filter = new ReportFilter { Causes = { CauseCategory.Incendiary } } })).Total.IncidentCount);
    }

    private static readonly (Dimension, DatePrecision, Func<DateOnly, string>)[] Periods =
    [
        (Dimension.Day, DatePrecision.Day, day => $"{day:yyyy-MM-dd}"),
        (Dimension.Week, DatePrecision.Week, WeekOf),
        (Dimension.Month, DatePrecision.Month, day => $"{day:yyyy-MM}"),
        (Dimension.Quarter, DatePrecision.Month, day => $"{day:yyyy}-Q{(day.Month + 2) / 3}"),
        (Dimension.Year, DatePrecision.Year, day => $"{day:yyyy}"),
    ];

    // All that a day can mean; within a week, what was recorded.
    private static IEnumerable<DateOnly> DaysOf((int Year, int Month, int Day, DatePrecision Precision) recorded)
    {
        var (year, month, day, precision) = recorded;
        var first = new DateOnly(year, 1, 1);
        return Enumerable.Range(0, new DateOnly(year, 12, 31).DayOfYear).Select(first.AddDays).Where(one =>
            precision == DatePrecision.Year || (one.Month == month && (precision == DatePrecision.Month || one.Day == day)));
    }

    // ISO 8601: a week belongs to the year of its Thursday.
    private static string WeekOf(DateOnly day)
    {
        var thursday = day.AddDays(3 - (((int)day.DayOfWeek + 6) % 7));
        return $"{thursday:yyyy}-W{((thursday.DayOfYear - 1) / 7) + 1:00}";
    }

    // By tactic, from the comments in the contract: "Hand grenade [small arms]."
    private static Dictionary<string, string> ContractCauses()
    {
        var words = new Dictionary<string, CauseCategory>
        {
            ["heavy weapons"] = CauseCategory.HeavyWeaponsAndExplosiveMunitions,
            ["planted explosives"] = CauseCategory.PlantedExplosivesAndUxo,
            ["small arms"] = CauseCategory.SmallArmsLightWeapons,
            ["other means"] = CauseCategory.ObjectsAndOtherMeans,
            ["objects and other means"] = CauseCategory.ObjectsAndOtherMeans,
            ["less-lethal weapons"] = CauseCategory.LessLethalWeapons,
            ["chemical, biological, radiological, nuclear"] = CauseCategory.Cbrn,
            ["denial"] = CauseCategory.DenialOrDestructionOfIndispensableObjects,
        };
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Casualties.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Casualties.sln.");
        var contract = File.ReadAllText(Path.Combine(folder.FullName, "protos", "casualties", "incidents", "v1", "incident.proto"));
        var causes = BracketedTactic().Matches(contract).ToDictionary(
            match => match.Groups["tactic"].Value, match => IncidentReflection.Descriptor.EnumTypes.Single(type => type.Name == nameof(CauseCategory)).FindValueByNumber((int)words[match.Groups["cause"].Value]).Name);
        Assert.True(causes.Count > 15);
        return causes;
    }

    [GeneratedRegex(@"// [^\n]*\[(?<cause>[^\]]+)\]\.\n\s*(?<tactic>TACTIC_[A-Z0-9_]+) =", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BracketedTactic();

    private static double MeansOf(Aggregate aggregate) => aggregate.Rows.Sum(row => row.Totals[0].Count.Mean);

    private async Task<string> RecordAsync(CountStatement counts, Action<Incident>? change = null)
    {
        var incident = await suite.CreateAsync(Incident().With(one => one.Place.Country = country).With(change ?? (_ => { })));
        await suite.RecordAsync(Claim(incident.Name, counts: counts));
        return incident.Name;
    }

    private async Task<Aggregate> AskAsync(AggregateQuery query)
    {
        (query.Filter ??= new ReportFilter()).Countries.Add(country);
        return await suite.Aggregates.AggregateReportsAsync(new AggregateReportsRequest { Query = query, MinRevisions = await suite.NewestAsync() });
    }
}
