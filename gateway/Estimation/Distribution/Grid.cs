namespace Casualties.Estimation;

/// <summary>
/// The cells on which numbers of people are told apart: single numbers up to 100, then cells of 4%. A number above 100 that a claim states exactly is a cell
/// of its own, since claims that agree on it would otherwise be averaged with its neighbours. Model page, section 2.1.
/// </summary>
/// <remarks>Arrays are as long as whole vectors need, and may go on beyond <see cref="Cells"/>.</remarks>
internal sealed class Grid
{
    private const int SingleNumbers = 100;
    private const double Ratio = 1.04;

    // Beyond what any claim can state, so that every grid without splits is a beginning of this one.
    private static readonly Grid Whole = new(CountLimits.MaxPeople * 32, []);

    // By their number of cells; made when first asked for. Which of two made at once stays does not matter.
    private static readonly Grid?[] Beginnings = new Grid?[Whole.Cells + 1];

    private Grid(long highest, ReadOnlySpan<long> splits)
    {
        Low = new long[Lanes.Padded(CountCells(highest, splits))];
        High = new long[Low.Length];
        Cells = Fill(highest, splits, Low, High);
        Numbers = new double[Low.Length];
        Middle = new double[Low.Length];
        X = new double[Low.Length];
        LogHigh = new double[Low.Length];
        for (var cell = 0; cell < Low.Length; cell++)
        {
            if (cell >= Cells)
                (Low[cell], High[cell]) = (Low[Cells - 1], High[Cells - 1]);
            Numbers[cell] = High[cell] - Low[cell] + 1;
            Middle[cell] = (Low[cell] + High[cell]) / 2.0;
            X[cell] = Math.Log(1 + Middle[cell]);
            LogHigh[cell] = Math.Log(High[cell] + 1.5);
        }
    }

    private Grid(Grid whole, int cells)
    {
        (Low, High, Numbers, Middle, X, LogHigh) = (whole.Low, whole.High, whole.Numbers, whole.Middle, whole.X, whole.LogHigh);
        Cells = cells;
        IsBeginning = true;
    }

    /// <summary>The grid without splits that goes on as far as any claim can need.</summary>
    public static Grid Longest => Whole;

    /// <summary>Whether its cells are the first ones of <see cref="Longest"/>.</summary>
    public bool IsBeginning { get; }

    public int Cells { get; }

    /// <summary>How long a vector over the cells is, filled up.</summary>
    public int Length => Lanes.Padded(Cells);

    /// <summary>The lowest number of each cell.</summary>
    public long[] Low { get; }

    /// <summary>The highest number of each cell.</summary>
    public long[] High { get; }

    /// <summary>How many numbers each cell holds.</summary>
    public double[] Numbers { get; }

    /// <summary>The middle of each cell.</summary>
    public double[] Middle { get; }

    /// <summary>ln(1 + the middle).</summary>
    public double[] X { get; }

    /// <summary>ln(1 + the upper edge), half a number above the highest: the lower edge of the next cell.</summary>
    public double[] LogHigh { get; }

    /// <summary>The grid for numbers up to a highest one.</summary>
    /// <param name="highest">The highest number, people.</param>
    /// <param name="splits">Numbers that are cells of their own though <see cref="IsShared"/>, ascending; the same one may come again.</param>
    public static Grid For(long highest, ReadOnlySpan<long> splits)
    {
        if (!splits.IsEmpty)
            return new Grid(highest, splits);
        var beyond = Array.BinarySearch(Whole.Low, 0, Whole.Cells, highest + 1);
        var cells = beyond >= 0 ? beyond : ~beyond;
        return Beginnings[cells] ??= new Grid(Whole, cells);
    }

    /// <summary>Whether a number shares its cell with others unless it is split out.</summary>
    public static bool IsShared(long number) => number > SingleNumbers;

    /// <summary>The cell that holds a number; the last one for numbers beyond the grid.</summary>
    public int CellOf(long number)
    {
        if (!IsShared(number))
            return (int)number;
        var found = Array.BinarySearch(High, 0, Cells, number);
        return Math.Min(found >= 0 ? found : ~found, Cells - 1);
    }

    private static int CountCells(long highest, ReadOnlySpan<long> splits) => Fill(highest, splits, default, default);

    private static int Fill(long highest, ReadOnlySpan<long> splits, Span<long> low, Span<long> high)
    {
        var cells = new CellList(low, high);
        for (var number = 0; number <= SingleNumbers; number++)
            cells.Add(number, number);
        var next = 0;
        for (long start = SingleNumbers + 1; start <= highest;)
        {
            var end = Math.Max(start, (long)Math.Floor(start * Ratio));
            var from = start;
            for (; next < splits.Length && splits[next] <= end; next++)
            {
                var split = splits[next];
                if (split < from)
                    continue;
                if (split > from)
                    cells.Add(from, split - 1);
                cells.Add(split, split);
                from = split + 1;
            }
            if (from <= end)
                cells.Add(from, end);
            start = end + 1;
        }
        return cells.Count;
    }

    private ref struct CellList(Span<long> low, Span<long> high)
    {
        private readonly Span<long> low = low;
        private readonly Span<long> high = high;

        public int Count { get; private set; }

        public void Add(long from, long to)
        {
            if (!low.IsEmpty)
                (low[Count], high[Count]) = (from, to);
            Count++;
        }
    }
}
