using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using CsCheck;
using Grpc.Core;
using static Casualties.Tests.Shared.Reviewing;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>What became of a number between two points, and why: in parts that add up to the difference, each under its cause.</summary>
public sealed class ComparisonTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task Whatever_happened_between_two_points_the_parts_add_up_and_the_ends_are_what_was_answered_then()
    {
        var worlds = 0;
        await Step.Many.SampleAsync(
            async steps =>
            {
                var world = new World(suite, $"compared{Interlocked.Increment(ref worlds)}");
                var points = new List<Aggregate>();
                foreach (var step in steps)
                {
                    await world.ApplyAsync(step);
                    if (step.Third % 3 == 0)
                        points.Add(await NowAsync());
                }
                points.Add(await NowAsync());
                for (var i = 1; i < points.Count; i++)
                    AssertAddsUp(points[i - 1], points[i], await CompareAsync(points[i - 1], points[i]));
                AssertAddsUp(points[0], points[^1], await CompareAsync(points[0], points[^1]));
            },
            iter: 10,
            threads: 1);
    }

    [Fact]
    public async Task Each_change_is_told_under_its_cause_with_the_records_that_changed()
    {
        await suite.CreateAsync(Source("A hospital").With(source => source.Type = SourceType.MedicalFacility), "compared-hospital");
        var incident = (await suite.CreateAsync(Incident(), "compared-each")).Name;
        var first = await suite.RecordAsync(Claim(incident, "sources/compared-hospital", "sources/compared-hospital", Exactly(8)));
        var points = new List<IncidentReport> { await suite.ReportAsync(incident, await suite.NewestAsync()) };
        var second = await suite.RecordAsync(Claim(incident, "sources/newspaper", "sources/ministry", Exactly(30)));
        await NextAsync();
        await suite.RateAsync("sources/compared-hospital", ReliabilityGrade.A);
        await NextAsync();
        await suite.UpholdAsync(second.Name, Flag());
        await NextAsync();
        await suite.Claims.RetractClaimAsync(new() { Name = first.Name, Etag = await suite.EtagOf(first.Name), Reason = "Counted twice.", RequestId = NewRequestId() });
        await NextAsync();

        (ChangeCause Cause, string Record)[] expected =
        [
            (ChangeCause.NewClaim, second.Name), (ChangeCause.Source, "sources/compared-hospital"), (ChangeCause.Decision, second.Name), (ChangeCause.RevisionBySource, first.Name),
        ];
        for (var i = 0; i < expected.Length; i++)
        {
            var harm = (await CompareAsync(points[i], points[i + 1])).Total.Harms[0];
            var part = Assert.Single(harm.Parts);
            Assert.Equal(expected[i], (part.Cause, Assert.Single(part.Records)));
        }
        var all = (await CompareAsync(points[0], points[^1])).Total.Harms[0];
        Assert.Null(all.After);
        Assert.Equal(-points[0].Estimates[0].Count.Median, all.Parts.Sum(part => part.MedianDifference));

        async Task NextAsync() => points.Add(await suite.ReportAsync(incident, await suite.NewestAsync()));
    }

    [Fact]
    public async Task A_new_incident_is_one_cause_with_all_its_claims_and_a_retracted_one_takes_away_what_it_added()
    {
        var before = await NowAsync();
        var incident = await suite.CreateAsync(Incident(), "compared-new");
        await suite.RecordAsync(Claim(incident.Name, counts: [Exactly(12)]));
        var with = await NowAsync();
        await suite.Incidents.RetractIncidentAsync(new() { Name = incident.Name, Etag = incident.Etag, Reason = "A duplicate.", RequestId = NewRequestId() });
        var without = await NowAsync();

        var came = Assert.Single((await CompareAsync(before, with)).Total.Harms[0].Parts);
        var went = Assert.Single((await CompareAsync(with, without)).Total.Harms[0].Parts);

        Assert.Equal((ChangeCause.NewIncident, incident.Name), (came.Cause, Assert.Single(came.Records)));
        Assert.Equal((ChangeCause.Incident, incident.Name), (went.Cause, Assert.Single(went.Records)));
        Assert.Equal(came.MeanDifference, -went.MeanDifference, 0.0011);
        Assert.Equal(before.Total, without.Total);
        Assert.Empty((await CompareAsync(before, without)).Rows);
    }

    [Fact]
    public async Task Names_that_differ_only_in_case_are_rows_apart_where_an_aggregate_keeps_them_apart_and_one_row_where_it_does_not()
    {
        var before = await NowAsync();
        var names = (string[])["Compared Kabul", "COMPARED KABUL"];
        foreach (var name in names)
        {
            var incident = await suite.CreateAsync(Incident().With(incident => incident.Place.Admin1 = name));
            await suite.RecordAsync(Claim(incident.Name).With(claim => claim.Attributions.Add(new Casualties.Type.V1.Attribution { Actor = name, Status = Casualties.Type.V1.AttributionStatus.AllegedBySource })));
        }
        var after = await NowAsync();

        Assert.Equal(names.Order(StringComparer.Ordinal), await RowsBy(Dimension.Admin1));
        Assert.Equal([names[1]], await RowsBy(Dimension.Party));

        async Task<IEnumerable<string>> RowsBy(Dimension dimension) => (await CompareAsync(before, after, new AggregateQuery { GroupBy = { dimension } })).Rows
            .Select(row => row.Keys[0].Value).Where(value => value.StartsWith("Compared", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Where_a_policy_gives_no_ranges_the_parts_say_how_far_documented_bounds_moved()
    {
        var bounds = new AggregateQuery { Policy = "documented-bounds", Filter = new ReportFilter { Admin1 = { "Compared bounds" } } };
        var incident = await suite.CreateAsync(Incident().With(incident => incident.Place.Admin1 = "Compared bounds"));
        var first = await suite.RecordAsync(Claim(incident.Name, counts: [Exactly(8)]));
        var before = await NowAsync();
        var second = await suite.RecordAsync(Claim(incident.Name, "sources/newspaper", "sources/newspaper", Exactly(30)));
        await suite.UpholdAsync(first.Name, Flag());
        var after = await NowAsync();

        var harm = (await CompareAsync(before, after, bounds)).Total.Harms[0];

        Assert.Equal((8, 8, 30, 30), (harm.BoundsBefore.Low, harm.BoundsBefore.High, harm.BoundsAfter.Low, harm.BoundsAfter.High));
        Assert.Equal(
            [(ChangeCause.NewClaim, 0, 22, second.Name), (ChangeCause.Decision, 22, 0, first.Name)],
            harm.Parts.Select(part => (part.Cause, part.BoundsLowDifference, part.BoundsHighDifference, Assert.Single(part.Records))));
    }

    [Fact]
    public async Task What_is_compared_and_from_when_must_be_said()
    {
        var nothing = await Refusal.OfAsync(Compared(new CompareReportsRequest()));
        Assert.Equal(["before", "name"], nothing.Fields.Order(StringComparer.Ordinal));
        var unknown = await Refusal.OfAsync(Compared(new CompareReportsRequest { Name = "incidents/never-recorded/report", Before = new ReportAsOf { Revisions = new SuiteRevisions() } }));
        Assert.Equal(StatusCode.NotFound, unknown.Code);
    }

    private static void AssertAddsUp(Aggregate before, Aggregate after, Comparison comparison)
    {
        Assert.Equal(before.Manifest.Revisions, comparison.Before.Revisions);
        Assert.Equal(before.Total.Totals.Select(total => total.Count), comparison.Total.Harms.Select(harm => harm.Before));
        Assert.Equal(after.Total.Totals.Select(total => total.Count), comparison.Total.Harms.Select(harm => harm.After));
        foreach (var harm in comparison.Rows.Append(comparison.Total).SelectMany(row => row.Harms))
        {
            Assert.Equal((harm.After?.Median ?? 0) - (harm.Before?.Median ?? 0), harm.Parts.Sum(part => part.MedianDifference));
            Assert.Equal((harm.After?.Mean ?? 0) - (harm.Before?.Mean ?? 0), harm.Parts.Sum(part => part.MeanDifference), 1e-6);
            Assert.Equal((harm.BoundsAfter?.Low ?? 0) - (harm.BoundsBefore?.Low ?? 0), harm.Parts.Sum(part => part.BoundsLowDifference));
            Assert.Equal((harm.BoundsAfter?.High ?? 0) - (harm.BoundsBefore?.High ?? 0), harm.Parts.Sum(part => part.BoundsHighDifference));
        }
        // Rows that are not told of are the same to the last number.
        var told = comparison.Rows.Select(row => Assert.Single(row.Keys).Value).ToHashSet();
        var rows = after.Rows.ToDictionary(row => row.Keys[0].Value);
        Assert.All(before.Rows.Where(row => !told.Contains(row.Keys[0].Value)), row => Assert.Equal(row.Totals.Select(total => total.Count), rows[row.Keys[0].Value].Totals.Select(total => total.Count)));
    }

    private async Task<Aggregate> NowAsync() => await suite.TotalAsync(ByDay(), min: await suite.NewestAsync());

    private static AggregateQuery ByDay() => new() { GroupBy = { Dimension.Day } };

    private async Task<Comparison> CompareAsync(Aggregate before, Aggregate after, AggregateQuery? query = null) => await Compared(new CompareReportsRequest
    {
        Query = query ?? ByDay(), Before = new ReportAsOf { Revisions = before.Manifest.Revisions }, After = new ReportAsOf { Revisions = after.Manifest.Revisions },
    });

    // A report names the last revision of each service that has a part in it: as of then it is that report.
    private async Task<Comparison> CompareAsync(IncidentReport before, IncidentReport after) => await Compared(new CompareReportsRequest
    {
        Name = before.Name, Before = new ReportAsOf { Revisions = before.Provenance.Revisions }, After = new ReportAsOf { Revisions = after.Provenance.Revisions },
    });

    private AsyncUnaryCall<Comparison> Compared(CompareReportsRequest request) => new AggregateService.AggregateServiceClient(suite.Invoker).CompareReportsAsync(request);
}
