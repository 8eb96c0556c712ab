using System.Text;

namespace Casualties.Storage;

/// <summary>Recursive descent over the text of a filter. Messages name what was expected and never repeat what was written.</summary>
internal sealed class FilterParser(string text, RecordKind kind)
{
    private int at;
    private int terms;
    private int depth;

    public Filter? Parse()
    {
        if (text.Length > Filter.MaxCharacters)
            throw new InvalidFilter(Filter.MaxCharacters, $"The filter is longer than {Filter.MaxCharacters} characters.");
        SkipBlanks();
        if (at == text.Length)
            return null;
        var filter = ParseConjunction();
        if (at < text.Length)
            throw Expected("AND, OR or the end");
        return filter;
    }

    private Filter ParseConjunction()
    {
        var left = ParseDisjunction();
        while (TakeWord("AND"))
            left = new Filter.And(left, ParseDisjunction());
        return left;
    }

    private Filter ParseDisjunction()
    {
        var left = ParseTerm();
        while (TakeWord("OR"))
            left = new Filter.Or(left, ParseTerm());
        return left;
    }

    private Filter ParseTerm()
    {
        var negated = TakeWord("NOT") || Take('-');
        var term = Take('(') ? ParseGroup() : ParseComparison();
        return negated ? new Filter.Not(term) : term;
    }

    private Filter ParseGroup()
    {
        if (++depth > Filter.MaxDepth)
            throw new InvalidFilter(at - 1, $"The filter is nested deeper than {Filter.MaxDepth}.");
        var inner = ParseConjunction();
        if (!Take(')'))
            throw Expected("AND, OR or )");
        depth--;
        return inner;
    }

    private Filter ParseComparison()
    {
        var start = at;
        if (++terms > Filter.MaxTerms)
            throw new InvalidFilter(start, $"The filter has more than {Filter.MaxTerms} comparisons.");
        var column = ParseColumn();
        var comparator = ParseComparator();
        if (comparator == Comparator.Contains && Take('*'))
            return new Filter.Present(column);
        return new Filter.Comparison(column, comparator, ParseValue());
    }

    private string ParseColumn()
    {
        var start = at;
        while (at < text.Length && IsNamePart(text[at]))
            at++;
        var name = text.AsSpan(start, at - start);
        foreach (var column in kind.Columns)
        {
            if (name.SequenceEqual(column))
            {
                SkipBlanks();
                return column;
            }
        }

        at = start;
        throw Expected($"NOT, ( or one of the fields {string.Join(", ", kind.Columns)}");
    }

    private Comparator ParseComparator()
    {
        // The longer ones first, or "<=" would be read as "<".
        if (Take("<="))
            return Comparator.LessOrEqual;
        if (Take(">="))
            return Comparator.GreaterOrEqual;
        if (Take("!="))
            return Comparator.NotEqual;
        if (Take('='))
            return Comparator.Equal;
        if (Take('<'))
            return Comparator.Less;
        if (Take('>'))
            return Comparator.Greater;
        if (Take(':'))
            return Comparator.Contains;
        throw Expected("one of = != < <= > >= :");
    }

    private string ParseValue()
    {
        if (at < text.Length && text[at] is '"' or '\'')
            return ParseQuoted();
        var start = at;
        while (at < text.Length && IsBarePart(text[at]))
            at++;
        var value = text[start..at];
        if (value is "" or "AND" or "OR" or "NOT")
        {
            at = start;
            throw Expected("a value; quote it unless it is made of letters, digits and _-./:+");
        }

        SkipBlanks();
        return value;
    }

    private string ParseQuoted()
    {
        var start = at;
        var quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length)
        {
            var next = text[at++];
            if (next == quote)
            {
                SkipBlanks();
                return value.ToString();
            }

            if (next == '\\')
            {
                if (at == text.Length || text[at] is not ('"' or '\'' or '\\'))
                    throw Expected("a quote or a backslash after the backslash");
                next = text[at++];
            }

            value.Append(next);
        }

        throw new InvalidFilter(start, "The text that is quoted here has no end.");
    }

    private bool TakeWord(string word)
    {
        if (!text.AsSpan(at).StartsWith(word) || (at + word.Length < text.Length && IsNamePart(text[at + word.Length])))
            return false;
        at += word.Length;
        SkipBlanks();
        return true;
    }

    private bool Take(ReadOnlySpan<char> symbol)
    {
        if (!text.AsSpan(at).StartsWith(symbol))
            return false;
        at += symbol.Length;
        SkipBlanks();
        return true;
    }

    private bool Take(char symbol) => Take([symbol]);

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\r' or '\n')
            at++;
    }

    private InvalidFilter Expected(string what) => new(at, $"Expected {what} at character {at}.");

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private static bool IsBarePart(char character) => char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or '/' or ':' or '+';
}
