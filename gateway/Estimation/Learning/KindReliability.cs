using System.Collections.Immutable;

namespace Casualties.Estimation;

/// <summary>
/// How sources of one role err, learned from those that make claims, for those that have made none. It says by what factor they fabricate, deny, copy and
/// scatter more or less than was believed of them; a grade keeps its place among the others. Their bias is left as it was: it is each source's own.
/// </summary>
/// <param name="Role">The role.</param>
/// <param name="NotJudged">What to expect of such a source that nobody graded (F).</param>
/// <param name="Claims">How many claims it was learned from.</param>
public sealed record KindReliability(SourceRole Role, SourceParameters NotJudged, int Claims)
{
    // Claims of a kind that the factor 1 is worth. The two numbers were chosen on simulated sources that had been silent.
    private const double Strength = 5;

    // The most claims that one source counts for, or a busy source would speak for its kind.
    private const double MaxClaimsOfSource = 50;

    private const double MaxShare = 0.95;

    /// <summary>What to expect of such a source with a grade.</summary>
    /// <param name="grade">The grade.</param>
    public SourceParameters Expect(ReliabilityGrade grade)
    {
        var believed = SourcePrior.Of(new(Role, ReliabilityGrade.F)).Mean;
        return Scale(
            SourcePrior.Of(new(Role, grade)).Mean,
            NotJudged.Fabricated / believed.Fabricated,
            NotJudged.Denial / believed.Denial,
            NotJudged.Copying / believed.Copying,
            NotJudged.Spread / believed.Spread);
    }

    /// <summary>One for each role of which a source makes a claim that counts, in order of roles.</summary>
    internal static ImmutableArray<KindReliability> Of(IReadOnlyList<LearningSource> sources, ClaimCounts[] totals) =>
    [
        .. sources.Zip(totals, (source, counts) => (Source: source, Counts: counts))
            .Where(one => one.Counts.Used > 0)
            .GroupBy(one => one.Source.Role)
            .OrderBy(kind => kind.Key)
            .Select(kind => Of(kind.Key, kind)),
    ];

    // Claims observed over claims expected, as in a standardised mortality ratio: sources of a kind differ in grade.
    private static KindReliability Of(SourceRole role, IEnumerable<(LearningSource Source, ClaimCounts Counts)> sources)
    {
        Factor fabricated = new(), denial = new(), copying = new(), variance = new();
        var claims = 0;
        foreach (var (source, counts) in sources)
        {
            var believed = source.Prior.Mean;
            var share = Math.Min(1, MaxClaimsOfSource / counts.Used);
            fabricated.Add(share, counts.Fabricated, believed.Fabricated * (counts.Fabricated + counts.Exact + counts.Incomplete + counts.Noisy));
            denial.Add(share, counts.Denial, believed.Denial * counts.OfHarm);
            copying.Add(share, counts.Copied, believed.Copying * counts.Followed);
            variance.Add(share, counts.SquaredError / (believed.Spread * believed.Spread), counts.Points);
            claims += (int)counts.Used;
        }
        var notJudged = SourcePrior.Of(new(role, ReliabilityGrade.F)).Mean;
        return new(role, Scale(notJudged, fabricated.Value, denial.Value, copying.Value, Math.Sqrt(variance.Value)), claims);
    }

    private static SourceParameters Scale(SourceParameters believed, double fabricated, double denial, double copying, double spread) => believed with
    {
        Fabricated = Math.Min(believed.Fabricated * fabricated, MaxShare),
        Denial = Math.Min(believed.Denial * denial, MaxShare),
        Copying = Math.Min(believed.Copying * copying, MaxShare),
        Spread = Math.Min(believed.Spread * spread, SourceParameters.MaxSpread),
    };

    private struct Factor()
    {
        private double observed = Strength;
        private double expected = Strength;

        public readonly double Value => observed / expected;

        public void Add(double share, double seen, double foreseen)
        {
            observed += share * seen;
            expected += share * foreseen;
        }
    }
}
