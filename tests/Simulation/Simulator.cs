using Casualties.Estimation;

namespace Casualties.Simulation;

/// <summary>
/// Simulates conflicting claims about incidents whose truth is known, to measure what no archive can tell. Its laws are on purpose not those of any method it
/// judges: tolls from a lognormal law with a Pareto tail, knowledge that grows over days, Laplace, normal and Poisson noise, round numbers, copies that change
/// on the way, liars of four kinds, false stories told by several, and an error in the field that all share.
/// </summary>
public sealed class Simulator
{
    private const double PerpetratorIsFirst = 0.65;
    private const double SharedErrorSd = 0.15;
    private const double Revises = 0.30;

    private readonly Scenario scenario;
    private readonly Draws draws;
    private readonly IReadOnlyList<Voice> voices;
    private readonly IReadOnlyList<GradedRole> sources;
    private int claims;
    private int lies;

    private Simulator(Scenario scenario, ulong seed)
    {
        this.scenario = scenario;
        draws = new(seed);
        (voices, sources) = Voice.DrawAll(scenario, draws);
    }

    /// <summary>Simulates a world; the same for a scenario and a seed.</summary>
    public static SimulatedWorld Run(Scenario scenario, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var simulator = new Simulator(scenario, seed);
        var incidents = new SimulatedIncident[scenario.Incidents];
        for (var i = 0; i < incidents.Length; i++)
            incidents[i] = simulator.DrawIncident();
        return new(scenario, seed, simulator.sources, incidents, simulator.claims, simulator.lies);
    }

    private SimulatedIncident DrawIncident()
    {
        var truth = Telling.Toll(draws);
        var perpetrator = voices[draws.Chance(PerpetratorIsFirst) ? ^2 : ^1];
        var (month, region) = (draws.Integer(0, 24), draws.Integer(0, 6));
        var shared = draws.Chance(0.45) ? 0 : draws.Normal(-0.03, SharedErrorSd);
        long? falseStory = draws.Chance(scenario.FalseStories)
            ? (long)Math.Round((truth + 1) * Math.Exp((draws.Chance(0.5) ? 1 : -1) * draws.Uniform(0.5, 1.8)))
            : null;
        List<Telling> earlier = [];
        Dictionary<(int Source, bool OfPart), Evidence> latest = [];
        foreach (var (hours, voice) in DrawOccasions(truth))
        {
            var (source, stake) = voice.InIncidentOf(perpetrator);
            var telling = earlier.Count > 0 && draws.Chance(voice.Copies * (voice.IsBelligerent ? 0.5 : 1.4))
                ? earlier[draws.Integer(0, earlier.Count)].Repeat(draws)
                : Telling.Draw(voice, stake, truth * Math.Exp(shared) * KnownShare(truth, hours), hours, falseStory, draws);
            earlier.Add(telling);
            if (telling.IsLie) lies++;
            latest[(source, telling.Form == EvidenceForm.Partial)] = new(source, telling.Form, telling.Low, telling.High, telling.Word, hours);
        }
        claims += earlier.Count;
        return new(truth, [.. latest.Values.OrderBy(evidence => evidence.LagHours)], month, region);
    }

    // Same-day reports are .2 to .4 below those after four days on the log scale (MAVERICK).
    private static double KnownShare(long truth, double hours) => truth <= 2 ? 1 - 0.30 * Math.Exp(-hours / 6) : 1 - 0.38 * Math.Exp(-hours / 40);

    // Who speaks and when, in order of time; somebody always does.
    private List<(double Hours, Voice Voice)> DrawOccasions(long truth)
    {
        List<(double Hours, Voice Voice)> occasions = [];
        var size = 1 - Math.Exp(-truth / 15.0);
        foreach (var voice in voices)
        {
            if (!draws.Chance(scenario.Presence * (voice.SmallPresence + (voice.LargePresence - voice.SmallPresence) * size))) continue;
            var hours = DrawLag(voice);
            if (scenario.FirstHoursOnly) hours = Math.Min(hours, draws.Uniform(0.5, 20));
            occasions.Add((hours, voice));
            if (!scenario.FirstHoursOnly && draws.Chance(Revises)) occasions.Add((hours + draws.Exponential(30), voice));
        }
        if (occasions.Count == 0)
        {
            var voice = voices[draws.Integer(0, voices.Count)];
            occasions.Add((DrawLag(voice), voice));
        }
        occasions.Sort((one, other) => one.Hours.CompareTo(other.Hours));
        return occasions;
    }

    private double DrawLag(Voice voice) => draws.Gamma(1.5, voice.LagHours / 1.5);
}
