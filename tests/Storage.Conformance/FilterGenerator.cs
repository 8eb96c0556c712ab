using System.Text;
using Casualties.Storage;
using CsCheck;

namespace Storage.Conformance;

/// <summary>Filters as trees, as text, and what they mean, worked out without any database.</summary>
internal static class FilterGenerator
{
    /// <summary>Values that collide often, sort in surprising ways, or look like syntax.</summary>
    public static Gen<string> Value { get; } = Gen.OneOf(
        "", "a", "ab", "b", "A", "é", "Ж", "\uFFFD", "😀", "2021-08-03", "2021-08-04", "AND", "%", "_", "*", "it's", "a \"b\"", "back\\slash", "(x)", "$1", "; DROP TABLE record");

    public static Gen<string?> Cell { get; } = Gen.Null(Value, 0.3);

    public static Gen<Filter> Of(RecordKind kind) => Nested(Gen.OneOf(kind.Columns.ToArray()), 3);

    /// <summary>A text that reads as the tree; words are quoted only where they must be, blanks and the form of NOT vary.</summary>
    public static string Text(Filter filter, bool terse) => filter switch
    {
        Filter.And and => $"({Text(and.Left, terse)}) AND ({Text(and.Right, terse)})",
        Filter.Or or => $"({Text(or.Left, terse)})\tOR\n({Text(or.Right, terse)})",
        Filter.Not not => terse ? $"-({Text(not.Inner, terse)})" : $"NOT ({Text(not.Inner, terse)})",
        Filter.Present present => terse ? $"{present.Column}:*" : $"{present.Column} : *",
        Filter.Comparison { Column: var column, Comparator: var comparator, Value: var value } =>
            terse ? $"{column}{Symbol(comparator)}{Quoted(value, '\'')}" : $"{column} {Symbol(comparator)} {Quoted(value, '"')}",
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    /// <summary>Whether the filter holds; null: unknown.</summary>
    public static bool? Holds(Filter filter, Func<string, string?> cell) => filter switch
    {
        Filter.And and => (Holds(and.Left, cell), Holds(and.Right, cell)) switch
        {
            (false, _) or (_, false) => false,
            (true, true) => true,
            _ => null,
        },
        Filter.Or or => (Holds(or.Left, cell), Holds(or.Right, cell)) switch
        {
            (true, _) or (_, true) => true,
            (false, false) => false,
            _ => null,
        },
        Filter.Not not => !Holds(not.Inner, cell),
        Filter.Present present => cell(present.Column) is not null,
        Filter.Comparison comparison => cell(comparison.Column) is { } value ? Compare(value, comparison) : null,
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private static Gen<Filter> Nested(Gen<string> column, int depth)
    {
        var leaf = Gen.Frequency(
            (1, column.Select(name => (Filter)new Filter.Present(name))),
            (5, Gen.Select(column, Gen.Enum<Comparator>(), Value, (name, comparator, value) => (Filter)new Filter.Comparison(name, comparator, value))));
        if (depth == 0)
            return leaf;
        var inner = Nested(column, depth - 1);
        return Gen.Frequency(
            (2, leaf),
            (1, inner.Select(filter => (Filter)new Filter.Not(filter))),
            (2, Gen.Select(inner, inner, (left, right) => (Filter)new Filter.And(left, right))),
            (2, Gen.Select(inner, inner, (left, right) => (Filter)new Filter.Or(left, right))));
    }

    private static bool Compare(string cell, Filter.Comparison comparison)
    {
        var order = Encoding.UTF8.GetBytes(cell).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(comparison.Value));
        return comparison.Comparator switch
        {
            Comparator.Equal => order == 0,
            Comparator.NotEqual => order != 0,
            Comparator.Less => order < 0,
            Comparator.LessOrEqual => order <= 0,
            Comparator.Greater => order > 0,
            Comparator.GreaterOrEqual => order >= 0,
            Comparator.Contains => cell.Contains(comparison.Value, StringComparison.Ordinal),
            _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
        };
    }

    private static string Symbol(Comparator comparator) => comparator switch
    {
        Comparator.Equal => "=",
        Comparator.NotEqual => "!=",
        Comparator.Less => "<",
        Comparator.LessOrEqual => "<=",
        Comparator.Greater => ">",
        Comparator.GreaterOrEqual => ">=",
        Comparator.Contains => ":",
        _ => throw new ArgumentOutOfRangeException(nameof(comparator)),
    };

    private static string Quoted(string value, char quote) => value is "a" or "ab" or "é" or "2021-08-03"
        ? value
        : $"{quote}{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace($"{quote}", $"\\{quote}", StringComparison.Ordinal)}{quote}";
}
