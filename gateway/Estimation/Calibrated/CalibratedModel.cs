using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>
/// From the figures about one quantity of one incident to a distribution over the number of people. Sources report a consensus level, what was known on the
/// ground; how many there were is told from that level by a second step, in which the toll may still grow. Deterministic; the order of figures is that of time.
/// </summary>
/// <param name="parameters">What all sources share.</param>
public sealed class CalibratedModel(ModelParameters parameters)
{
    private readonly ConsensusLayer[] layers = [.. parameters.Lags.Select(lag => new ConsensusLayer(lag))];
    private readonly ShortfallLaw[] shortfalls = [.. parameters.Lags.Select(lag => new ShortfallLaw(lag))];
    private readonly GridPrior priors = new(parameters.Prior);

    /// <summary>The model with the parameters of the model page.</summary>
    public static CalibratedModel Default { get; } = new(ModelParameters.Default);

    /// <summary>What all sources share.</summary>
    public ModelParameters Parameters => parameters;

    /// <summary>Estimates one quantity of one incident. Without evidence the result is what is believed before anything is said.</summary>
    /// <param name="evidence">The figures, in order of time.</param>
    /// <param name="sources">The source-roles, by the index in the evidence.</param>
    /// <param name="explain">Whether the part of each figure is asked for; it takes about three times as long.</param>
    /// <param name="correction">By what the medians and ranges without each figure are corrected; null: not at all. The distribution itself never is.</param>
    public Posterior Estimate(
        ReadOnlySpan<Evidence> evidence, ReadOnlySpan<SourceParameters> sources, bool explain = false, Recalibration? correction = null)
    {
        var run = new Run(this, evidence, sources, Workspace.Take());
        var logEvidence = run.Infer();
        var distribution = new CountDistribution(run.Grid, run.TakeMass());
        if (!explain)
            return new Posterior(distribution, [], 0, logEvidence);
        var parts = run.Explain(distribution, correction, out var knownMedian);
        return new Posterior(distribution, parts, knownMedian, logEvidence);
    }

