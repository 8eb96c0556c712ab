namespace Casualties.Estimation;

/// <summary>What the figures of an incident demand of the grid and the layer. Figures that are left out count here: they still say how far tolls go, and when.</summary>
/// <param name="Highest">How far the grid goes, people.</param>
/// <param name="LatestBin">The bin of lag of the latest figure.</param>
/// <param name="Splits">How many figures state a number exactly that has to be a cell of its own.</param>
internal readonly record struct EvidenceShape(long Highest, int LatestBin, int Splits)
{
    // How far the grid goes beyond the largest figure. Model page, section 2.1.
    private const double HighestFactor = 8;
    private const double HighestMargin = 500;
    private const double TopWithoutEvidence = 100;

    public static EvidenceShape Of(ReadOnlySpan<Evidence> evidence)
    {
        var top = evidence.IsEmpty ? TopWithoutEvidence : 0;
        var latest = 0;
        var splits = 0;
        foreach (var one in evidence)
        {
            if (one.Low is < 0 or > CountLimits.MaxPeople || one.High > CountLimits.MaxPeople || one.High < one.Low)
                throw new ArgumentOutOfRangeException(nameof(evidence), $"A figure is not within 0 and {CountLimits.MaxPeople} people, or its low is above its high.");
            top = Math.Max(top, SoftInterval.Of(one).Top);
            latest = Math.Max(latest, ModelParameters.LagBin(one.LagHours));
            splits += IsSplit(one) ? 1 : 0;
        }
        return new((long)((HighestFactor * top) + HighestMargin), latest, splits);
    }

    /// <summary>Makes the grid.</summary>
    public Grid GridFor(ReadOnlySpan<Evidence> evidence)
    {
        if (Splits == 0)
            return Grid.For(Highest, []);
        var numbers = new long[Splits];
        var count = 0;
        foreach (var one in evidence)
        {
            if (IsSplit(one))
                numbers[count++] = one.Low;
        }
        numbers.AsSpan().Sort();
        return Grid.For(Highest, numbers);
    }

    /// <summary>How many earlier figures are the same in form and number.</summary>
    public static int Identical(ReadOnlySpan<Evidence> evidence, int claim)
    {
        var same = 0;
        for (var earlier = 0; earlier < claim; earlier++)
        {
            same += evidence[earlier].Form == evidence[claim].Form && evidence[earlier].Low == evidence[claim].Low
                && evidence[earlier].High == evidence[claim].High && evidence[earlier].Word == evidence[claim].Word ? 1 : 0;
        }
        return same;
    }

    private static bool IsSplit(Evidence one) => one.Form == EvidenceForm.Exact && Grid.IsShared(one.Low);
}
