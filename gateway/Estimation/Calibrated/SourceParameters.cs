using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>How a source-role errs. Model page, sections 2.4 and 2.5.</summary>
/// <param name="Fabricated">Probability that a figure has nothing to do with the incident; 0 to 1.</param>
/// <param name="Spread">Scale of the noise of an honest figure, ln(1 + people); above 0, at most <see cref="MaxSpread"/>.</param>
/// <param name="Bias">Mean error of an honest figure, ln(1 + people); at most <see cref="MaxBias"/> either way.</param>
/// <param name="BiasVariance">How uncertain the bias is.</param>
/// <param name="Denial">Probability that none is said although there are some; 0 to 1.</param>
/// <param name="Copying">Probability that an earlier claim is repeated; 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourceParameters(
    double Fabricated, double Spread, double Bias, double BiasVariance, double Denial, double Copying)
{
    /// <summary>Beyond it, an honest figure says nothing: it may be off a hundredfold.</summary>
    public const double MaxSpread = 5;

    /// <summary>Beyond it, no figure that can be made is honest: it is off by a factor of 20,000.</summary>
    public const double MaxBias = 10;

    // Model page, section 2.5: "a reviewer's 'deliberately deceptive': pi = .8".
    private const double DeceptiveFabricated = 0.8;

    /// <summary>The scale of an honest figure's noise, the uncertainty of the bias included.</summary>
    public double TotalSpread => Math.Sqrt((Spread * Spread) + BiasVariance);

    /// <summary>How the source errs in one figure, given what people decided on it: they say how probable it is that it has nothing to do with the incident.</summary>
    public SourceParameters In(in Evidence figure)
    {
        var shifted = figure.Credibility is { } credibility && Shift(credibility) is not 0 and var shift ? Shifted(Fabricated, shift) : Fabricated;
        return this with { Fabricated = figure.Doubted ? Math.Max(shifted, DeceptiveFabricated) : shifted };
    }

    // Model page, section 2.5: added to the logarithm of the odds of fabrication. Grade and credibility are judged apart, and are not multiplied.
    private static double Shift(InformationCredibility credibility) => credibility switch
    {
        InformationCredibility.ConfirmedByOtherSources => -1,
        InformationCredibility.ProbablyTrue => -0.5,
        InformationCredibility.Doubtful => 0.7,
        InformationCredibility.Improbable => 1.5,
        _ => 0,
    };

    private static double Shifted(double probability, double shift)
    {
        var odds = probability * Math.Exp(shift);
        return odds / (odds + 1 - probability);
    }
}

/// <summary>What is believed of a source-role before its track record is looked at, and how many claims that belief is worth.</summary>
/// <param name="Mean">The parameters.</param>
/// <param name="FabricatedStrength">Claims that the probability of fabrication is worth.</param>
/// <param name="SpreadStrength">Claims that the spread is worth.</param>
/// <param name="DenialStrength">Claims that the probability of denial is worth.</param>
/// <param name="CopyingStrength">Claims that the probability of copying is worth.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourcePrior(
    SourceParameters Mean, double FabricatedStrength, double SpreadStrength, double DenialStrength, double CopyingStrength)
{
    /// <summary>Whether every number is within its limits and every strength above 0, as learning needs.</summary>
    internal bool IsProper =>
        Mean is { Fabricated: >= 0 and <= 1, Denial: >= 0 and <= 1, Copying: >= 0 and <= 1 }
        && Mean is { Spread: > 0 and <= SourceParameters.MaxSpread, Bias: >= -SourceParameters.MaxBias and <= SourceParameters.MaxBias, BiasVariance: > 0 }
        && double.IsFinite(Mean.BiasVariance)
        && FabricatedStrength > 0 && SpreadStrength > 0 && DenialStrength > 0 && CopyingStrength > 0;

    /// <summary>The prior of a grade in a role: model page, table of section 2.5.</summary>
    public static SourcePrior Of(GradedRole source)
    {
        var (fabricated, fabricatedStrength, spread, spreadStrength, biasSpread) = Grade(source.Grade);
        var (bias, extraSpread, denial, denialStrength, copying) = Role(source.Role);
        return new(
            new(fabricated, spread, bias, (biasSpread * biasSpread) + (extraSpread * extraSpread), denial, copying),
            fabricatedStrength,
            spreadStrength,
            denialStrength,
            CopyingStrength: 10);
    }

    private static (double, double, double, double, double) Grade(ReliabilityGrade grade) => grade switch
    {
        ReliabilityGrade.A => (0.02, 40, 0.15, 12, 0.10),
        ReliabilityGrade.B => (0.05, 30, 0.20, 12, 0.12),
        ReliabilityGrade.C => (0.10, 20, 0.30, 10, 0.15),
        ReliabilityGrade.D => (0.22, 16, 0.45, 8, 0.25),
        ReliabilityGrade.E => (0.45, 16, 0.60, 8, 0.40),
        ReliabilityGrade.F => (0.15, 6, 0.40, 4, 0.25),
        _ => throw new ArgumentOutOfRangeException(nameof(grade)),
    };

    private static (double, double, double, double, double) Role(SourceRole role) => role switch
    {
        SourceRole.Hospital => (-0.05, 0, 0.01, 20, 0.05),
        SourceRole.UnitedNations => (-0.10, 0, 0.01, 20, 0.10),
        SourceRole.Ngo => (0, 0, 0.02, 20, 0.15),
        SourceRole.News => (0, 0, 0.03, 20, 0.35),
        SourceRole.Activist => (0.05, 0.05, 0.01, 20, 0.20),
        SourceRole.Social => (0.10, 0.10, 0.02, 20, 0.40),
        SourceRole.Official => (0, 0.10, 0.03, 20, 0.15),
        SourceRole.Perpetrator => (-0.60, 0.50, 0.45, 10, 0.05),
        SourceRole.Opponent => (0.20, 0.30, 0.02, 20, 0.05),
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}
