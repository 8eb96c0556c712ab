using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>
/// The step from what is known on the ground (the consensus level, which sources report) to how many there were: it is exactly right, or the toll still grows,
/// or all sources share an error. Model page, section 2.3.
/// </summary>
internal sealed class ConsensusLayer(LagParameters parameters)
{
    private readonly Lazy<(double[] Shared, double[] Power)> longest = new(() =>
    {
        var cells = Grid.Longest.Length;
        var (shared, power) = (new double[cells * cells], new double[cells]);
        FillShared(Grid.Longest, parameters.SharedSpread, shared);
        FillPower(Grid.Longest, parameters.MeanLogGrowth, power);
        return (shared, power);
    });

    /// <summary>Makes the layer for one grid; one incident uses it several times.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="matrix">Where a grid with splits puts its own matrix; at least <see cref="Grid.Length"/> squared.</param>
    /// <param name="buffer">Where what else depends on the grid is put; at least twice <see cref="Grid.Length"/>.</param>
    public OnGrid For(Grid grid, Span<double> matrix, Span<double> buffer)
    {
        var beyond = buffer[..grid.Length];
        FillBeyond(grid, parameters.SharedSpread, beyond);
        if (grid.IsBeginning)
            return new OnGrid(grid, parameters, longest.Value.Shared, Grid.Longest.Length, longest.Value.Power, beyond);
        var power = buffer.Slice(grid.Length, grid.Length);
        FillShared(grid, parameters.SharedSpread, matrix);
        FillPower(grid, parameters.MeanLogGrowth, power);
        return new OnGrid(grid, parameters, matrix, grid.Length, power, beyond);
    }

    // Row m, column n: the probability of consensus level m if n were harmed and all sources shared an error.
    private static void FillShared(Grid grid, double spread, Span<double> rows)
    {
        var scale = Vector512.Create(1 / spread);
        for (var at = 0; at < grid.Length; at += Lanes.Width)
        {
            var x = Lanes.Load(grid.X, at);
            var below = Vector512<double>.Zero;
            for (var level = 0; level < grid.Length; level++)
            {
                var upTo = Lanes.StudentT4((Vector512.Create(grid.LogHigh[level]) - x) * scale);
                Lanes.Store(upTo - below, rows.Slice(level * grid.Length, grid.Length), at);
                below = upTo;
            }
        }
    }

    private static void FillPower(Grid grid, double growth, Span<double> power)
    {
        for (var at = 0; at < grid.Length; at += Lanes.Width)
            Lanes.Store(Vector512.Exp(Lanes.Load(grid.LogHigh, at) / Vector512.Create(growth)), power, at);
    }

    private static void FillBeyond(Grid grid, double spread, Span<double> beyond)
    {
        var last = Vector512.Create(grid.LogHigh[grid.Cells - 1]);
        var scale = Vector512.Create(1 / spread);
        for (var at = 0; at < grid.Length; at += Lanes.Width)
            Lanes.Store(Vector512<double>.One - Lanes.StudentT4((last - Lanes.Load(grid.X, at)) * scale), beyond, at);
    }

    /// <summary>The layer on one grid.</summary>
    internal readonly ref struct OnGrid
    {
        private readonly Grid grid;
        private readonly LagParameters lag;
        private readonly ReadOnlySpan<double> shared;
        private readonly int stride;

        // e to the power of (upper edge / h): growth up to a level is a ratio of two of these.
        private readonly ReadOnlySpan<double> power;

        // What of the shared error lies beyond the last cell, and is put into it.
        private readonly ReadOnlySpan<double> beyond;

        public OnGrid(
            Grid grid, LagParameters lag, ReadOnlySpan<double> shared, int stride, ReadOnlySpan<double> power, ReadOnlySpan<double> beyond)
        {
            this.grid = grid;
            this.lag = lag;
            this.shared = shared;
            this.stride = stride;
            this.power = power;
            this.beyond = beyond;
        }

        /// <summary>From the likelihood of each consensus level to that of each number harmed.</summary>
        /// <param name="consensus">The likelihoods, 0 after the last cell.</param>
        /// <param name="grown">Room for a vector.</param>
        /// <param name="truth">The result, 0 after the last cell.</param>
        public void ToTruth(ReadOnlySpan<double> consensus, Span<double> grown, Span<double> truth)
        {
            var (settled, growing, shifted) = Shares;
            double below = 0, sum = 0;
            for (var n = 0; n < grid.Length; n++)
            {
                grown[n] = sum += consensus[n] * (power[n] - below);
                below = power[n];
            }
            Lanes.Combine(consensus, shared, stride, truth);
            var last = Vector512.Create(consensus[grid.Cells - 1]);
            for (var at = 0; at < truth.Length; at += Lanes.Width)
            {
                var error = Vector512.FusedMultiplyAdd(Lanes.Load(beyond, at), last, Lanes.Load(truth, at)) * shifted;
                var growth = Lanes.Load(grown, at) * growing / Lanes.Load(power, at);
                Lanes.Store(Vector512.FusedMultiplyAdd(Lanes.Load(consensus, at), Vector512.Create(settled), growth + error), truth, at);
            }
            truth[grid.Cells..].Clear();
        }

        /// <summary>From the probability of each number harmed to that of each consensus level.</summary>
        public void ToConsensus(ReadOnlySpan<double> truth, Span<double> consensus)
        {
            var (settled, growing, shifted) = Shares;
            var last = grid.Cells - 1;
            consensus.Clear();
            double above = 0;
            for (var m = last; m >= 0; m--)
            {
                above += truth[m] / power[m];
                var grown = above * (power[m] - (m == 0 ? 0 : power[m - 1]));
                consensus[m] = (settled * truth[m]) + (growing * grown) + (shifted * Lanes.Dot(truth, shared.Slice(m * stride, grid.Length)));
            }
            consensus[last] += shifted * Lanes.Dot(truth, beyond);
        }

        private (double Settled, double Growing, double Shifted) Shares =>
            (lag.Settled, (1 - lag.Settled) * lag.Growth, (1 - lag.Settled) * (1 - lag.Growth));
    }
}
