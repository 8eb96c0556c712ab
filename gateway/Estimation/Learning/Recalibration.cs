using System.Collections.Immutable;
using Casualties.Estimation.Scoring;

namespace Casualties.Estimation;

/// <summary>
/// Corrects the levels of quantiles by how often truths that were established later lay at or below them: if too many lay above the 95% quantile, 95% is read
/// off further out. Model page, section 2.7.
/// </summary>
public sealed class Recalibration
{
    /// <summary>With fewer resolved incidents there is nothing to correct by.</summary>
    public const int MinResolved = 100;

    /// <summary>How many levels have a share: 0, 0.05, .. 1.</summary>
    public const int Knots = 21;

    // Resolved incidents that the belief that nothing needs correction is worth.
    private const double Strength = 30;

    // Any constant will do, as long as it stays.
    private const ulong Seed = 0x5EED_CA50_A17E_D001;

    private Recalibration(ImmutableArray<double> shares) => Shares = shares;

    /// <summary>G: the share of truths at or below the quantile of each level; ascending from 0 to 1.</summary>
    public ImmutableArray<double> Shares { get; }

    /// <summary>The recalibration that was kept as its shares.</summary>
    /// <exception cref="ArgumentException">They are not <see cref="Knots"/>, ascending from 0 to 1.</exception>
    public static Recalibration Of(ImmutableArray<double> shares)
    {
        var ascending = shares.Length == Knots && shares[0] == 0 && shares[^1] == 1;
        for (var knot = 1; ascending && knot < Knots; knot++)
            ascending = shares[knot] > shares[knot - 1];
        return ascending ? new(shares) : throw new ArgumentException($"Shares are {Knots}, the first 0, the last 1, each above the one before.", nameof(shares));
    }

    /// <summary>Learns from resolved incidents, which must not have been chosen by how large they were. Null: fewer than <see cref="MinResolved"/>.</summary>
    /// <param name="ranks">The rank of each truth, from <see cref="Rank"/>.</param>
    public static Recalibration? Fit(ReadOnlySpan<double> ranks)
    {
        if (ranks.Length < MinResolved)
            return null;
        var shares = ImmutableArray.CreateBuilder<double>(Knots);
        for (var knot = 0; knot < Knots; knot++)
        {
            var atOrBelow = 0;
            foreach (var rank in ranks)
                atOrBelow += rank <= LevelOf(knot) ? 1 : 0;
            shares.Add((atOrBelow + (Strength * LevelOf(knot))) / (ranks.Length + Strength));
        }
        (shares[0], shares[Knots - 1]) = (0, 1);
        return new(shares.MoveToImmutable());
    }

    /// <summary>
    /// Where a truth lies in the distribution that was expected of it, 0 to 1: the randomised probability integral transform. Over many incidents it is uniform
    /// if the distributions are right. Within the probability of the number itself the place is drawn, the same for an incident every time.
    /// </summary>
    /// <param name="expected">What was expected, computed without the truth.</param>
    /// <param name="truth">People.</param>
    /// <param name="incident">What tells the incident from others.</param>
    public static double Rank(CountDistribution expected, long truth, ulong incident)
    {
        var (below, upTo) = expected.Cumulative(truth);
        return below + ((upTo - below) * new SplitMix64(Seed ^ incident).NextDouble());
    }

    /// <summary>The distribution whose quantile of a level is that of the level before correction, here.</summary>
    /// <param name="distribution">What is to be corrected.</param>
    public CountDistribution Apply(CountDistribution distribution)
    {
        var mass = new double[distribution.Grid.Length];
        double before = 0, corrected = 0;
        for (var cell = 0; cell < distribution.Cells; cell++)
        {
            before += distribution.Mass[cell];
            // The last sum may be off 1 by its last bits.
            var upTo = cell == distribution.Cells - 1 ? 1 : Share(Math.Min(before, 1));
            mass[cell] = Math.Max(0, upTo - corrected);
            corrected = Math.Max(corrected, upTo);
        }
        return new(distribution.Grid, mass);
    }

    private double Share(double level)
    {
        var at = level * (Knots - 1);
        var knot = Math.Min((int)at, Knots - 2);
        return Shares[knot] + ((at - knot) * (Shares[knot + 1] - Shares[knot]));
    }

    private static double LevelOf(int knot) => (double)knot / (Knots - 1);
}
