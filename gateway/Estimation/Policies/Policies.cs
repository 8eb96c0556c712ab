namespace Casualties.Estimation;

/// <summary>The policies that there are.</summary>
public static class Policies
{
    /// <summary>What is used where no policy is asked for: every live claim, weighed.</summary>
    public static Policy Calibrated { get; } = new()
    {
        Id = "calibrated",
        Version = 1,
        HasRanges = true,
        Description =
            "Weighs all live claims that are not copies: by how far their sources can be trusted, by who they come from, by how early they are. Gives a distribution with "
            + "ranges that hold the truth as often as they say, besides the lowest and the highest figure documented.",
    };

    /// <summary>The lowest and the highest figure, and nothing else.</summary>
    public static Policy DocumentedBounds { get; } = new()
    {
        Id = "documented-bounds",
        Version = 1,
        HasRanges = false,
        Description =
            "The lowest and the highest figure of live claims that are not copies, by the last figure of each originator, open above where a claim "
            + "leaves the upper end open; these are bounds of what is documented, not a confidence interval.",
    };

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<Policy> All { get; } =
    [
        Calibrated,
        DocumentedBounds,
        new()
        {
            Id = "two-independent",
            Version = 1,
            HasRanges = true,
            MinOriginators = 2,
            Description =
                "As calibrated, but a harm is estimated only where at least two independent originators give figures of it (the rule of Iraq Body Count). "
                + "Claims whose publisher does not say where the number comes from are weighed, but are not one of the two.",
        },
        new()
        {
            Id = "three-types",
            Version = 1,
            HasRanges = true,
            MinSourceKinds = 3,
            Description =
                "As calibrated, but a harm is estimated only where sources of at least three kinds give figures of it, for example a hospital, an official and a witness; outlets of any reach are one kind "
                + "(the rule of UNAMA).",
        },
        new()
        {
            Id = "graded-only",
            Version = 1,
            HasRanges = true,
            GradedOnly = true,
            Description = "As calibrated, but only claims count that come from sources which a person has graded from A to E. Sources that nobody has graded, or that cannot be judged (F), are left out.",
        },
    ];

    /// <summary>What is used where no policy is asked for.</summary>
    public static Policy Default => Calibrated;

    /// <summary>The policy with this id; null if there is none.</summary>
    public static Policy? TryFind(string id) => All.FirstOrDefault(policy => policy.Id == id);
}

/// <summary>The code that carries out policies.</summary>
public static class Estimator
{
    /// <summary>Raised with any change of this project that changes a result, a policy's or the attribution summary's. Reports name it.</summary>
    public const int Version = 4;
}
