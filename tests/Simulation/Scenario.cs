namespace Casualties.Simulation;

/// <summary>A world to simulate. What is not said is as in <see cref="Base"/>.</summary>
/// <param name="Name">A word to call it by.</param>
public sealed record Scenario(string Name)
{
    /// <summary>Incidents, from 1.</summary>
    public int Incidents { get; init; } = 1000;

    /// <summary>Mean share of lies among claims that are no copies, from 0 to 1. Copied lies and false stories come on top.</summary>
    public double Lies { get; init; } = 0.10;

    /// <summary>What the probabilities of copying are multiplied with.</summary>
    public double Copying { get; init; } = 1;

    /// <summary>What the probabilities of a source speaking of an incident are multiplied with.</summary>
    public double Presence { get; init; } = 0.65;

    /// <summary>The share of incidents of which several sources spread the same false story, from 0 to 1.</summary>
    public double FalseStories { get; init; } = 0.02;

    /// <summary>Whether all claims are made in the first 20 hours, and none is revised.</summary>
    public bool FirstHoursOnly { get; init; }

    /// <summary>Whether grades say nothing about their sources.</summary>
    public bool RandomGrades { get; init; }

    /// <summary>About 5 claims for each incident, 12% of them lies.</summary>
    public static Scenario Base { get; } = new("base");

    /// <summary>The nine scenarios by which methods are compared.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        Base,
        new("few-lies") { Lies = 0.05 },
        new("many-lies") { Lies = 0.20 },
        new("copying") { Copying = 1.7, FalseStories = 0.05 },
        new("few-claims") { Presence = 0.25 },
        new("many-claims") { Presence = 1.2 },
        new("first-hours") { FirstHoursOnly = true },
        new("random-grades") { RandomGrades = true },
        new("few-incidents") { Incidents = 60 },
    ];
}
