using System.Runtime.Intrinsics;

namespace Benchmarks.Limits;

/// <summary>
/// The arithmetic that the model cannot do without, and nothing around it: for each figure and cell two values of a distribution function, which take a square
/// root and a division each, and a logarithm; then an exponential a cell, and a product of a matrix as large as there are cells with a vector. To say what the
/// estimate would be without each figure takes the last two once more for each, and a logarithm.
/// </summary>
internal sealed class ModelArithmetic
{
    private const int Width = 8;
    private const int MaxCells = 512;

    private readonly double[] levels = new double[MaxCells];
    private readonly double[] factors = new double[MaxCells];
    private readonly double[] likelihoods = new double[MaxCells];
    private readonly double[] result = new double[MaxCells];
    private readonly double[] matrix = new double[MaxCells * MaxCells];

    public ModelArithmetic()
    {
        for (var i = 0; i < matrix.Length; i++)
            matrix[i] = 1.0 / (1 + (i % 97));
        for (var i = 0; i < levels.Length; i++)
            levels[i] = Math.Log(1 + i);
    }

    /// <summary>Does it for one incident.</summary>
    /// <param name="cells">How many cells its distribution has.</param>
    /// <param name="figures">How many figures there are.</param>
    /// <param name="explain">Whether the part of each figure is asked for.</param>
    public void Run(int cells, int figures, bool explain)
    {
        var length = (cells + Width - 1) / Width * Width;
        likelihoods.AsSpan(0, length).Clear();
        for (var figure = 1; figure <= figures; figure++)
            Weigh(length, figure);
        for (var product = 0; product <= (explain ? figures : 0); product++)
        {
            Exponentiate(length);
            Multiply(length);
            if (product > 0)
                Compare(length);
        }
    }

    private void Weigh(int length, int figure)
    {
        var (low, high) = (Vector512.Create(Math.Log(figure + 0.5)), Vector512.Create(Math.Log(figure + 1.5)));
        for (var at = 0; at < length; at += Width)
        {
            var level = Vector512.Create(levels, at);
            var fit = StudentT4(high - level) - StudentT4(low - level);
            (Vector512.Create(likelihoods, at) + Vector512.Log(fit + Vector512.Create(0.01))).CopyTo(likelihoods, at);
        }
    }

    private void Exponentiate(int length)
    {
        for (var at = 0; at < length; at += Width)
            Vector512.Exp(Vector512.Create(likelihoods, at)).CopyTo(factors, at);
    }

    // Four rows at a time: it is the least, so it must not be done worse than it can be.
    private void Multiply(int length)
    {
        result.AsSpan(0, length).Clear();
        for (var row = 0; row < length; row += 4)
        {
            var (a, b) = (Vector512.Create(factors[row]), Vector512.Create(factors[row + 1]));
            var (c, d) = (Vector512.Create(factors[row + 2]), Vector512.Create(factors[row + 3]));
            var rows = matrix.AsSpan(row * length, 4 * length);
            for (var at = 0; at < length; at += Width)
            {
                var sum = Vector512.FusedMultiplyAdd(a, Vector512.Create<double>(rows[at..]), Vector512.Create(result, at));
                sum = Vector512.FusedMultiplyAdd(b, Vector512.Create<double>(rows[(length + at)..]), sum);
                sum = Vector512.FusedMultiplyAdd(c, Vector512.Create<double>(rows[((2 * length) + at)..]), sum);
                Vector512.FusedMultiplyAdd(d, Vector512.Create<double>(rows[((3 * length) + at)..]), sum).CopyTo(result, at);
            }
        }
    }

    private void Compare(int length)
    {
        for (var at = 0; at < length; at += Width)
            Vector512.Log2(Vector512.Create(result, at) + Vector512<double>.One).CopyTo(result, at);
    }

    private static Vector512<double> StudentT4(Vector512<double> z)
    {
        var sine = z * 0.5 / Vector512.Sqrt((z * z * 0.25) + Vector512<double>.One);
        return (sine * (Vector512.Create(0.75) - (sine * sine * 0.25))) + Vector512.Create(0.5);
    }
}
