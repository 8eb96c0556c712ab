using System.Text;

namespace Casualties.Gateway.Backtest;

/// <summary>
/// Tells whether a claim comes from those whose later figure it is to be compared with. Agreeing with oneself is no test, so when in doubt it does.
/// </summary>
/// <remarks>
/// Names are compared as words, whatever their case and punctuation. A source is of the authority if its name stands in the authority ("AIHRC" in "AIHRC field
/// investigation"), or one of those whom the authority lists stands in its name ("AIHRC" of "AIHRC and UNAMA preliminary counts" in "AIHRC, Kabul office").
/// A list is divided at commas, semicolons, slashes, ampersands and "and".
/// </remarks>
public sealed class Authority
{
    private const string ListWord = " and ";

    private readonly string whole;
    private readonly string[] members;

    /// <summary>Reads the cell of a later figure.</summary>
    public Authority(string cell)
    {
        whole = Words(cell);
        members = [.. cell.Split([',', ';', '/', '&']).SelectMany(part => Words(part).Split(ListWord)).Select(Words).Where(words => words.Length > 1)];
    }

    /// <summary>Whether the source is of the authority.</summary>
    /// <param name="source">Its name.</param>
    public bool Includes(string source)
    {
        string words = Words(source);
        return words.Length > 1
            && (whole.Contains(words, StringComparison.Ordinal) || Array.Exists(members, member => words.Contains(member, StringComparison.Ordinal)));
    }

    // Lower case, with one space before, between and after the words, so that looking for words finds no parts of words.
    private static string Words(string text)
    {
        var words = new StringBuilder(" ", text.Length + 2);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                words.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (words[^1] != ' ')
                words.Append(' ');
        }

        return words[^1] == ' ' ? words.ToString() : words.Append(' ').ToString();
    }
}
