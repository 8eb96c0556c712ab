using System.Collections.Immutable;

namespace Casualties.Estimation;

/// <summary>What changes with the time between an incident and a claim. Model page, section 2.3.</summary>
/// <param name="Settled">w: probability that what is known on the ground is exactly right.</param>
/// <param name="Growth">v: share of the rest that is later growth of the toll.</param>
/// <param name="MeanLogGrowth">h: its mean, in logarithms.</param>
/// <param name="SharedSpread">tau: scale of the error that all claims share.</param>
/// <param name="ExactShare">a: share of complete counts that are exact.</param>
/// <param name="IncompleteShare">q: share of honest figures that counted only a part so far.</param>
/// <param name="MeanLogShortfall">g: what these lack, in logarithms; above 0, at most <see cref="MaxShortfall"/>.</param>
/// <param name="SpreadFactor">By how much the noise of a source is larger than in the end.</param>
public sealed record LagParameters(
    double Settled,
    double Growth,
    double MeanLogGrowth,
    double SharedSpread,
    double ExactShare,
    double IncompleteShare,
    double MeanLogShortfall,
    double SpreadFactor)
{
    /// <summary>Beyond it, a count is not incomplete: it lacks all but one in 20,000.</summary>
    public const double MaxShortfall = 10;
}

/// <summary>The parameters that all sources share. Model page, sections 2.2 to 2.4.</summary>
public sealed record ModelParameters
{
    /// <summary>How many bins of lag there are.</summary>
    public const int LagBins = 5;

    /// <summary>The first bin in which tolls mostly stand.</summary>
    public const int SettledBin = 3;

    // Hours: a day, two, four, a year.
    private static readonly double[] LagEdges = [24, 48, 96, 8760];

    /// <summary>Those of the model page.</summary>
    public static ModelParameters Default { get; } = new();

    /// <summary>By bin of lag: under 24 hours, under 48, under 96, up to a year, longer.</summary>
    public ImmutableArray<LagParameters> Lags { get; init; } =
    [
        new(0.30, 0.60, 0.55, 0.18, 0.25, 0.45, 0.65, 1.3),
        new(0.35, 0.55, 0.45, 0.18, 0.30, 0.35, 0.55, 1.2),
        new(0.45, 0.45, 0.35, 0.18, 0.35, 0.25, 0.42, 1.1),
        new(0.50, 0.30, 0.20, 0.18, 0.40, 0.10, 0.30, 1.0),
        new(0.75, 0.20, 0.10, 0.10, 0.65, 0.03, 0.20, 1.0),
    ];

    /// <summary>rho: by how much each further claim counts less than the one before, since what is left of errors hangs together.</summary>
    public double RankDiscount { get; init; } = 0.15;

    /// <summary>The number of people harmed before anything is said.</summary>
    public TwoTails Prior { get; init; } = new(Zero: 0.09, SecondTailShare: 0.15);

    /// <summary>A number that has nothing to do with the incident.</summary>
    public TwoTails Unrelated { get; init; } = new(Zero: 0.15, SecondTailShare: 0.25);

    /// <summary>The bin of a lag.</summary>
    /// <param name="hours">Hours, not below 0.</param>
    public static int LagBin(double hours)
    {
        var bin = 0;
        while (bin < LagEdges.Length && LagEdges[bin] <= hours)
            bin++;
        return bin;
    }
}

/// <summary>A law of whole numbers: 0, or a mixture of two Lomax tails. Model page, section 2.2.</summary>
/// <param name="Zero">Probability of 0.</param>
/// <param name="SecondTailShare">Share of the flatter tail.</param>
public readonly record struct TwoTails(double Zero, double SecondTailShare)
{
    private const double Scale = 2;
    private const double Steep = 1.3;
    private const double Flat = 0.6;

    /// <summary>The probability of a number or more.</summary>
    /// <param name="number">At least 1; may be an edge between two numbers.</param>
    public double AtLeast(double number)
    {
        var z = (number - 1 + Scale) / Scale;
        var log = Math.Log(z);
        return (1 - Zero) * (((1 - SecondTailShare) * Math.Exp(-Steep * log)) + (SecondTailShare * Math.Exp(-Flat * log)));
    }

    /// <summary>The probability below an edge half-way between two numbers.</summary>
    public double Below(double edge) => 1 - AtLeast(edge + 0.5);

    /// <summary>The probability of each cell; the last takes what lies beyond.</summary>
    internal void Fill(Grid grid, Span<double> mass)
    {
        mass.Clear();
        mass[0] = Zero;
        var atLeast = 1 - Zero;
        for (var cell = 1; cell < grid.Cells - 1; cell++)
        {
            var next = AtLeast(grid.High[cell] + 1);
            mass[cell] = atLeast - next;
            atLeast = next;
        }
        mass[grid.Cells - 1] = atLeast;
    }
}
