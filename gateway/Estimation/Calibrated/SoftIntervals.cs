using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Casualties.Estimation;

/// <summary>A stretch of numbers that a figure may stand for.</summary>
/// <param name="Low">Its lower edge, half-way between two numbers; -0.5 at the bottom.</param>
/// <param name="High">Its upper edge, half-way between two numbers, or infinity.</param>
/// <param name="Weight">How well the figure fits there; 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Stretch(double Low, double High, double Weight);

/// <summary>
/// What a figure may stand for, as stated: round numbers may be rounded (Heitjan and Rubin 1990), words are wide, "at least" has a tail. Model page, section 1.1.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct SoftInterval
{
    private Stretches stretches;

    private SoftInterval(Evidence evidence)
    {
        var (low, high) = ((double)evidence.Low, (double)evidence.High);
        switch (evidence.Form)
        {
            case EvidenceForm.Exact: AddRounded(evidence.Low); break;
            case EvidenceForm.About: Add(Math.Ceiling((0.85 * low) - 1e-9) - 0.5, Math.Floor((1.15 * low) + 1e-9) + 0.5, 1); break;
            case EvidenceForm.Range: Add(low - 0.5, high + 0.5, 1); break;
            case EvidenceForm.AtLeast: AddAtLeast(low); break;
            case EvidenceForm.AtMost: AddAtMost(low); break;
            case EvidenceForm.Partial: Add(low - 0.5, double.PositiveInfinity, 1); break;
            case EvidenceForm.Words: AddWord(evidence.Word); break;
            default: throw new ArgumentOutOfRangeException(nameof(evidence));
        }
    }

    /// <summary>The most stretches that a figure can have.</summary>
    public const int MaxStretches = 6;

    public int Count { get; private set; }

    public readonly Stretch this[int index] => stretches[index];

    public static SoftInterval Of(Evidence evidence) => new(evidence);

    /// <summary>The largest finite edge.</summary>
    public readonly double Top
    {
        get
        {
            var top = 0.0;
            for (var i = 0; i < Count; i++)
                top = Math.Max(top, double.IsPositiveInfinity(stretches[i].High) ? stretches[i].Low : stretches[i].High);
            return top;
        }
    }

    /// <summary>The weight of what includes 0.</summary>
    public readonly double ZeroWeight
    {
        get
        {
            var weight = 0.0;
            for (var i = 0; i < Count; i++)
                weight += stretches[i].Low <= -0.5 && stretches[i].High > 0 ? stretches[i].Weight : 0;
            return weight;
        }
    }

    private void Add(double low, double high, double weight) => stretches[Count++] = new(low, high, weight);

    private void AddRounded(long number)
    {
        Span<(bool Applies, double Down, double Up, double Share)> roundings =
        [
            (number >= 15 && number % 5 == 0, 2.5, 2.5, 0.05),
            (number >= 20 && number % 10 == 0, 5.5, 4.5, 0.20),
            (number >= 100 && number % 50 == 0, 25.5, 24.5, 0.10),
            (number >= 200 && number % 100 == 0, 50.5, 49.5, 0.20),
            (number >= 2000 && number % 1000 == 0, 500.5, 499.5, 0.20),
        ];
        var unrounded = 1.0;
        foreach (var rounding in roundings)
            unrounded -= rounding.Applies ? rounding.Share : 0;
        Add(number - 0.5, number + 0.5, unrounded);
        foreach (var rounding in roundings)
        {
            if (rounding.Applies)
                Add(number - rounding.Down, number + rounding.Up, rounding.Share);
        }
    }

    private void AddAtLeast(double number)
    {
        var (near, far) = (Math.Floor(1.5 * number) + 1.5, (3 * number) + 2.5);
        Add(number - 0.5, near, 1);
        Add(near, far, 0.4);
        Add(far, double.PositiveInfinity, 0.1);
    }

    private void AddAtMost(double number)
    {
        var half = Math.Ceiling(0.5 * number) - 0.5;
        Add(half, number + 0.5, 1);
        if (half > -0.5)
            Add(-0.5, half, 0.3);
    }

    // A convention of the model page; untested word by word.
    private void AddWord(QuantityWord word)
    {
        ReadOnlySpan<Stretch> meant = word switch
        {
            QuantityWord.Some => [new(0.5, double.PositiveInfinity, 1)],
            QuantityWord.Few => [new(1.5, 5.5, 1), new(5.5, 9.5, 0.3)],
            QuantityWord.Several => [new(2.5, 9.5, 1), new(9.5, 15.5, 0.2)],
            QuantityWord.Many => [new(4.5, 30.5, 1), new(30.5, 100.5, 0.5), new(100.5, double.PositiveInfinity, 0.1)],
            QuantityWord.Dozens => [new(23.5, 72.5, 1), new(11.5, 23.5, 0.2), new(72.5, 99.5, 0.3)],
            QuantityWord.Scores => [new(39.5, 120.5, 1), new(19.5, 39.5, 0.2), new(120.5, 200.5, 0.2)],
            QuantityWord.Hundreds => [new(199.5, 600.5, 1), new(99.5, 199.5, 0.3), new(600.5, 999.5, 0.3)],
            QuantityWord.Thousands => [new(1999.5, 6000.5, 1), new(999.5, 1999.5, 0.3), new(6000.5, 9999.5, 0.3)],
            _ => throw new ArgumentOutOfRangeException(nameof(word)),
        };
        foreach (var stretch in meant)
            Add(stretch.Low, stretch.High, stretch.Weight);
    }

    [InlineArray(MaxStretches)]
    private struct Stretches
    {
        private Stretch first;
    }
}
