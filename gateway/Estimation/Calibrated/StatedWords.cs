using System.Text.RegularExpressions;

namespace Casualties.Estimation;

/// <summary>What words say of a number, as the model reads them. A convention: model page, section 1.1.</summary>
internal static partial class StatedWords
{
    private static readonly (string Word, QuantityWord Meaning)[] Many =
    [
        ("thousands", QuantityWord.Thousands), ("hundreds", QuantityWord.Hundreds), ("scores", QuantityWord.Scores), ("dozens", QuantityWord.Dozens),
        ("several", QuantityWord.Several), ("many", QuantityWord.Many), ("few", QuantityWord.Few), ("couple", QuantityWord.Few),
    ];

    private static readonly (string Word, long Number)[] Single = [("thousand", 1000), ("hundred", 100), ("dozen", 12)];

    /// <summary>The evidence of words about a harm; null where they say nothing of how many there were.</summary>
    /// <param name="words">The words; empty where a form without words says that there were some.</param>
    /// <param name="harm">The kind of harm.</param>
    /// <param name="source">The index of the source-role.</param>
    /// <param name="lagHours">Hours from the end of the incident to the words.</param>
    public static Evidence? Of(string words, Harm harm, int source, double lagHours)
    {
        if (Doubt().IsMatch(words) || (harm == Harm.Killed ? OfInjured() : OfKilled()).IsMatch(words))
            return null;
        foreach (var (word, meaning) in Many)
        {
            if (words.Contains(word, StringComparison.OrdinalIgnoreCase))
                return new(source, EvidenceForm.Words, 0, 0, meaning, lagHours);
        }
        foreach (var (word, number) in Single)
        {
            if (!words.Contains(word, StringComparison.OrdinalIgnoreCase))
                continue;
            return More().IsMatch(words) ? Number(EvidenceForm.AtLeast, number + 1)
                : AtLeast().IsMatch(words) ? Number(EvidenceForm.AtLeast, number)
                : Number(EvidenceForm.About, number);
        }
        return new(source, EvidenceForm.Words, 0, 0, QuantityWord.Some, lagHours);

        Evidence Number(EvidenceForm form, long number) => new(source, form, number, number, QuantityWord.None, lagHours);
    }

    // A denial in words names nobody and no number ("denied heavy casualties"), a share no total ("majority of the victims"). Neither is a zero.
    [GeneratedRegex(@"\b(no|not|none|nobody|denie[sd]|rejected|may|might|majority|most|all)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Doubt();

    [GeneratedRegex(@"\b(injured|wounded|injuries)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfInjured();

    [GeneratedRegex(@"\b(killed|dead|deaths)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfKilled();

    [GeneratedRegex(@"\b(more than|over)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex More();

    [GeneratedRegex(@"\bat least\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AtLeast();
}
