using System.Runtime.InteropServices;

namespace Casualties.Estimation.Comparison;

/// <summary>A figure as the methods of comparison read it: a number with a lower and an upper end, and no notion of how it may be wrong.</summary>
/// <param name="Source">Index of its source-role.</param>
/// <param name="Point">People.</param>
/// <param name="Low">People.</param>
/// <param name="High">People.</param>
/// <param name="IsPart">Whether only a part was counted, so that all three are a lower bound of the whole.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PlainReading(int Source, double Point, double Low, double High, bool IsPart = false)
{
    /// <summary>Reads one figure. "At least r" is r, "at most r" reaches down to half of r, a word is the usual range that it stands for.</summary>
    /// <exception cref="ArgumentException">The form, or its word, is none of the known ones.</exception>
    public static PlainReading Of(in Evidence evidence)
    {
        var (source, low) = (evidence.Source, evidence.Low);
        return evidence.Form switch
        {
            EvidenceForm.Exact or EvidenceForm.AtLeast => new(source, low, low, low),
            EvidenceForm.About => new(source, low, 0.85 * low, 1.15 * low),
            EvidenceForm.Range => new(source, (low + evidence.High) / 2.0, low, evidence.High),
            EvidenceForm.AtMost => new(source, low, Math.Ceiling(low / 2.0), low),
            EvidenceForm.Partial => new(source, low, low, low, IsPart: true),
            EvidenceForm.Words => Of(source, evidence.Word),
            _ => throw new ArgumentException($"There is no form {evidence.Form}.", nameof(evidence)),
        };
    }

    /// <summary>Reads the figures that count, in their order: not the discounted ones, and those of a part only if there are no others.</summary>
    public static IReadOnlyList<PlainReading> OfAll(IReadOnlyList<Evidence> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        List<PlainReading> wholes = [], parts = [];
        foreach (var figure in evidence)
        {
            if (figure.Discounted) continue;
            var reading = Of(figure);
            (reading.IsPart ? parts : wholes).Add(reading);
        }
        return wholes.Count > 0 ? wholes : parts;
    }

    // The middle of such a range is the geometric one.
    private static PlainReading Of(int source, QuantityWord word)
    {
        var (low, high) = word switch
        {
            QuantityWord.Some => (1.0, 5.0),
            QuantityWord.Few => (2, 5),
            QuantityWord.Several => (3, 9),
            QuantityWord.Many => (5, 30),
            QuantityWord.Dozens => (24, 72),
            QuantityWord.Scores => (40, 120),
            QuantityWord.Hundreds => (200, 600),
            QuantityWord.Thousands => (2000, 6000),
            _ => throw new ArgumentException($"There is no figure for the word {word}.", nameof(word)),
        };
        return new(source, Math.Sqrt(low * high), low, high);
    }
}
