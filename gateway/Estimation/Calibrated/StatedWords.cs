using System.Text.RegularExpressions;

namespace Casualties.Estimation;

/// <summary>What words say of a number, as the model reads them. A convention: model page, section 1.1.</summary>
public static partial class StatedWords
{
    private static readonly Dictionary<string, QuantityWord> Meanings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["thousands"] = QuantityWord.Thousands,
        ["hundreds"] = QuantityWord.Hundreds,
        ["scores"] = QuantityWord.Scores,
        ["dozens"] = QuantityWord.Dozens,
        ["several"] = QuantityWord.Several,
        ["many"] = QuantityWord.Many,
        ["few"] = QuantityWord.Few,
        ["couple"] = QuantityWord.Few,
    };

    private static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase) { ["thousand"] = 1000, ["hundred"] = 100, ["dozen"] = 12 };

    private static readonly string[] Times = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>What stands for words that say only that there were people.</summary>
    public const string Some = "some";

    /// <summary>Whether words are nothing but words for numbers, like "several dozen" or "more than a hundred": they quote nobody.</summary>
    public static bool AreNumberWords(string words) => NumberWords().IsMatch(words);

    /// <summary>The evidence of words about a harm; null where they say nothing of how many there were.</summary>
    /// <param name="words">The words; empty where a form without words says that there were some.</param>
    /// <param name="harm">The kind of harm.</param>
    /// <param name="lagHours">Hours from the end of the incident to the words.</param>
    internal static Evidence? Of(string words, Harm harm, double lagHours)
    {
        if (Doubt().IsMatch(words) || (harm == Harm.Killed ? OfInjured() : OfKilled()).IsMatch(words))
            return null;
        // Better little than a number that is wrong by a factor.
        if (Unread().IsMatch(words))
            return Word(QuantityWord.Some);
        if (Plural().Match(words) is { Success: true } plural)
            return Word(Meanings[plural.Value]);
        if (Unit().Match(words) is { Success: true } unit)
            return OfUnit(unit.Groups["times"].Value, unit.Groups["unit"].Value);
        return Word(Vague().Match(words) is { Success: true } vague ? Meanings[vague.Value] : QuantityWord.Some);

        // "Several hundred" are hundreds.
        Evidence OfUnit(string times, string name)
        {
            if (Meanings.ContainsKey(times))
                return Word(Meanings[name + "s"]);
            var number = Units[name] * (Array.FindIndex(Times, word => word.Equals(times, StringComparison.OrdinalIgnoreCase)) is var found and >= 0 ? found + 2 : 1);
            return AtMost().IsMatch(words) ? Number(EvidenceForm.AtMost, number)
                : More().IsMatch(words) ? Number(EvidenceForm.AtLeast, number + 1)
                : AtLeast().IsMatch(words) ? Number(EvidenceForm.AtLeast, number)
                : Number(EvidenceForm.About, number);
        }

        Evidence Word(QuantityWord meaning) => new(StatedEvidence.Unassigned, EvidenceForm.Words, 0, 0, meaning, lagHours);

        Evidence Number(EvidenceForm form, long number) => new(StatedEvidence.Unassigned, form, number, number, QuantityWord.None, lagHours);
    }

    [GeneratedRegex(
        @"^\s*((at least|at most|more than|up to|about|around|over|a|an|two|three|four|five|six|seven|eight|nine|ten|thousands?|hundreds?|scores?|dozens?|several|many|few|couple|some|of|and|people)\b[\s,-]*)+$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NumberWords();

    [GeneratedRegex(@"\b(thousands|hundreds|scores|dozens)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plural();

    [GeneratedRegex(
        @"\b((?<times>two|three|four|five|six|seven|eight|nine|ten|several|few|many|couple)( of)? )?(?<unit>thousand|hundred|dozen)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unit();

    [GeneratedRegex(
        @"\b(half|tens|\w+teen|\w+ty|(thousands|hundreds|dozens) of (thousands|hundreds|dozens))\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unread();

    [GeneratedRegex(@"\b(up to|less than|fewer than|under|at most)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AtMost();

    [GeneratedRegex(@"\b(several|many|few|couple)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Vague();

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
