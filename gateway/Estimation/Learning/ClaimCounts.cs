using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>What one claim adds to a track record: the expected number of claims of each kind, 0 to 1, and moments of its error. Model page, section 2.6.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClaimCounts
{
    // Of Student's t with 4 degrees of freedom as a normal law of unknown scale: the weight of an error, given how many scales it is away.
    private const double TWeightShape = 4;

    // Ranges narrower than this, in logarithms, say one number.
    private const double PointWidth = 0.8;

    /// <summary>Claims that are not left out.</summary>
    public double Used { get; private init; }

    public double Fabricated { get; private init; }

    public double Denial { get; private init; }

    public double Exact { get; private init; }

    public double Incomplete { get; private init; }

    public double Noisy { get; private init; }

    /// <summary>Claims that are no copies, about incidents that harmed someone.</summary>
    public double OfHarm { get; private init; }

    public double Copied { get; private init; }

    /// <summary>Claims that have an earlier one to copy.</summary>
    public double Followed { get; private init; }

    /// <summary>Noisy claims of one number; the next three are sums over these.</summary>
    public double Points { get; private init; }

    /// <summary>A0: the weight of their errors.</summary>
    public double ErrorWeight { get; private init; }

    /// <summary>A1: the weighted errors, ln(1 + people).</summary>
    public double Error { get; private init; }

    /// <summary>A2: the weighted squares of what of the errors is not bias.</summary>
    public double SquaredError { get; private init; }

    /// <summary>Incomplete claims of one number, and what they lack, in logarithms.</summary>
    public double IncompletePoints { get; private init; }

    public double Shortfall { get; private init; }

    public static ClaimCounts operator +(in ClaimCounts left, in ClaimCounts right) => new()
    {
        Used = left.Used + right.Used,
        Fabricated = left.Fabricated + right.Fabricated,
        Denial = left.Denial + right.Denial,
        Exact = left.Exact + right.Exact,
        Incomplete = left.Incomplete + right.Incomplete,
        Noisy = left.Noisy + right.Noisy,
        OfHarm = left.OfHarm + right.OfHarm,
        Copied = left.Copied + right.Copied,
        Followed = left.Followed + right.Followed,
        Points = left.Points + right.Points,
        ErrorWeight = left.ErrorWeight + right.ErrorWeight,
        Error = left.Error + right.Error,
        SquaredError = left.SquaredError + right.SquaredError,
        IncompletePoints = left.IncompletePoints + right.IncompletePoints,
        Shortfall = left.Shortfall + right.Shortfall,
    };

    /// <summary>Counts every claim of an incident; those left out count nothing.</summary>
    public static void Of(CalibratedModel model, LearningIncident incident, ReadOnlySpan<SourceParameters> sources, Span<ClaimCounts> counts)
    {
        var evidence = incident.Evidence.Span;
        var run = new CalibratedModel.Run(model, evidence, sources, Workspace.Take());
        var levels = incident.Truth is { } truth ? run.LevelsAt(truth) : run.Levels();
        for (var claim = 0; claim < evidence.Length; claim++)
        {
            if (!evidence[claim].Discounted)
                counts[claim] = Of(run, levels, evidence[claim], claim, sources[evidence[claim].Source].Bias);
        }
    }

    private static ClaimCounts Of(CalibratedModel.Run run, ReadOnlySpan<double> levels, Evidence evidence, int claim, double bias)
    {
        var likelihood = run.Claims[claim];
        var reading = likelihood.Explain(levels, run.Exact(claim), run.Incomplete(claim), run.Noisy(claim), out var ownAtZero);
        var own = reading.Denial + reading.Fabricated + reading.Exact + reading.Incomplete + reading.Noisy;
        var counts = new ClaimCounts
        {
            Used = 1,
            Fabricated = reading.Fabricated,
            Denial = reading.Denial,
            Exact = reading.Exact,
            Incomplete = reading.Incomplete,
            Noisy = reading.Noisy,
            OfHarm = Math.Max(0, own - ownAtZero),
            Copied = reading.Copy,
            Followed = claim > 0 ? 1 : 0,
        };
        return TryPoint(evidence, out var point) ? counts.WithErrors(run, claim, likelihood, point, bias) : counts;
    }

    private ClaimCounts WithErrors(in CalibratedModel.Run run, int claim, in ClaimLikelihood likelihood, double point, double bias)
    {
        var incomplete = run.Incomplete(claim);
        var noisy = run.Noisy(claim);
        var perScale = Vector512.Create(1 / likelihood.Spread);
        Vector512<double> weights = default, errors = default, squares = default, shortfalls = default;
        for (var at = 0; at < noisy.Length; at += Lanes.Width)
        {
            var error = Vector512.Create(point) - Lanes.Load(run.Grid.X, at);
            var rest = error - Vector512.Create(bias);
            var scales = rest * perScale;
            var weighted = Lanes.Load(noisy, at) * Vector512.Create(TWeightShape + 1) / (Vector512.Create(TWeightShape) + (scales * scales));
            weights += weighted;
            errors += weighted * error;
            squares += weighted * rest * rest;
            shortfalls -= Lanes.Load(incomplete, at) * Vector512.Min(error, Vector512<double>.Zero);
        }
        var ofSource = 1 / (likelihood.SpreadFactor * likelihood.SpreadFactor);
        return this with
        {
            Points = Noisy,
            ErrorWeight = ofSource * Lanes.Sum(weights),
            Error = ofSource * Lanes.Sum(errors),
            SquaredError = ofSource * Lanes.Sum(squares),
            IncompletePoints = Incomplete,
            Shortfall = Lanes.Sum(shortfalls),
        };
    }

    // The number that a figure says, ln(1 + people); words, bounds and wide ranges say none.
    private static bool TryPoint(Evidence evidence, out double log)
    {
        log = 0;
        if (evidence.Form is not (EvidenceForm.Exact or EvidenceForm.About or EvidenceForm.Range))
            return false;
        var stated = SoftInterval.Of(evidence)[0];
        log = Math.Log(1 + Math.Max((stated.Low + stated.High) / 2, 0));
        return evidence.Form == EvidenceForm.Exact || Math.Log((1 + stated.High) / (1 + stated.Low)) < PointWidth;
    }
}