    /// <summary>One incident on its grid.</summary>
    internal readonly ref struct Run
    {
        private readonly CalibratedModel model;
        private readonly ReadOnlySpan<Evidence> evidence;
        private readonly ConsensusLayer.OnGrid layer;
        private readonly Span<ClaimLikelihood> claims;
        private readonly Span<double> weights;
        private readonly Span<double> fits;
        private readonly Span<double> logs;
        private readonly Span<double> sum;
        private readonly Span<double> prior;
        private readonly Span<double> consensus;
        private readonly Span<double> truth;
        private readonly Span<double> levels;
        private readonly Span<double> without;
        private readonly Span<double> grown;

        public Run(CalibratedModel model, ReadOnlySpan<Evidence> evidence, ReadOnlySpan<SourceParameters> sources, Workspace workspace)
        {
            this.model = model;
            this.evidence = evidence;
            var shape = EvidenceShape.Of(evidence);
            Grid = shape.GridFor(evidence);
            var length = Grid.Length;
            workspace.Reserve((length * ((4 * evidence.Length) + 9)) + Lanes.Padded(evidence.Length));
            fits = workspace.Vector(3 * length * evidence.Length);
            logs = workspace.Vector(length * evidence.Length);
            sum = workspace.Vector(length);
            prior = workspace.Vector(length);
            consensus = workspace.Vector(length);
            truth = workspace.Vector(length);
            levels = workspace.Vector(length);
            without = workspace.Vector(length);
            grown = workspace.Vector(length);
            weights = workspace.Vector(evidence.Length);
            layer = model.layers[shape.LatestBin].For(Grid, Grid.IsBeginning ? [] : workspace.Matrix(length), workspace.Vector(2 * length));
            claims = workspace.Claims(evidence.Length);
            model.priors.Fill(Grid, prior);
            Read(sources);
        }

        public Grid Grid { get; }

        public ReadOnlySpan<ClaimLikelihood> Claims => claims;

        public Span<double> Exact(int claim) => Fit(claim, 0);

        public Span<double> Incomplete(int claim) => Fit(claim, 1);

        public Span<double> Noisy(int claim) => Fit(claim, 2);

        /// <summary>The distribution of the truth, in <see cref="truth"/>; answers the logarithm of the probability of the evidence.</summary>
        public double Infer()
        {
            AddUp();
            return Conclude(sum);
        }

        public double[] TakeMass() => truth.ToArray();

        /// <summary>The probability of each consensus level, given the evidence.</summary>
        public ReadOnlySpan<double> Levels()
        {
            AddUp();
            Exponentiate(sum, consensus);
            layer.ToConsensus(prior, levels);
            for (var at = 0; at < levels.Length; at += Lanes.Width)
                Lanes.Store(Lanes.Load(levels, at) * Lanes.Load(consensus, at), levels, at);
            Scale(levels, 1 / Lanes.Sum(levels));
            return levels;
        }

        /// <summary>The probability of each consensus level if the truth is known: it is what was known on the ground.</summary>
        public ReadOnlySpan<double> LevelsAt(long known)
        {
            levels.Clear();
            levels[Grid.CellOf(known)] = 1;
            return levels;
        }

        public EvidencePart[] Explain(CountDistribution whole, Recalibration? correction, out long knownMedian)
        {
            var parts = new EvidencePart[evidence.Length];
            knownMedian = Quantile(Levels(), 0.5);
            for (var claim = 0; claim < parts.Length; claim++)
            {
                if (weights[claim] == 0)
                {
                    var same = correction?.Apply(whole) ?? whole;
                    parts[claim] = new(0, 0, same.Median, same.Range(0.9), default);
                    continue;
                }
                sum.CopyTo(without);
                Lanes.AddMultiple(-weights[claim], Log(claim), without);
                Conclude(without);
                var bits = whole.BitsAgainst(truth);
                var rest = correction?.Apply(new CountDistribution(Grid, truth.ToArray()));
                parts[claim] = new(
                    weights[claim],
                    bits,
                    rest?.Median ?? Quantile(truth, 0.5),
                    rest?.Range(0.9) ?? new(Quantile(truth, (1 - 0.9) / 2), Quantile(truth, (1 + 0.9) / 2)),
                    claims[claim].Explain(levels, Exact(claim), Incomplete(claim), Noisy(claim), out _));
            }
            return parts;
        }

        private long Quantile(ReadOnlySpan<double> mass, double probability) =>
            CountDistribution.Quantile(Grid.Low.AsSpan(0, Grid.Cells), Grid.High, mass[..Grid.Cells], probability);

        private void Read(ReadOnlySpan<SourceParameters> sources)
        {
            Span<StretchEdge> buffer = stackalloc StretchEdge[StretchEdges.Max];
            for (var claim = 0; claim < evidence.Length; claim++)
            {
                var one = evidence[claim];
                var interval = SoftInterval.Of(one);
                var edges = new StretchEdges(interval, buffer);
                var bin = ModelParameters.LagBin(one.LagHours);
                var lag = model.Parameters.Lags[bin];
                claims[claim] = new(interval, edges, sources[one.Source].In(one), lag, model.Parameters.Unrelated, claim, EvidenceShape.Identical(evidence, claim));
                weights[claim] = 0;
                if (one.Discounted)
                    continue;
                claims[claim].Fit(interval, edges, Grid, model.shortfalls[bin].Of(Grid, without), Fit(claim, 0), Fit(claim, 1), Fit(claim, 2));
                claims[claim].Log(Exact(claim), Incomplete(claim), Noisy(claim), Log(claim));
            }
            RankByReliability(sources);
        }

        // The most reliable claim counts fully, each further one less. All of them tempered alike could make five that agree weaker than one.
        private void RankByReliability(ReadOnlySpan<SourceParameters> sources)
        {
            Span<double> keys = evidence.Length <= 128 ? stackalloc double[evidence.Length] : new double[evidence.Length];
            for (var claim = 0; claim < evidence.Length; claim++)
            {
                var source = sources[evidence[claim].Source].In(evidence[claim]);
                keys[claim] = source.Fabricated + (source.Spread * model.Parameters.Lags[ModelParameters.LagBin(evidence[claim].LagHours)].SpreadFactor);
            }
            for (var claim = 0; claim < evidence.Length; claim++)
            {
                if (evidence[claim].Discounted)
                    continue;
                var rank = 0;
                for (var other = 0; other < evidence.Length; other++)
                    rank += !evidence[other].Discounted && (keys[other] < keys[claim] || (keys[other] == keys[claim] && other < claim)) ? 1 : 0;
                weights[claim] = 1 / (1 + (model.Parameters.RankDiscount * rank));
            }
        }

        private void AddUp()
        {
            sum.Clear();
            for (var claim = 0; claim < evidence.Length; claim++)
            {
                if (weights[claim] > 0)
                    Lanes.AddMultiple(weights[claim], Log(claim), sum);
            }
        }

        private double Conclude(ReadOnlySpan<double> log)
        {
            var most = Exponentiate(log, consensus);
            layer.ToTruth(consensus, grown, truth);
            for (var at = 0; at < truth.Length; at += Lanes.Width)
                Lanes.Store(Lanes.Load(truth, at) * Lanes.Load(prior, at), truth, at);
            var all = Lanes.Sum(truth);
            Scale(truth, 1 / all);
            return Math.Log(all) + most;
        }

        // Against the largest one, so that nothing underflows that matters.
        private double Exponentiate(ReadOnlySpan<double> log, Span<double> likelihood)
        {
            var most = Lanes.Max(log);
            for (var at = 0; at < likelihood.Length; at += Lanes.Width)
                Lanes.Store(Vector512.Exp(Lanes.Load(log, at) - Vector512.Create(most)), likelihood, at);
            likelihood[Grid.Cells..].Clear();
            return most;
        }

        private static void Scale(Span<double> values, double factor)
        {
            for (var at = 0; at < values.Length; at += Lanes.Width)
                Lanes.Store(Lanes.Load(values, at) * Vector512.Create(factor), values, at);
        }

        private Span<double> Log(int claim) => logs.Slice(claim * Grid.Length, Grid.Length);

        private Span<double> Fit(int claim, int component) => fits.Slice(((claim * 3) + component) * Grid.Length, Grid.Length);
    }
}
