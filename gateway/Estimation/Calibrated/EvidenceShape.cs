namespace Casualties.Estimation;

/// <summary>What the figures of an incident demand of the grid and the layer. Figures that are left out count here: they still say how far tolls go, and when.</summary>
internal readonly record struct EvidenceShape(long Highest, int LatestBin, long[] Splits)
{
    // How far the grid goes beyond the largest figure. Model page, section 2.1.
    private const double HighestFactor = 8;
    private const double HighestMargin = 500;
    private const double TopWithoutEvidence = 100;

    public static EvidenceShape Of(ReadOnlySpan<Evidence> evidence)
    {
        var top = evidence.IsEmpty ? TopWithoutEvidence : 0;
        var latest = 0;
        List<long>? splits = null;
        foreach (var one in evidence)
        {
            if (one.Low is < 0 or > CountLimits.MaxPeople || one.High > CountLimits.MaxPeople || one.High < one.Low)
                throw new ArgumentOutOfRangeException(nameof(evidence), $"A figure is not within 0 and {CountLimits.MaxPeople} people, or its low is above its high.");
            top = Math.Max(top, SoftInterval.Of(one).Top);
            latest = Math.Max(latest, ModelParameters.LagBin(one.LagHours));
            if (one is { Form: EvidenceForm.Exact, Low: > 100 } && splits?.Contains(one.Low) != true)
                (splits ??= []).Add(one.Low);
        }
        splits?.Sort();
        return new((long)((HighestFactor * top) + HighestMargin), latest, splits is null ? [] : [.. splits]);
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
}
