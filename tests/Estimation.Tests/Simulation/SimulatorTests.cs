using Casualties.Simulation;

namespace Casualties.Estimation.Tests.Simulation;

/// <summary>Simulated worlds are as the scenarios say, and as the reference makes them (numpy, 30 seeds for each scenario; its figures stand below).</summary>
public sealed class SimulatorTests
{
    private static readonly ulong[] Seeds = [1, 2, 3, 4, 5, 6, 7, 8];

    private static readonly Dictionary<string, IReadOnlyList<SimulatedWorld>> Worlds =
        Scenario.All.ToDictionary(scenario => scenario.Name, IReadOnlyList<SimulatedWorld> (scenario) => [.. Seeds.Select(seed => Simulator.Run(scenario, seed))]);

    [Theory]
    [InlineData("base", 4.98, 3.89, 0.128)]
    [InlineData("few-lies", 4.94, 3.86, 0.071)]
    [InlineData("many-lies", 4.95, 3.87, 0.240)]
    [InlineData("copying", 4.97, 3.87, 0.154)]
    [InlineData("few-claims", 2.14, 1.72, 0.124)]
    [InlineData("many-claims", 9.08, 7.09, 0.129)]
    [InlineData("first-hours", 3.84, 3.84, 0.125)]
    [InlineData("random-grades", 4.97, 3.88, 0.128)]
    [InlineData("few-incidents", 4.87, 3.82, 0.131)]
    public void Scenarios_have_their_number_of_claims_and_of_lies(string scenario, double claims, double latest, double lies)
    {
        var worlds = Worlds[scenario];

        Assert.Equal(claims, worlds.Average(world => world.Claims / (double)world.Incidents.Count), 0.05 * claims);
        Assert.Equal(latest, worlds.Average(world => world.Incidents.Average(incident => incident.Evidence.Count)), 0.05 * latest);
        Assert.Equal(lies, worlds.Average(world => world.Lies / (double)world.Claims), 0.025);
    }

    [Fact]
    public void Truths_have_a_tenth_of_zeros_and_a_long_tail()
    {
        var truths = Worlds["base"].SelectMany(world => world.Incidents).Select(incident => incident.Truth).Order().ToArray();

        Assert.Equal(0.10, truths.Count(truth => truth == 0) / (double)truths.Length, 0.01);
        Assert.Equal(0.128, truths.Count(truth => truth >= 10) / (double)truths.Length, 0.015);
        Assert.Equal(2, truths[truths.Length / 2]);
        Assert.Equal(4, truths[truths.Length * 3 / 4]);
        Assert.Equal(20, truths[truths.Length * 95 / 100], 2.0);
        Assert.Equal(57, truths[truths.Length * 99 / 100], 9.0);
    }

    // 43% of pairs of sources are equal in MAVERICK.
    [Theory]
    [InlineData("base", 0.425)]
    [InlineData("copying", 0.523)]
    [InlineData("many-claims", 0.397)]
    public void Two_exact_figures_are_equal_as_often_as_in_the_reference(string scenario, double share)
    {
        var (pairs, equal) = (0, 0);
        foreach (var incident in Worlds[scenario].SelectMany(world => world.Incidents))
        {
            var figures = incident.Evidence.Where(evidence => evidence.Form == EvidenceForm.Exact).Select(evidence => evidence.Low).ToArray();
            for (var i = 0; i < figures.Length; i++)
            {
                pairs += figures.Length - 1 - i;
                equal += figures[(i + 1)..].Count(figure => figure == figures[i]);
            }
        }

        Assert.Equal(share, equal / (double)pairs, 0.03);
    }

    [Theory]
    [InlineData(EvidenceForm.Exact, 0.674)]
    [InlineData(EvidenceForm.About, 0.012)]
    [InlineData(EvidenceForm.Range, 0.103)]
    [InlineData(EvidenceForm.AtLeast, 0.140)]
    [InlineData(EvidenceForm.AtMost, 0.019)]
    [InlineData(EvidenceForm.Partial, 0.036)]
    [InlineData(EvidenceForm.Words, 0.016)]
    public void Figures_are_put_as_in_the_reference(EvidenceForm form, double share) =>
        Assert.Equal(share, BaseEvidence().Average(evidence => evidence.Form == form ? 1.0 : 0), 0.002 + 0.03 * share);

    [Fact]
    public void First_figures_are_too_low_as_in_the_reference()
    {
        var errors = Worlds["base"].SelectMany(world => world.Incidents)
            .Select(incident => (incident.Truth, First: incident.Evidence.Cast<Evidence?>().FirstOrDefault(evidence => evidence!.Value.Form == EvidenceForm.Exact)))
            .Where(pair => pair.First is not null)
            .Select(pair => double.LogP1(pair.First!.Value.Low) - double.LogP1(pair.Truth))
            .ToArray();

        Assert.Equal(-0.174, errors.Average(), 0.05);
        Assert.Equal(0.348, errors.Average(Math.Abs), 0.05);
        Assert.Equal(0.202, BaseEvidence().Where(evidence => evidence.Form == EvidenceForm.Exact).Average(evidence => evidence.Low == 0 ? 1.0 : 0), 0.03);
    }

