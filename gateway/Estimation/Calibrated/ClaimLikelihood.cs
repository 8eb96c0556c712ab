using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>
/// How probable a figure is at each consensus level, as a mixture: denied, fabricated, exact, an incomplete count, noisy, copied. Model page, section 2.4.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClaimLikelihood
{
    private readonly SourceParameters source;
    private readonly LagParameters lag;
    private readonly double zeroWeight;
    private readonly double unrelated;

    // The probability that it is the same as an earlier claim that it repeats, and that it repeats none.
    private readonly double copied;
    private readonly double own;

    public ClaimLikelihood(in SoftInterval interval, in StretchEdges edges, SourceParameters source, LagParameters lag, TwoTails unrelatedLaw, int earlier, int identical)
    {
        this.source = source;
        this.lag = lag;
        zeroWeight = interval.ZeroWeight;
        unrelated = edges.WeightUnder(unrelatedLaw);
        copied = earlier > 0 ? source.Copying * identical / earlier : 0;
        own = earlier > 0 ? 1 - source.Copying : 1;
    }

    public double Spread => source.TotalSpread * SpreadFactor;

    /// <summary>By how much the noise is larger than in the end, so soon after the incident.</summary>
    public double SpreadFactor => lag.SpreadFactor;

    /// <summary>Fills in how well the figure fits each level if it is exact, an incomplete count or noisy.</summary>
    public void Fit(
        in SoftInterval interval, in StretchEdges edges, Grid grid, ReadOnlySpan<double> shortfall, Span<double> exact, Span<double> incomplete, Span<double> noisy)
    {
        exact.Clear();
        for (var i = 0; i < interval.Count; i++)
            AddExact(interval[i], grid, exact);
        FillIncomplete(edges, shortfall, incomplete);
        FillNoisy(edges, grid, noisy);
    }

    /// <summary>The logarithm of the likelihood of each level.</summary>
    public void Log(ReadOnlySpan<double> exact, ReadOnlySpan<double> incomplete, ReadOnlySpan<double> noisy, Span<double> log)
    {
        var some = Parts(atZero: false);
        for (var at = 0; at < log.Length; at += Lanes.Width)
        {
            var mixture = Lanes.Load(exact, at) * some.Exact + (Lanes.Load(incomplete, at) * some.Incomplete)
                + (Lanes.Load(noisy, at) * some.Noisy) + Vector512.Create(some.Constant);
            Lanes.Store(Vector512.Log((mixture * own) + Vector512.Create(copied + 1e-300)), log, at);
        }
        var none = Parts(atZero: true);
        log[0] = Math.Log(copied + (own * ((exact[0] * none.Exact) + (incomplete[0] * none.Incomplete) + (noisy[0] * none.Noisy) + none.Constant)) + 1e-300);
    }

    /// <summary>
    /// How probable each reading of the figure is, given how probable each level is. What was how well each component fits a level becomes the probability of
    /// the level and of the component.
    /// </summary>
    /// <param name="levels">The probability of each level.</param>
    /// <param name="exact">From <see cref="Fit"/>; so are the next two.</param>
    /// <param name="incomplete">For an incomplete count.</param>
    /// <param name="noisy">For a noisy figure.</param>
    /// <param name="ownAtZero">The probability that the level is 0 and the figure repeats no other.</param>
    public EvidenceReading Explain(
        ReadOnlySpan<double> levels, Span<double> exact, Span<double> incomplete, Span<double> noisy, out double ownAtZero)
    {
        // At 0 the components have other factors.
        var none = Parts(atZero: true);
        var atZero = (exact[0] * none.Exact) + (incomplete[0] * none.Incomplete) + (noisy[0] * none.Noisy) + none.Constant + 1e-300;
        var wholeAtZero = copied + (own * atZero) + 1e-300;
        var eachAtZero = levels[0] * own / wholeAtZero;
        var (exactAtZero, incompleteAtZero, noisyAtZero) =
            (eachAtZero * exact[0] * none.Exact, eachAtZero * incomplete[0] * none.Incomplete, eachAtZero * noisy[0] * none.Noisy);

        var some = Parts(atZero: false);
        Vector512<double> constants = default, exacts = default, incompletes = default, noises = default, copies = default;
        for (var at = 0; at < levels.Length; at += Lanes.Width)
        {
            var (e, i, n) = (Lanes.Load(exact, at) * some.Exact, Lanes.Load(incomplete, at) * some.Incomplete, Lanes.Load(noisy, at) * some.Noisy);
            var whole = ((e + i + n + Vector512.Create(some.Constant + 1e-300)) * own) + Vector512.Create(copied + 1e-300);
            var level = Lanes.Load(levels, at);
            var shares = (at == 0 ? level.WithElement(0, 0) : level) / whole;
            copies += shares;
            shares *= own;
            constants += shares;
            exacts += e *= shares;
            incompletes += i *= shares;
            noises += n *= shares;
            Lanes.Store(e, exact, at);
            Lanes.Store(i, incomplete, at);
            Lanes.Store(n, noisy, at);
        }
        (exact[0], incomplete[0], noisy[0]) = (exactAtZero, incompleteAtZero, noisyAtZero);
        ownAtZero = eachAtZero * atZero;
        var constant = Lanes.Sum(constants);
        return new(
            constant * some.Denial,
            (constant * some.Fabricated) + (eachAtZero * none.Fabricated),
            Lanes.Sum(exacts) + exactAtZero,
            Lanes.Sum(incompletes) + incompleteAtZero,
            Lanes.Sum(noises) + noisyAtZero,
            copied * (Lanes.Sum(copies) + (levels[0] / wholeAtZero)));
    }

    /// <summary>The factor of each component; at level 0 nothing is denied.</summary>
    public MixtureParts Parts(bool atZero)
    {
        var denial = atZero ? 0 : source.Denial;
        var honest = (1 - denial) * (1 - source.Fabricated);
        var complete = honest * (1 - lag.IncompleteShare);
        return new(
            denial * zeroWeight,
            (1 - denial) * source.Fabricated * unrelated,
            complete * lag.ExactShare,
            honest * lag.IncompleteShare,
            complete * (1 - lag.ExactShare));
    }

    private static void AddExact(Stretch stretch, Grid grid, Span<double> fit)
    {
        var first = (long)Math.Ceiling(Math.Max(stretch.Low, 0));
        var last = double.IsPositiveInfinity(stretch.High) ? long.MaxValue : (long)Math.Floor(stretch.High);
        var (from, to) = (grid.CellOf(first), grid.CellOf(last));
        for (var cell = from + 1; cell < to; cell++)
            fit[cell] += stretch.Weight;
        fit[from] += stretch.Weight * Share(from);
        if (to > from)
            fit[to] += stretch.Weight * Share(to);

        double Share(int cell) => Math.Max(0, Math.Min(last, grid.High[cell]) - Math.Max(first, grid.Low[cell]) + 1) / grid.Numbers[cell];
    }

    // The source saw only a part: what it counted falls short of the level by an exponential law, in logarithms.
    private void FillIncomplete(in StretchEdges edges, ReadOnlySpan<double> shortfall, Span<double> fit)
    {
        Span<double> reach = stackalloc double[StretchEdges.Max];
        for (var i = 0; i < edges.All.Length; i++)
            reach[i] = ShortfallLaw.Reach(edges.All[i].Log, lag);
        for (var at = 0; at < fit.Length; at += Lanes.Width)
        {
            var sum = Vector512.Create(edges.Open);
            var level = Lanes.Load(shortfall, at);
            for (var i = 0; i < edges.All.Length; i++)
                sum = Vector512.FusedMultiplyAdd(Vector512.Min(level * reach[i], Vector512<double>.One), Vector512.Create(edges.All[i].Weight), sum);
            Lanes.Store(Vector512.Max(sum, Vector512<double>.Zero), fit, at);
        }
    }

    private void FillNoisy(in StretchEdges edges, Grid grid, Span<double> fit)
    {
        var scale = Vector512.Create(1 / Spread);
        var bias = Vector512.Create(source.Bias);
        for (var at = 0; at < fit.Length; at += Lanes.Width)
        {
            var sum = Vector512.Create(edges.Open);
            var centre = Lanes.Load(grid.X, at) + bias;
            foreach (var edge in edges.All)
                sum = Vector512.FusedMultiplyAdd(Lanes.StudentT4((Vector512.Create(edge.Log) - centre) * scale), Vector512.Create(edge.Weight), sum);
            // Where edges cancel, rounding must not leave less than nothing.
            Lanes.Store(Vector512.Max(sum, Vector512<double>.Zero), fit, at);
        }
    }
}

/// <summary>The factors of the components of a mixture.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MixtureParts(double Denial, double Fabricated, double Exact, double Incomplete, double Noisy)
{
    public double Constant => Denial + Fabricated;
}

/// <summary>What a figure probably is. The probabilities sum to 1, or are all 0 for a figure that was left out.</summary>
/// <param name="Denial">It denies that there were any.</param>
/// <param name="Fabricated">It has nothing to do with the incident.</param>
/// <param name="Exact">It is an exact count.</param>
/// <param name="Incomplete">It counted only a part, so far.</param>
/// <param name="Noisy">It is an honest figure with an error.</param>
/// <param name="Copy">It repeats an earlier claim.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EvidenceReading(double Denial, double Fabricated, double Exact, double Incomplete, double Noisy, double Copy);
