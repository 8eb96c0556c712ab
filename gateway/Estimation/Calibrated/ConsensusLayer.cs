using System.Runtime.Intrinsics;

namespace Casualties.Estimation;

/// <summary>
/// The step from what is known on the ground (the consensus level, which sources report) to how many there were: it is exactly right, or the toll still grows,
/// or all sources share an error. Model page, section 2.3.
/// </summary>
internal sealed class ConsensusLayer(LagParameters parameters)
{
    private readonly Lazy<double[]> longest = new(() =>
    {
        var cells = Grid.Longest.Length;
        var shared = new double[cells * cells];
        FillShared(Grid.Longest, parameters.SharedSpread, shared);
        return shared;
    });

    /// <summary>Makes the layer for one grid; one incident uses it several times.</summary>
    /// <param name="grid">The cells.</param>
    /// <param name="buffer">Where a grid with splits puts its own matrix; at least <see cref="Grid.Length"/> squared.</param>
    /// <param name="growth">Where what depends on the grid alone is put; at least twice <see cref="Grid.Length"/>.</param>
    public OnGrid For(Grid grid, Span<double> buffer, Span<double> growth)
    {
        ReadOnlySpan<double> shared;
        int stride;
        if (grid.IsBeginning)
        {
            shared = longest.Value;
            stride = Grid.Longest.Length;
        }
        else
        {
            FillShared(grid, parameters.SharedSpread, buffer);
            shared = buffer;
            stride = grid.Length;
        }
        return new OnGrid(grid, parameters, shared, stride, growth);
    }

    // Row n, column m: the probability of consensus level m if n were harmed and all sources shared an error.
    private static void FillShared(Grid grid, double spread, Span<double> rows)
    {
        Span<double> upTo = stackalloc double[Lanes.Width];
        var scale = Vector512.Create(1 / spread);
        for (var truth = 0; truth < grid.Cells; truth++)
        {
            var row = rows.Slice(truth * grid.Length, grid.Length);
            var x = Vector512.Create(grid.X[truth]);
            var before = 0.0;
            for (var at = 0; at < row.Length; at += Lanes.Width)
            {
                Lanes.Store(Lanes.StudentT4((Lanes.Load(grid.LogHigh, at) - x) * scale), upTo, 0);
                for (var lane = 0; lane < Lanes.Width; lane++)
                {
                    row[at + lane] = at + lane < grid.Cells ? upTo[lane] - before : 0;
                    before = upTo[lane];
                }
            }
        }
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

        public OnGrid(Grid grid, LagParameters lag, ReadOnlySpan<double> shared, int stride, Span<double> buffer)
        {
            this.grid = grid;
            this.lag = lag;
            this.shared = shared;
            this.stride = stride;
            var powers = buffer[..grid.Length];
            var rests = buffer.Slice(grid.Length, grid.Length);
            var growth = Vector512.Create(1 / lag.MeanLogGrowth);
            var last = Vector512.Create(grid.LogHigh[grid.Cells - 1]);
            for (var at = 0; at < grid.Length; at += Lanes.Width)
            {
                Lanes.Store(Vector512.Exp(Lanes.Load(grid.LogHigh, at) * growth), powers, at);
                var upTo = Lanes.StudentT4((last - Lanes.Load(grid.X, at)) / Vector512.Create(lag.SharedSpread));
                Lanes.Store(Vector512<double>.One - upTo, rests, at);
            }
            power = powers;
            beyond = rests;
        }

        /// <summary>From the likelihood of each consensus level to that of each number harmed.</summary>
        public void ToTruth(ReadOnlySpan<double> consensus, Span<double> truth)
        {
            truth.Clear();
            var (settled, grown, shifted) = Shares;
            var last = grid.Cells - 1;
            double below = 0, grownBelow = 0;
            for (var n = 0; n <= last; n++)
            {
                grownBelow += consensus[n] * (power[n] - below);
                below = power[n];
                var error = Lanes.Dot(shared.Slice(n * stride, grid.Length), consensus) + (beyond[n] * consensus[last]);
                truth[n] = (settled * consensus[n]) + (grown * grownBelow / power[n]) + (shifted * error);
            }
        }

        /// <summary>From the probability of each number harmed to that of each consensus level.</summary>
        public void ToConsensus(ReadOnlySpan<double> truth, Span<double> consensus)
        {
            var (settled, grown, shifted) = Shares;
            var last = grid.Cells - 1;
            consensus.Clear();
            double rest = 0;
            for (var n = 0; n <= last; n++)
            {
                Lanes.AddMultiple(shifted * truth[n], shared.Slice(n * stride, grid.Length), consensus);
                rest += shifted * truth[n] * beyond[n];
            }
            double above = 0;
            for (var m = last; m >= 0; m--)
            {
                above += truth[m] / power[m];
                consensus[m] += (settled * truth[m]) + (grown * above * (power[m] - (m == 0 ? 0 : power[m - 1])));
            }
            consensus[last] += rest;
            consensus[(last + 1)..].Clear();
        }

        private (double Settled, double Grown, double Shifted) Shares =>
            (lag.Settled, (1 - lag.Settled) * lag.Growth, (1 - lag.Settled) * (1 - lag.Growth));
    }
}