    [Fact]
    public void Of_each_source_only_the_latest_figure_of_the_whole_and_of_a_part_stands_in_order_of_time() =>
        Assert.All(Worlds.Values.SelectMany(worlds => worlds), world => Assert.All(world.Incidents, incident =>
        {
            Assert.NotEmpty(incident.Evidence);
            Assert.Equal(incident.Evidence.OrderBy(evidence => evidence.LagHours), incident.Evidence);
            Assert.Equal(incident.Evidence.Count, incident.Evidence.DistinctBy(evidence => (evidence.Source, evidence.Form == EvidenceForm.Partial)).Count());
            Assert.All(incident.Evidence, evidence => Assert.True(IsWellFormed(evidence, world), evidence.ToString()));
            Assert.InRange(incident.Month, 0, 23);
            Assert.InRange(incident.Region, 0, 5);
        }));

    [Fact]
    public void In_the_scenario_of_the_first_hours_claims_are_early()
    {
        Assert.True(Share(Worlds["first-hours"]) > 0.98);
        Assert.True(Share(Worlds["base"]) < 0.7);

        static double Share(IEnumerable<SimulatedWorld> worlds) =>
            worlds.SelectMany(world => world.Incidents).SelectMany(incident => incident.Evidence).Average(evidence => evidence.LagHours <= 20 ? 1.0 : 0);
    }

    [Fact]
    public void Every_world_has_the_same_sources_with_grades_of_its_own()
    {
        var first = Worlds["base"][0].Sources;

        Assert.Equal(24, first.Count);
        Assert.All(Worlds.Values.SelectMany(worlds => worlds), world => Assert.Equal(first.Select(source => source.Role), world.Sources.Select(source => source.Role)));
        Assert.NotEqual(first, Worlds["base"][1].Sources);
        // A belligerent is graded once, whatever its role.
        Assert.Equal(first[^4].Grade, first[^3].Grade);
        Assert.Equal(first[^2].Grade, first[^1].Grade);
    }

    // Over 600 worlds, since each has but 24 sources; the reference over 3,000.
    [Theory]
    [InlineData(ReliabilityGrade.A, 0.173)]
    [InlineData(ReliabilityGrade.B, 0.162)]
    [InlineData(ReliabilityGrade.C, 0.189)]
    [InlineData(ReliabilityGrade.D, 0.233)]
    [InlineData(ReliabilityGrade.E, 0.094)]
    [InlineData(ReliabilityGrade.F, 0.150)]
    public void Grades_are_as_frequent_as_in_the_reference(ReliabilityGrade grade, double share)
    {
        var sources = Enumerable.Range(1, 600).SelectMany(seed => Simulator.Run(Scenario.Base with { Incidents = 1 }, (ulong)seed).Sources);

        Assert.Equal(share, sources.Average(source => source.Grade == grade ? 1.0 : 0), 0.015);
    }

    [Fact]
    public void A_seed_gives_one_world_and_another_seed_another()
    {
        var again = Simulator.Run(Scenario.Base, Seeds[0]);

        Assert.Equal(Worlds["base"][0].Sources, again.Sources);
        Assert.Equal(Worlds["base"][0].Incidents.SelectMany(incident => incident.Evidence), again.Incidents.SelectMany(incident => incident.Evidence));
        Assert.NotEqual(Worlds["base"][1].Incidents.Select(incident => incident.Truth), again.Incidents.Select(incident => incident.Truth));
    }

    private static IEnumerable<Evidence> BaseEvidence() => Worlds["base"].SelectMany(world => world.Incidents).SelectMany(incident => incident.Evidence);

    private static bool IsWellFormed(Evidence evidence, SimulatedWorld world) =>
        evidence is { LagHours: >= 0, Discounted: false, Low: >= 0 }
        && evidence.Source >= 0 && evidence.Source < world.Sources.Count
        && evidence.Form switch
        {
            EvidenceForm.Range => evidence.High > evidence.Low && evidence.Word == QuantityWord.None,
            EvidenceForm.Words => evidence is { Low: 0, High: 0, Word: not QuantityWord.None },
            EvidenceForm.Partial or EvidenceForm.About or EvidenceForm.AtLeast or EvidenceForm.AtMost => evidence.Low > 0 && evidence.High == evidence.Low && evidence.Word == QuantityWord.None,
            _ => evidence.High == evidence.Low && evidence.Word == QuantityWord.None,
        };
}
