using Casualties.Estimation;

namespace Casualties.Simulation;

/// <summary>A lie that one source more tells about an incident.</summary>
/// <param name="Name">A word to call it by.</param>
/// <param name="Teller">The source.</param>
/// <param name="Factor">What the truth is multiplied with.</param>
public sealed record Lie(string Name, GradedRole Teller, long Factor)
{
    // Where there is less to shift, or nobody to contradict, a lie says nothing about a method.
    private const long TruthMin = 5;
    private const int ClaimsMin = 3;

    /// <summary>An outlet reports ten times as many.</summary>
    public static Lie TenfoldByNews { get; } = new("tenfold, news C", new(SourceRole.News, ReliabilityGrade.C), 10);

    /// <summary>An organisation that is usually reliable reports ten times as many.</summary>
    public static Lie TenfoldByNgo { get; } = new("tenfold, ngo B", new(SourceRole.Ngo, ReliabilityGrade.B), 10);

    /// <summary>The perpetrator denies it.</summary>
    public static Lie DenialByPerpetrator { get; } = new("zero, perpetrator D", new(SourceRole.Perpetrator, ReliabilityGrade.D), 0);

    /// <summary>An outlet denies it.</summary>
    public static Lie DenialByNews { get; } = new("zero, news C", new(SourceRole.News, ReliabilityGrade.C), 0);

    /// <summary>All four.</summary>
    public static IReadOnlyList<Lie> All { get; } = [TenfoldByNews, TenfoldByNgo, DenialByPerpetrator, DenialByNews];

    /// <summary>The incidents of a world that are large enough, and about which enough was said.</summary>
    public static SimulatedWorld Targets(SimulatedWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        return world with { Incidents = [.. world.Incidents.Where(incident => incident.Truth >= TruthMin && incident.Evidence.Count >= ClaimsMin)] };
    }

    /// <summary>The same world, in which the lie was told about every incident.</summary>
    public SimulatedWorld ToldIn(SimulatedWorld world)
    {
        ArgumentNullException.ThrowIfNull(world);
        var source = world.Sources.Count;
        return world with { Sources = [.. world.Sources, Teller], Incidents = [.. world.Incidents.Select(incident => ToldOf(incident, source))] };
    }

    // In the middle of what is said, so that neither what is early nor what is late decides.
    private SimulatedIncident ToldOf(SimulatedIncident incident, int source)
    {
        var place = incident.Evidence.Count / 2;
        var people = Factor * incident.Truth;
        var lie = new Evidence(source, EvidenceForm.Exact, people, people, QuantityWord.None, incident.Evidence[place].LagHours);
        return incident with { Evidence = [.. incident.Evidence.Take(place), lie, .. incident.Evidence.Skip(place)] };
    }
}
